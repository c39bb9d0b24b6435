import assert from "node:assert/strict";
import fc from "fast-check";
import { arnOf, parseArn, stateMachineArnOf } from "../../contracts/arns";

const part = fc.stringMatching(/^[a-z0-9-]{1,12}$/);

describe("contracts: ARNs", () => {
    it("are read as they were made", () => {
        const arn = fc.record({
            partition: part,
            service: part,
            region: fc.oneof(part, fc.constant("")),
            accountId: fc.oneof(part, fc.constant("")),
            resource: fc.stringMatching(/^[a-zA-Z0-9:/*-]{1,30}$/),
        });
        fc.assert(
            fc.property(arn, (parts) =>
                assert.deepEqual(parseArn(arnOf(parts, parts.service, parts.resource)), { ...parts }),
            ),
        );
    });

    it("of state machines name them by their type", () => {
        const place = { partition: "aws", region: "eu-west-1", accountId: "111111111111" };
        assert.equal(stateMachineArnOf(place, "cars"), "arn:aws:states:eu-west-1:111111111111:stateMachine:cars");
    });

    it("are told from other texts", () => {
        for (const text of ["", "cars", "arn:aws:states", "urn:a:b:c:d:e"]) {
            assert.throws(() => parseArn(text), /is no ARN/);
        }
    });
});
