import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
    CreateProcessingJobCommand,
    type CreateProcessingJobRequest,
    CreateTrainingJobCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { createAttributionBaseline } from "../../../../components/training/machine/requests/baselines";
import { definitionArgs } from "../../../components/training/definitionArgs";
import { evaluate } from "../../../support/jsonata";
import { role, Server, table, trainingRequest, until } from "../support";

const root = join(__dirname, "../../../..");

describe("what trees tell of themselves, by the request of the state machine", function () {
    this.timeout(60_000);
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        for (const file of readdirSync(join(root, "jobs/explain")).filter((name) => name.endsWith(".py"))) {
            const content = readFileSync(join(root, "jobs/explain", file));
            server.aws.put(`s3://artifacts/code/preprocess/0123/code/explain/${file}`, content);
        }
        for (const channel of ["train", "validation"]) server.aws.put(`s3://data/${channel}/rows.csv`, table(200));
    });
    after(() => server.stop());

    it("adds up to the answers, by raw feature, in the image that trained them", async () => {
        await sagemaker.send(new CreateTrainingJobCommand(trainingRequest("trees", "xgboost")));
        const { ModelArtifacts } = await until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "trees" })),
            ({ TrainingJobStatus }) => TrainingJobStatus !== "InProgress",
        );
        const rows = table(200).split("\n");
        const vectors = rows.map((row) => row.split(",").slice(1).join(","));
        server.aws.put("s3://artifacts/runs/1/contenders/challenger/test.csv", `${vectors.join("\n")}\n`);
        const features = ["mileage", "doors"].map((column) => ({ column, kind: "numeric" }));
        server.aws.put("s3://artifacts/runs/1/transform/transform.json", JSON.stringify({ version: 1, features }));

        const request = (await evaluate(createAttributionBaseline(definitionArgs({}, { attribution: "trees" })), {
            ...{ run: { name: "cars-1", location: "s3://artifacts/runs/1" }, attributionBaselineTries: 0 },
            trainingJob: { artifact: ModelArtifacts?.S3ModelArtifacts },
            keyArn: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
            states: { context: { State: { RetryCount: 0 } } },
        })) as CreateProcessingJobRequest;
        await sagemaker.send(new CreateProcessingJobCommand({ ...request, RoleArn: role }));
        const ended = await until(
            () => sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: request.ProcessingJobName })),
            ({ ProcessingJobStatus }) => ProcessingJobStatus !== "InProgress",
        );
        assert.equal(ended.ProcessingJobStatus, "Completed", ended.ExitMessage ?? ended.FailureReason);

        const told = JSON.parse(server.aws.text("artifacts/runs/1/baseline/attribution.json")) as {
            readonly rows: number;
            readonly explanations: {
                readonly kernel_shap: {
                    readonly label0: { global_shap_values: Record<string, number>; expected_value: number };
                };
            };
        };
        assert.equal(told.rows, 200);
        const { global_shap_values: amounts, expected_value: base } = told.explanations.kernel_shap.label0;
        // Targets are 3 of the first column and 2 of the second: 0 to 16, and 0 to 22.
        assert.deepEqual(Object.keys(amounts).sort(), ["doors", "mileage"]);
        assert.ok(Math.abs((amounts["mileage"] ?? 0) - 3 * 4.2) < 2, JSON.stringify(amounts));
        assert.ok(Math.abs((amounts["doors"] ?? 0) - 2 * 5.7) < 2, JSON.stringify(amounts));
        const mean = rows.reduce((sum, row) => sum + Number(row.split(",")[0]), 0) / rows.length;
        assert.ok(Math.abs(base - mean) < 2, `${base} against ${mean}`);
    });
});
