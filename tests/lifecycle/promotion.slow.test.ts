import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CopyObjectCommand, DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
    CreateModelPackageCommand,
    DescribeModelPackageCommand,
    ListModelPackagesCommand,
    SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Summary } from "../../cli/lifecycle/summary";
import { baselineFiles, parseS3Uri } from "../../contracts/places";
import type { PromotionOutcome } from "../../contracts/promotion";
import { copyCheckout, drivetrain, type Ended, processesOf } from "./checkout";

describe("a promotion between two accounts on the local stage", function () {
    this.timeout(900_000);
    this.bail(true);
    let copy: string;
    let summary: Summary;

    const run = (...args: string[]): Promise<Ended> => drivetrain(copy, ...args);
    const clientOf = async (stack: string) => {
        const { set } = JSON.parse((await run("env", "-s", stack, "--json")).stdout) as { set: Record<string, string> };
        return {
            endpoint: String(set["AWS_ENDPOINT_URL"]),
            region: String(set["AWS_REGION"]),
            credentials: {
                accessKeyId: String(set["AWS_ACCESS_KEY_ID"]),
                secretAccessKey: String(set["AWS_SECRET_ACCESS_KEY"]),
            },
        };
    };
    const promoted = (algorithm: string) => summary.promotion!.versions[algorithm]!;

    before(() => (copy = copyCheckout("promotion")));
    after(async () => {
        await run("stop", "--now");
        rmSync(copy, { recursive: true, force: true });
    });

    it("serves in the second account what was trained in the first, byte for byte", async () => {
        const { code, stdout, stderr } = await run("start", "--promote", "--keep");
        assert.equal(code, 0, stdout + stderr);
        summary = JSON.parse(readFileSync(join(copy, ".drivetrain", "run", "summary.json"), "utf8")) as Summary;
        assert.deepEqual(
            summary.steps.map(({ name, ok }) => [name, ok]),
            ["deploy", "deploy the next stage", "push", "train", "promote", "predict", "notify"].map((name) => [
                name,
                true,
            ]),
        );
        const { from, to, versions } = summary.promotion!;
        assert.deepEqual(
            [from, to, Object.keys(versions).sort()],
            ["local-dev", "local-prod", ["linear-learner", "xgboost"]],
        );
        for (const { version, copy: copied, artifactSha256 } of Object.values(versions)) {
            assert.match(version, /^arn:aws:sagemaker:us-east-1:555555555555:model-package\//);
            assert.match(copied, /^arn:aws:sagemaker:us-east-1:666666666666:model-package\//);
            assert.match(artifactSha256, /^[0-9a-f]{64}$/);
        }
        // Of each training, promotion and deployment, one.
        assert.equal(summary.notifications?.length, 6);
    });

    it("registers a copy that keeps what is known of the version, and points at this account's objects alone", async () => {
        const [dev, prod] = [await clientOf("local-dev"), await clientOf("local-prod")];
        const describeIn = async (client: typeof dev, arn: string) =>
            new SageMakerClient(client).send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
        const { version, copy: copied } = promoted("xgboost");
        const [theirs, ours] = [await describeIn(dev, version), await describeIn(prod, copied)];
        const own = ours.CustomerMetadataProperties!;
        assert.equal(own["promoted-from"], version);
        assert.equal(own["metric-value"], theirs.CustomerMetadataProperties!["metric-value"]);
        const places = [
            ...Object.values(own).filter((value) => value.startsWith("s3://")),
            String(ours.InferenceSpecification!.Containers![0]!.ModelDataUrl),
            ...JSON.stringify(ours.ModelMetrics).match(/s3:\/\/[^"]+/g)!,
        ];
        assert.ok(places.length >= 7, places.join("\n"));
        for (const place of places) {
            assert.match(place, /^s3:\/\/drivetrain-666666666666-local-prod-used-cars-artifacts\//);
        }
    });

    it("finds nothing more to do when it is asked again", async () => {
        const { code, stdout, stderr } = await run("promote", "--from", "local-dev", "--to", "local-prod");
        assert.equal(code, 0, stdout + stderr);
        assert.equal(stdout.match(/came before, as version 1 .*serves already/g)?.length, 2, stdout);
    });

    it("refuses a version without a baseline, with another hash, or with an error above the stage's bar, and says why", async () => {
        const [dev, prod] = [await clientOf("local-dev"), await clientOf("local-prod")];
        const [theirs, ours] = [new SageMakerClient(dev), new SageMakerClient(prod)];
        const { version } = promoted("xgboost");
        const found = await theirs.send(new DescribeModelPackageCommand({ ModelPackageName: version }));
        const properties = found.CustomerMetadataProperties!;
        const like = async (changed: Record<string, string>): Promise<string> => {
            const { ModelPackageArn } = await theirs.send(
                new CreateModelPackageCommand({
                    ModelPackageGroupName: found.ModelPackageGroupName,
                    ModelApprovalStatus: "Approved",
                    InferenceSpecification: found.InferenceSpecification,
                    CustomerMetadataProperties: { ...properties, ...changed },
                }),
            );
            return String(ModelPackageArn);
        };
        const copies = async () => {
            const listed = await ours.send(
                new ListModelPackagesCommand({ ModelPackageGroupName: "used-cars-xgboost-local-prod" }),
            );
            return listed.ModelPackageSummaryList!.length;
        };
        const before = await copies();
        const refused = async (changed: Record<string, string>, why: RegExp) => {
            const outcome = await promotionOf(prod, await like(changed));
            assert.equal(outcome.verdict, "refused", outcome.reason);
            assert.match(outcome.reason, why);
        };
        await refused(
            { "artifact-sha256": "0".repeat(64) },
            /its artifact has the SHA-256 [0-9a-f]{64}, and was registered with 0{64}/,
        );
        await refused({ "metric-value": "9000" }, /its validation:rmse of 9000 is above this stage's bar of 3000/);
        await refused({ "baseline-location": "none" }, /it has no baseline/);
        const { bucket: Bucket, key } = parseS3Uri(`${properties["baseline-location"]}/${baselineFiles.constraints}`);
        const s3 = new S3Client({ ...dev, forcePathStyle: true });
        await s3.send(new CopyObjectCommand({ Bucket, Key: `${key}.kept`, CopySource: `${Bucket}/${key}` }));
        await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
        await refused({}, /constraints\.json is not there/);
        assert.equal(await copies(), before);
    });

    /** What came of the promotion that a version's approval in the first account has started in the second. */
    async function promotionOf(
        client: Awaited<ReturnType<typeof clientOf>>,
        versionArn: string,
    ): Promise<PromotionOutcome> {
        const states = new SFNClient(client);
        const stateMachineArn =
            "arn:aws:states:us-east-1:666666666666:stateMachine:drivetrain-local-prod-used-cars-xgboost-promote";
        for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(200)) {
            const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
            for (const { executionArn } of executions) {
                const found = await states.send(new DescribeExecutionCommand({ executionArn }));
                if (!found.input?.includes(`"${versionArn}"`) || found.status === "RUNNING") {
                    continue;
                }
                assert.equal(found.status, "SUCCEEDED", found.cause);
                return JSON.parse(String(found.output)) as PromotionOutcome;
            }
        }
        throw new Error(`no promotion of ${versionArn} has ended within a minute`);
    }

    it("leaves nothing behind in either account", async () => {
        for (const stack of ["local-prod", "local-dev"]) {
            const { code, stdout, stderr } = await run("down", "-s", stack, "--yes");
            assert.equal(code, 0, stdout + stderr);
        }
        assert.deepEqual(processesOf(copy), []);
        assert.equal(existsSync(join(copy, ".drivetrain", "state")), false);
    });
});
