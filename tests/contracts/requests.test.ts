import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { inferenceIdOf, requestKey } from "../../contracts/requests";
import { mostRecords } from "../../functions/shared/records";

describe("requests that are kept", () => {
    it("are by the hour in UTC, under the request's id", () => {
        const time = new Date("2026-01-02T23:59:59.999Z");
        assert.equal(requestKey("requests/", "0123", time), "requests/2026/01/02/23/0123.jsonl");
        assert.equal(requestKey("asked/cars/", "a-b", time), "asked/cars/2026/01/02/23/a-b.jsonl");
    });

    it("name their rows so that SageMaker takes it", () => {
        const id = inferenceIdOf(randomUUID(), mostRecords);
        assert.ok(/^[ -~]+$/.test(id) && id.length <= 64, id);
    });
});
