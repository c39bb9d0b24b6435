import assert from "node:assert/strict";
import { findStack } from "../../../cli/stacks/stack";
import { takeDown } from "../../../cli/teardown/takeDown";
import { FakeCloud } from "../../support/fakeCloud";

const outputs = {
    model: "used-cars",
    pipelines: {
        xgboost: {
            stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:x",
            endpointName: "used-cars-xgboost-local",
            modelPackageGroupName: "used-cars-xgboost-local",
            parameterPrefix: "/drivetrain/local/used-cars/xgboost",
        },
    },
    scoring: {
        stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:s",
        jobPrefix: "used-cars-scoring",
    },
};
const resources = [{ type: "aws:s3/bucket:Bucket", id: "landing", outputs: { forceDestroy: false } }];

describe("cli: down of a stack that keeps its data", () => {
    let cloud: FakeCloud;

    before(async () => {
        cloud = await FakeCloud.start({
            engine: {
                "stack ls": [{ name: "local" }],
                "stack output": outputs,
                "stack export": { deployment: { resources } },
            },
        });
    });
    after(() => cloud.stop());

    it("refuses before it asks for agreement, stops a run or removes anything", async () => {
        const agree = () => assert.fail("asked for agreement");
        await assert.rejects(takeDown(findStack("local"), agree), {
            name: "CommandError",
            message: /^The stack local keeps its data.*nothing was removed\..*\(bucket landing\).*forceDestroy to true/,
        });
        assert.ok(cloud.asked.includes("ListEndpoints"), cloud.asked.join(", "));
        assert.deepEqual(
            cloud.asked.filter((operation) => !/^(List|Describe|Get)/.test(operation)),
            [],
        );
    });
});
