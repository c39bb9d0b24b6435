import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { algorithmImage, CustomImage } from "../../../components/training/CustomImage";
import { document, record, type Recording, valueOf } from "../../support/recorder";
import { pipelineArgs, scope } from "./pipelineArgs";

const args = { scope, algorithm: "gradient-boosting", key: pipelineArgs.foundation.key };
const image = { build: "jobs/byoc" };
const digest = `111111111111.dkr.ecr.us-east-1.amazonaws.com/cars@sha256:${"a".repeat(64)}`;
const name = "drivetrain-local-used-cars-gradient-boosting";

const build = (more: object = {}) =>
    record(() => new CustomImage("cars", { ...args, image, ...more }), { "awsx:ecr:Image": { imageUri: digest } });

describe("CustomImage", () => {
    let standard: Recording<CustomImage>;
    before(async () => {
        standard = await build();
    });

    it("has a repository with an explicit name, encrypted by the stack's key and scanned", () => {
        assert.deepEqual(standard.inputs("aws:ecr/repository:Repository"), {
            name,
            imageTagMutability: "MUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: pipelineArgs.foundation.key.arn }],
            forceDelete: false,
        });
    });

    it("deletes images by their number alone, whether they have a tag or not", () => {
        const { repository, policy } = standard.inputs("aws:ecr/lifecyclePolicy:LifecyclePolicy");
        assert.equal(repository, name);
        assert.deepEqual(document(policy)["rules"], [
            {
                rulePriority: 1,
                description: "Keep the 500 newest images",
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 500 },
                action: { type: "expire" },
            },
        ]);
    });

    it("is built for SageMaker's machines, under a tag that no folder's path changes", () => {
        const { repositoryUrl: _, ...inputs } = standard.inputs("awsx:ecr:Image");
        assert.deepEqual(inputs, {
            imageName: "cars",
            context: `${process.cwd()}/jobs/byoc`,
            platform: "linux/amd64",
        });
    });

    it("is named by its digest, and its repository by an ARN that needs no repository", async () => {
        const { result } = standard;
        assert.equal(await valueOf(result.uri), digest);
        assert.equal(await valueOf(result.repositoryArn), `arn:aws:ecr:us-east-1:111111111111:repository/${name}`);
        assert.equal(result.ready.length, 3);
    });

    it("goes with its images where the stack says so", async () => {
        const { inputs } = await build({ forceDestroy: true });
        assert.equal(inputs("aws:ecr/repository:Repository")["forceDelete"], true);
    });

    it("refuses a folder that is none, without a stack trace", async () => {
        await assert.rejects(build({ image: { build: "jobs/none" } }), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.hideStack, true);
            assert.match(
                error.message,
                /^algorithms\.gradient-boosting\.image\.build: there is no folder "jobs\/none"/,
            );
            return true;
        });
    });

    it("is made only for an image that is built", async () => {
        const prebuilt = { repository: "sagemaker-xgboost", tag: "1.7-1" };
        const recording = await record(() => {
            const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
            return algorithmImage("cars", { ...args, image: prebuilt }, parent);
        });
        assert.equal(recording.resources.length, 0);
        assert.ok(!(recording.result instanceof CustomImage));
    });
});
