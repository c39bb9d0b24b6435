import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { names } from "../components/training/definitionArgs";
import { training } from "./definitions";
import { champion, old, packageArn } from "./leaseRuns";
import { argumentsOf, type Scenarios } from "./scenarios";
import { created, first, rival, standardRuns } from "./trainingRuns";
import { type Outcome, walkAll } from "./walks";

describe("asl: the comparison with the champion", () => {
    let runs: Scenarios;
    before(async () => {
        runs = await standardRuns();
    });

    const outcome = (name: string) => runs.outcome(name);
    const argumentOf = (run: Outcome, state: string) => argumentsOf(run, state)[0] ?? {};
    const runName = (run: Outcome) => String(argumentOf(run, "Save the model")["ModelName"]);

    it("rejects a first model that is no better than always answering the mean", () => {
        const { output } = outcome("first model, no better than the mean");
        assert.deepEqual([output?.["verdict"], output?.["modelPackageArn"]], ["rejected", null]);
        assert.equal(
            output?.["reason"],
            "validation:rmse 2311.2 is within 3000, but rmse 2280.1 on 117 test rows is not better than the 2280.1 of " +
                "always answering their mean",
        );
        // Rows of one value tell nothing.
        assert.equal(outcome("first model, of rows that are all alike").output?.["verdict"], "promoted");
    });

    it("gives pre-processing the champion's transform where there is one", () => {
        const request = argumentOf(outcome("better than its rival"), "Pre-process") as {
            AppSpecification: { ContainerArguments: string[] };
            ProcessingInputs: { InputName: string; S3Input: { S3Uri: string } }[];
        };
        assert.deepEqual(request.AppSpecification.ContainerArguments.slice(-2), [
            ...["--champion", "/opt/ml/processing/input/champion/transform.json"],
        ]);
        assert.equal(request.ProcessingInputs[3]?.S3Input.S3Uri, champion.transform);
        assert.doesNotMatch(JSON.stringify(argumentOf(outcome("first model"), "Pre-process")), /champion/);
    });

    it("evaluates both contenders on the same rows, by jobs of different names", () => {
        const jobs = argumentsOf(outcome("better than its rival"), "Predict the test rows") as {
            TransformJobName: string;
            ModelName: string;
            TransformInput: { DataSource: { S3DataSource: { S3Uri: string } } };
            TransformOutput: { S3OutputPath: string };
        }[];
        const run = runName(outcome("better than its rival"));
        assert.deepEqual(
            jobs
                .map(({ TransformJobName, ModelName, TransformInput, TransformOutput }) => [
                    TransformJobName.replace(run, ""),
                    ModelName === run ? "own" : ModelName,
                    TransformInput.DataSource.S3DataSource.S3Uri.split("/").slice(-3).join("/"),
                    TransformOutput.S3OutputPath.split("/").slice(-3).join("/"),
                ])
                .sort(),
            [
                ["-00", "own", "contenders/challenger/", "predictions/challenger/"],
                ["-a0", old, "contenders/champion/", "predictions/champion/"],
            ],
        );
        const { Payload } = argumentOf(outcome("better than its rival"), "Compare with the champion");
        assert.deepEqual((Payload as Record<string, unknown>)["contenders"], ["challenger", "champion"]);
        assert.deepEqual((Payload as Record<string, unknown>)["models"], { challenger: run, champion: old });
        assert.match((Payload as { data: string }).data, /^[0-9a-f]{64}\/3sL4kqtJlcpXroDTDmJ\+rmSpXd3$/);
        assert.deepEqual(argumentOf(outcome("first model"), "Compare with the champion")["Payload"], {
            location: (Payload as { location: string }).location.replace(
                /[^/]+$/,
                runName(outcome("first model")).slice(-24),
            ),
            contenders: ["challenger"],
            data: (Payload as { data: string }).data,
            models: { challenger: runName(outcome("first model")) },
        });
    });

    it("registers an accepted model with where it comes from", () => {
        const run = outcome("better than its rival");
        const request = argumentOf(run, "Register the model");
        const properties = request["CustomerMetadataProperties"] as Record<string, string>;
        const { location, transform, ...rest } = properties;
        assert.equal(`${location}/transform/transform.json`, transform);
        assert.deepEqual(rest, {
            run: runName(run).slice(-24),
            "baseline-location": `${location}/baseline`,
            "model-name": runName(run),
            "training-job": "used-cars-xgboost-job",
            "artifact-sha256": "9a1b".repeat(16),
            "batch-format": "text/csv",
            data: "landing/training/used cars/spring+summer.csv",
            "data-key-hash": createHash("sha256").update("landing/training/used cars/spring+summer.csv").digest("hex"),
            "data-version": "3sL4kqtJlcpXroDTDmJ+rmSpXd3",
            "data-time": "2026-01-02T03:04:05Z",
            "data-sequencer": "0062E99A88DC407460",
            metric: "validation:rmse",
            "metric-value": "2311.2",
            rows: "117",
            rmse: "2280.1",
            mae: "1140.05",
            ...{ r2: "0.9", "r2-low": "0.85", "r2-high": "0.93", baseline: "9800.5" },
            ...{ combined: "best", "combined-of": "xgboost", "combined-rmse": "2200.5" },
            ...{ "combined-mae": "1100.25", "combined-r2": "0.91" },
            "champion-rmse": "2380.5",
            "champion-mae": "1190.25",
            champion: old,
            "same-vector": "true",
            "metrics/validation:rmse": "2311.2",
            "metrics/train:rmse": "900.5",
        });
        assert.equal(request["ModelApprovalStatus"], "PendingManualApproval");
        assert.match(JSON.stringify(request["MetadataProperties"]), /"CommitId":"173d22b7.*execution:walk/);
        const { Input } = argumentOf(run, "Deploy the model") as { Input: { versionArn: string } };
        assert.equal(Input.versionArn, packageArn);
    });

    it("uses a champion's format where it is told, and its own where an older run told none", async () => {
        const parameters = (names_: object) => Object.entries({ ...champion, ...names_ }).filter(([, value]) => value);
        const walk = (format: string) => ({
            input: created,
            answers: {
                ...first.answers,
                ...rival,
                "Read the champion": [
                    {
                        result: {
                            Parameters: parameters({ "batch-format": format }).map(([name, Value]) => ({
                                Name: `${names.parameterPrefix}/champion/${name}`,
                                Value: String(Value),
                            })),
                        },
                    },
                ],
            },
        });
        const { outcomes } = await walkAll(training("standard"), {
            told: walk("application/jsonlines"),
            untold: walk(""),
        });
        const formats = (name: string) =>
            argumentsOf(outcomes[name] as Outcome, "Predict the test rows").map(
                ({ TransformOutput }) => (TransformOutput as { Accept: string }).Accept,
            );
        assert.deepEqual(formats("told").sort(), ["application/jsonlines", "text/csv"]);
        assert.deepEqual(formats("untold"), ["text/csv", "text/csv"]);
    });
});
