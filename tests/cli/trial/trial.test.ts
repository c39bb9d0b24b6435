import assert from "node:assert/strict";
import { combinedIn } from "../../../cli/trial/text";
import { tryModel } from "../../../cli/trial/trial";
import type { AlgorithmDefinition } from "../../../components/model/model";
import { usedCars } from "../../../infra/models/used-cars";

describe("cli: a trial", () => {
    it("trains an image of one's own beside SageMaker's, and combines both", async () => {
        const { xgboost, "linear-learner": linear } = usedCars.algorithms as Record<string, AlgorithmDefinition>;
        const own: AlgorithmDefinition = {
            ...xgboost!,
            image: { build: "jobs/byoc" },
            hyperparameters: { max_iter: 100, learning_rate: 0.1, max_depth: 3 },
        };
        const model = {
            ...usedCars,
            combine: "best" as const,
            algorithms: { "gradient-boosting": own, "linear-learner": linear! },
        };
        const { runs, combined } = await tryModel(model, "data/used-cars.csv", (trial) =>
            Promise.resolve({ ...trial, combined: combinedIn(model, trial) }),
        );
        assert.deepEqual(
            runs.map(({ algorithm, failure, result }) => [algorithm, failure, result?.passes]),
            [
                ["gradient-boosting", undefined, true],
                ["linear-learner", undefined, true],
            ],
        );
        const errors = runs.map(({ result }) => result!.comparison.challenger.rmse);
        assert.ok(runs[0]!.result!.results.metrics["train:rmse"]! < errors[0]!);
        assert.equal(combined?.rmse, Math.min(...errors));
    }).timeout(60_000);
});
