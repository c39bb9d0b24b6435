import assert from "node:assert/strict";
import * as zlib from "node:zlib";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    CreateTrainingJobCommand,
    type DataCaptureConfig,
    DeleteEndpointCommand,
    DeleteEndpointConfigCommand,
    DescribeEndpointCommand,
    DescribeTrainingJobCommand,
    type ProductionVariant,
    type SageMakerClient,
    UpdateEndpointCommand,
    UpdateEndpointWeightsAndCapacitiesCommand,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, type SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import type { Account } from "../../../../local/sagemaker/core/account";
import type { captureRecord } from "../../../../local/sagemaker/hosting/capture";
import { endpoints } from "../../../../local/sagemaker/hosting/endpoints";
import { image, refusal, role, Server, table, trainingRequest, until } from "../support";

type CaptureRecord = ReturnType<typeof captureRecord>;

describe("SageMaker endpoints", () => {
    let server: Server;
    let sagemaker: SageMakerClient;
    let runtime: SageMakerRuntimeClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        runtime = server.runtime();
        server.aws.put("s3://data/train/train.csv", table(200));
        server.aws.put("s3://data/validation/validation.csv", table(60, 5));
        for (const algorithm of ["xgboost", "linear-learner"] as const) {
            await sagemaker.send(new CreateTrainingJobCommand(trainingRequest(algorithm, algorithm)));
        }
        for (const algorithm of ["xgboost", "linear-learner"] as const) {
            await until(
                () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: algorithm })),
                (job) => job.TrainingJobStatus === "Completed",
            );
            await createModel(algorithm, algorithm, `s3://data/models/${algorithm}/output/model.tar.gz`);
        }
        server.aws.put("s3://data/models/broken.tar.gz", "no archive");
        await createModel("broken", "xgboost", "s3://data/models/broken.tar.gz");
        // An archive of no files: the end of a tar file is 1,024 zero bytes.
        server.aws.put("s3://data/models/empty.tar.gz", zlib.gzipSync(Buffer.alloc(1024)));
        await createModel("empty", "linear-learner", "s3://data/models/empty.tar.gz");
        await createConfig("xgboost", [{ ModelName: "xgboost" }]);
        await createConfig("linear", [{ ModelName: "linear-learner" }]);
        await createConfig("broken", [{ ModelName: "broken" }]);
    });

    after(() => server.stop());

    function createModel(ModelName: string, algorithm: "xgboost" | "linear-learner", ModelDataUrl: string) {
        const PrimaryContainer = { Image: image(algorithm), ModelDataUrl };
        return sagemaker.send(new CreateModelCommand({ ModelName, ExecutionRoleArn: role, PrimaryContainer }));
    }

    function createConfig(name: string, variants: Partial<ProductionVariant>[], capture?: DataCaptureConfig) {
        return sagemaker.send(
            new CreateEndpointConfigCommand({
                EndpointConfigName: name,
                ProductionVariants: variants.map((variant) => ({
                    VariantName: "AllTraffic",
                    ModelName: "xgboost",
                    InitialInstanceCount: 1,
                    InstanceType: "ml.m5.large",
                    ...variant,
                })),
                DataCaptureConfig: capture,
            }),
        );
    }

    function describe_(EndpointName: string) {
        return sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    }

    function settled(EndpointName: string) {
        return until(
            () => describe_(EndpointName),
            (endpoint) => !["Creating", "Updating"].includes(endpoint.EndpointStatus!),
        );
    }

    async function create(EndpointName: string, EndpointConfigName: string) {
        await sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
        return settled(EndpointName);
    }

    async function invoke(EndpointName: string, Body: string, more: object = {}) {
        const answer = await runtime.send(
            new InvokeEndpointCommand({
                EndpointName,
                Body,
                ContentType: "text/csv",
                Accept: "application/json",
                ...more,
            }),
        );
        return {
            text: answer.Body.transformToString(),
            type: answer.ContentType,
            variant: answer.InvokedProductionVariant,
        };
    }

    it("serves XGBoost in CSV, JSON and JSON Lines", async () => {
        const endpoint = await create("Cars", "xgboost");
        assert.equal(endpoint.EndpointStatus, "InService", endpoint.FailureReason);
        assert.equal(endpoint.EndpointArn, "arn:aws:sagemaker:us-east-1:111111111111:endpoint/cars");
        assert.equal(endpoint.ProductionVariants?.[0]?.CurrentWeight, 1);
        const { text, type, variant } = await invoke("Cars", "3,4\n10,5\n");
        const { predictions } = JSON.parse(text) as { predictions: { score: number }[] };
        assert.ok(Math.abs(predictions[0]!.score - 17) < 2 && Math.abs(predictions[1]!.score - 40) < 3, text);
        assert.deepEqual([type, variant], ["application/json", "AllTraffic"]);
        const csv = await invoke("Cars", "3,4", { Accept: "text/csv" });
        assert.deepEqual([csv.text, csv.type], [`${predictions[0]!.score}\n`, "text/csv; charset=utf-8"]);
        const lines = await invoke("Cars", "3,4", { Accept: "application/jsonlines" });
        assert.equal(lines.text, `{"score": ${predictions[0]!.score}}\n`);
    });

    it("passes on what the XGBoost container refuses, as a ModelError", async () => {
        const unreadable = await refusal(invoke("Cars", "a,b"), "ModelError");
        assert.equal(unreadable.OriginalStatusCode, 415);
        assert.match(String(unreadable.OriginalMessage), /^Loading csv data failed with Exception, please ensure/);
        assert.match(unreadable.message, /^Received client error \(415\) from primary with message "Loading csv data/);
        assert.match(unreadable.message, /group=\/aws\/sagemaker\/Endpoints\/Cars in account 111111111111 for more/);
        const wide = await refusal(invoke("Cars", "1,2,3,4"), "ModelError");
        assert.equal(wide.OriginalStatusCode, 400);
        assert.match(String(wide.OriginalMessage), /Number of columns does not match number of features in booster/);
        const json = await refusal(invoke("Cars", "{}", { ContentType: "application/json" }), "ModelError");
        assert.match(String(json.OriginalMessage), /application\/json is not an accepted ContentType: csv, libsvm/);
        const image = await refusal(invoke("Cars", "1,2", { Accept: "image/png" }), "ModelError");
        assert.equal(image.OriginalStatusCode, 406);
        const large = await refusal(invoke("Cars", "1,2\n".repeat(1_700_000)), "ModelError");
        assert.equal(large.OriginalStatusCode, 413);
    });

    it("refuses an unknown endpoint or variant, and a payload over 25 MB", async () => {
        const unknown = await refusal(invoke("none", "1,2"), "ValidationError");
        assert.equal(unknown.message, "Endpoint none of account 111111111111 not found.");
        await refusal(invoke("Cars", "1,2", { TargetVariant: "Other" }), "ValidationError");
        await refusal(invoke("Cars", "1,2", { TargetModel: "a.tar.gz" }), "ValidationError");
        await refusal(invoke("Cars", "1".repeat(25 * 1024 * 1024 + 1)), "ValidationError");
    });

    it("takes a name of a request that AWS takes, and no other", async () => {
        await invoke("Cars", "1,2", { InferenceId: "~".repeat(64) });
        const long = await refusal(invoke("Cars", "1,2", { InferenceId: "a".repeat(65) }), "ValidationError");
        assert.match(long.message, /at 'inferenceId' failed to satisfy constraint: .* less than or equal to 64$/);
        const foreign = await refusal(invoke("Cars", "1,2", { InferenceId: "caf\u00e9" }), "ValidationError");
        assert.match(foreign.message, /pattern: /);
    });

    it("serves Linear Learner in JSON and JSON Lines, but not in CSV", async () => {
        await create("linear", "linear");
        const { text } = await invoke("linear", "3,4");
        const [first] = (JSON.parse(text) as { predictions: { score: number }[] }).predictions;
        assert.ok(Math.abs(first!.score - 17) < 0.3, text);
        const body = JSON.stringify({ instances: [{ features: [3, 4] }, { data: { features: { values: [3, 4] } } }] });
        const json = await invoke("linear", body, { ContentType: "application/json", Accept: "application/jsonlines" });
        assert.equal(json.text, `{"score": ${first!.score}}\n`.repeat(2));
        assert.equal(
            (await refusal(invoke("linear", "3,4", { Accept: "text/csv" }), "ModelError")).OriginalStatusCode,
            406,
        );
        const odd = await refusal(invoke("linear", "3,4,5"), "ModelError");
        assert.deepEqual([odd.OriginalStatusCode, odd.OriginalMessage], [400, "unable to evaluate payload provided"]);
    });

    it("fails to create what cannot serve, with SageMaker's reason", async () => {
        const broken = await create("broken", "broken");
        assert.equal(broken.EndpointStatus, "Failed");
        assert.match(broken.FailureReason!, /^Failed to extract model data archive for container "primary" from URL/);
        await createConfig("empty", [{ ModelName: "empty" }]);
        const empty = await create("empty", "empty");
        assert.equal(
            empty.FailureReason,
            "The primary container for production variant AllTraffic did not pass the ping health check. Please check " +
                "CloudWatch logs for this endpoint.",
        );
        const update = new UpdateEndpointCommand({ EndpointName: "empty", EndpointConfigName: "xgboost" });
        await refusal(sagemaker.send(update), "ValidationException");
        for (const EndpointName of ["broken", "empty"]) {
            await sagemaker.send(new DeleteEndpointCommand({ EndpointName }));
        }
    });

    it("updates while the old configuration serves, without losing an invocation", async () => {
        await create("update", "xgboost");
        const update = new UpdateEndpointCommand({ EndpointName: "update", EndpointConfigName: "linear" });
        await sagemaker.send(update);
        const during = await describe_("update");
        assert.deepEqual([during.EndpointStatus, during.EndpointConfigName], ["Updating", "xgboost"]);
        const again = await refusal(sagemaker.send(update), "ValidationException");
        assert.match(again.message, /^Cannot update in-progress endpoint "arn:aws:sagemaker:/);
        const remove = new DeleteEndpointCommand({ EndpointName: "update" });
        await refusal(sagemaker.send(remove), "ValidationException");
        const answers = new Set<string>();
        while ((await describe_("update")).EndpointStatus === "Updating") {
            answers.add((await invoke("update", "3,4")).text);
        }
        const after = await describe_("update");
        assert.deepEqual([after.EndpointStatus, after.EndpointConfigName], ["InService", "linear"]);
        assert.equal(after.FailureReason, undefined);
        answers.add((await invoke("update", "3,4")).text);
        assert.equal(answers.size, 2);
    });

    it("falls back to the old configuration when an update fails", async () => {
        await create("fallback", "xgboost");
        await sagemaker.send(new UpdateEndpointCommand({ EndpointName: "fallback", EndpointConfigName: "broken" }));
        const endpoint = await settled("fallback");
        assert.deepEqual([endpoint.EndpointStatus, endpoint.EndpointConfigName], ["InService", "xgboost"]);
        assert.match(endpoint.FailureReason!, /Failed to extract model data archive/);
        await invoke("fallback", "3,4");
    });

    it("cannot be updated once its own configuration is deleted", async () => {
        await createConfig("short-lived", [{}]);
        await create("orphan", "short-lived");
        await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: "short-lived" }));
        const update = new UpdateEndpointCommand({ EndpointName: "orphan", EndpointConfigName: "linear" });
        const error = await refusal(sagemaker.send(update), "ValidationException");
        assert.match(error.message, /Could not find endpoint configuration .*endpoint-config\/short-lived/);
    });

    it("shares traffic by weight, the same way every time", async () => {
        await createConfig("shared", [
            { VariantName: "A", InitialVariantWeight: 3 },
            { VariantName: "B", InitialVariantWeight: 1, ModelName: "linear-learner" },
        ]);
        await create("shared", "shared");
        const met = async () => {
            const variants: string[] = [];
            for (let index = 0; index < 8; index++) {
                variants.push((await invoke("shared", "3,4")).variant!);
            }
            return variants.join("");
        };
        assert.equal(await met(), "AABAAABA");
        assert.equal((await invoke("shared", "3,4", { TargetVariant: "B" })).variant, "B");
        await sagemaker.send(
            new UpdateEndpointWeightsAndCapacitiesCommand({
                EndpointName: "shared",
                DesiredWeightsAndCapacities: [{ VariantName: "A", DesiredWeight: 0 }],
            }),
        );
        await settled("shared");
        assert.equal(await met(), "BBBBBBBB");
        await sagemaker.send(
            new UpdateEndpointCommand({
                EndpointName: "shared",
                EndpointConfigName: "shared",
                RetainAllVariantProperties: true,
            }),
        );
        const retained = await settled("shared");
        assert.deepEqual(
            retained.ProductionVariants?.map((variant) => variant.CurrentWeight),
            [0, 1],
        );
    });

    it("starts a container again that ended by itself", async () => {
        await create("crash", "linear");
        const api = (server as unknown as { api: { accounts: Iterable<Account> } }).api;
        const [held] = [...api.accounts].filter((each) => endpoints.of(each).has("crash"));
        const { variant } = endpoints.of(held!).get("crash")!.fleet!.members[0]!;
        const { container } = variant as unknown as { container: { pid: number } };
        process.kill(container.pid, "SIGTERM");
        const error = await until(
            () =>
                invoke("crash", "3,4").then(
                    () => undefined,
                    (thrown: Error) => thrown,
                ),
            (outcome) => outcome !== undefined,
        );
        assert.match(error!.name, /^(ServiceUnavailable|ModelError)$/);
        await until(
            () => invoke("crash", "3,4").catch(() => undefined),
            (answer) => answer !== undefined,
        );
    });

    it("captures inputs and outputs", async () => {
        await createConfig("captured", [{}], {
            EnableCapture: true,
            InitialSamplingPercentage: 50,
            DestinationS3Uri: "s3://captures/cars/",
            KmsKeyId: "alias/captures",
            CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
            CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"] },
        });
        const { DataCaptureConfig } = await create("captured", "captured");
        assert.deepEqual(DataCaptureConfig, {
            EnableCapture: true,
            CaptureStatus: "Started",
            CurrentSamplingPercentage: 50,
            DestinationS3Uri: "s3://captures/cars/",
            KmsKeyId: "alias/captures",
        });
        for (let index = 0; index < 4; index++) {
            await invoke("captured", `${index},4`, { InferenceId: `request-${index}` });
        }
        await refusal(invoke("captured", "a,b"), "ModelError");
        await sagemaker.send(new DeleteEndpointCommand({ EndpointName: "captured" }));
        await until(
            () =>
                describe_("captured").then(
                    () => "there",
                    (error: Error) => error.name,
                ),
            (state) => state === "ValidationException",
        );
        const keys = server.aws.keys("captures/");
        for (const key of keys) {
            assert.match(
                key,
                /^captures\/cars\/captured\/AllTraffic\/\d{4}\/\d\d\/\d\d\/\d\d\/\d\d-\d\d-\d{3}-[0-9a-f-]{36}\.jsonl$/,
            );
        }
        assert.ok(server.aws.puts.some((put) => put.Bucket === "captures" && put.SSEKMSKeyId === "alias/captures"));
        const records = keys
            .flatMap((key) => server.aws.text(key).trim().split("\n"))
            .map((line) => JSON.parse(line) as CaptureRecord);
        assert.deepEqual(
            records.map((record) => record.eventMetadata.inferenceId),
            ["request-0", "request-2"],
        );
        const { captureData, eventMetadata, eventVersion } = records[0]!;
        assert.deepEqual(captureData.endpointInput, {
            observedContentType: "text/csv",
            mode: "INPUT",
            data: "0,4",
            encoding: "CSV",
        });
        const output = captureData.endpointOutput!;
        assert.deepEqual([output.encoding, output.observedContentType], ["BASE64", "application/json"]);
        assert.match(Buffer.from(output.data, "base64").toString(), /^\{"predictions": \[\{"score": /);
        assert.match(eventMetadata.inferenceTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.equal(eventVersion, "0");
    });
});
