import assert from "node:assert/strict";
import fc from "fast-check";
import { isJobName, isRunName, runId, runIdLength } from "../../contracts/runIds";

const start = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });

describe("contracts: the id of a run", () => {
    it("is the second of its start, and digits that tell executions apart", () => {
        const id = runId("arn:one", new Date("2026-01-02T03:04:05.678Z"));
        assert.match(id, /^20260102-030405-[0-9a-f]{8}$/);
        assert.notEqual(id, runId("arn:other", new Date("2026-01-02T03:04:05.678Z")));
    });

    it("has always one length, and is known again in the names of runs and of their jobs", () => {
        fc.assert(
            fc.property(fc.string(), start, fc.stringMatching(/^[0-9a-j]{2,3}$/), (executionArn, at, tries) => {
                const id = runId(executionArn, at);
                assert.equal(id.length, runIdLength);
                assert.ok(isRunName(`cars-dev-${id}`, "cars-dev"));
                assert.ok(isJobName(`cars-dev-${id}-${tries}`, "cars-dev"));
                assert.ok(!isJobName(`cars-dev-${id}`, "cars-dev"));
                assert.ok(!isRunName(`cars-dev-${id}-${tries}`, "cars-dev"));
                assert.ok(!isRunName(`cars-dev-${id}`, "cars"));
            }),
        );
    });
});
