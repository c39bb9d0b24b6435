import assert from "node:assert/strict";
import { PromotionBus } from "../../../components/promotion/PromotionBus";
import { document, record, valueOf } from "../../support/recorder";
import { scope } from "../training/pipelineArgs";

describe("PromotionBus", () => {
    it("hears SageMaker's events of versions from the stage before, and nothing else from anybody", async () => {
        const from = { stage: "eu-dev", accountId: "222222222222" };
        const { inputs, result } = await record(() => new PromotionBus("cars", { scope, from }));
        const busName = "drivetrain-local-used-cars-promotions";
        assert.deepEqual(inputs("aws:cloudwatch/eventBus:EventBus"), {
            name: busName,
            description: "Approvals of eu-dev",
        });
        const { eventBusName, policy } = inputs("aws:cloudwatch/eventBusPolicy:EventBusPolicy");
        assert.equal(eventBusName, busName);
        assert.equal(await valueOf(result.busName), busName);
        assert.deepEqual(document(policy), {
            Version: "2012-10-17",
            Statement: [
                {
                    ...{ Sid: "Approvalseudev", Effect: "Allow", Action: "events:PutEvents" },
                    Principal: { AWS: "arn:aws:iam::222222222222:root" },
                    Resource: `arn:aws:events:us-east-1:111111111111:event-bus/${busName}`,
                    Condition: {
                        StringEquals: {
                            "events:source": "aws.sagemaker",
                            "events:detail-type": "SageMaker Model Package State Change",
                        },
                    },
                },
            ],
        });
    });
});
