import assert from "node:assert/strict";
import { deploymentRequestIn } from "../../contracts/deployments";

const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/cars-dev/3";

describe("contracts: what an execution is to deploy", () => {
    it("is a version that a run sends, or that an execution settles", () => {
        for (const more of [{}, { sentBy: "arn:run" }, { settles: "arn:deployment" }]) {
            assert.deepEqual(deploymentRequestIn({ versionArn, ...more, other: 1 }), { versionArn, ...more });
        }
    });

    it("is the version of an approval's event, which has a version of its own", () => {
        const event = { version: "0", source: "aws.sagemaker", detail: { ModelPackageArn: versionArn } };
        assert.deepEqual(deploymentRequestIn(event), { versionArn });
    });

    it("is nothing where the execution is about data, or its input is not told", () => {
        for (const input of [{ version: "0", detail: { object: { key: "cars.csv" } } }, {}, null, undefined, "text"]) {
            assert.equal(deploymentRequestIn(input), undefined);
        }
    });
});
