import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { datasetOf, type ModelDefinition } from "../../components/model/model";
import { homes } from "../../infra/models/homes";
import { usedCars } from "../../infra/models/used-cars";
import { image, python, Server, trainingRequest, until } from "../local/sagemaker/support";

interface Report {
    readonly used: number;
    readonly quarantined: number;
}

/** Whether what a model's file promises of its data and its gates is so, by the real scripts and algorithms. */
describe("the sample data", () => {
    const server = new Server();
    before(() => server.start());
    after(() => server.stop());

    /** Runs pre-processing on a file and puts what training takes where the jobs look for it. */
    function preprocess(model: ModelDefinition, file: string): Report {
        const folder = mkdtempSync(join(tmpdir(), "model-data-"));
        try {
            writeFileSync(join(folder, "model.json"), JSON.stringify(datasetOf(model)));
            mkdirSync(join(folder, "data"));
            writeFileSync(join(folder, "data", "data.csv"), readFileSync(file));
            const paths = { data: "data", model: "model.json", output: "output", message: "message" };
            const options = Object.entries(paths).flatMap(([name, path]) => [`--${name}`, join(folder, path)]);
            execFileSync(python, [resolve("jobs/preprocess/preprocess.py"), ...options]);
            for (const side of ["train", "validation"]) {
                server.aws.put(
                    `s3://data/${side}/${side}.csv`,
                    readFileSync(join(folder, "output", side, `${side}.csv`)),
                );
            }
            return JSON.parse(readFileSync(join(folder, "output", "report", "report.json"), "utf8")) as Report;
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    /** The metrics of a training job with the algorithm's own hyperparameters, as SageMaker tells them. */
    async function train(name: string, hyperparameters: object, repository: string) {
        const HyperParameters = Object.fromEntries(
            Object.entries(hyperparameters).map(([key, value]) => [key, String(value)]),
        );
        const algorithm = repository === "linear-learner" ? "linear-learner" : "xgboost";
        assert.ok(image(algorithm).includes(repository));
        await server.client().send(new CreateTrainingJobCommand(trainingRequest(name, algorithm, { HyperParameters })));
        const job = await until(
            () => server.client().send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
            ({ TrainingJobStatus }) => TrainingJobStatus !== "InProgress",
            100,
        );
        assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
        return new Map(job.FinalMetricDataList?.map(({ MetricName, Value }) => [MetricName, Value]));
    }

    for (const [model, file, rows] of [
        [usedCars, "data/used-cars.csv", 804],
        [homes, "data/sacramento-homes.csv", 932],
    ] as const) {
        it(`${file} has no row that ${model.name} cannot use, and its models pass their gates`, async () => {
            const report = preprocess(model, file);
            assert.deepEqual([report.used, report.quarantined], [rows, 0]);
            for (const [name, { image, hyperparameters, gate }] of Object.entries(model.algorithms)) {
                if (!("repository" in image)) continue;
                const metrics = await train(`${model.name}-${name}`, hyperparameters, image.repository);
                const value = metrics.get(gate.metric) ?? NaN;
                assert.ok(value <= gate.threshold, `${name}: ${gate.metric} is ${value}`);
                // A gate far from what the algorithm reaches would judge nothing.
                assert.ok(value > gate.threshold * 0.7, `${name}: ${gate.metric} is ${value}`);
            }
        });
    }
});
