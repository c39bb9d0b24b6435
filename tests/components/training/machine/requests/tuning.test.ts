import assert from "node:assert/strict";
import type { Tuning } from "../../../../../components/model/model";
import { createTuningJob } from "../../../../../components/training/machine/requests/tuning";
import { evaluate } from "../../../../support/jsonata";
import { definitionArgs } from "../../definitionArgs";

const tuning: Tuning = {
    ranges: {
        eta: { type: "continuous", min: 0.01, max: 0.3, scale: "Logarithmic" },
        max_depth: { type: "integer", min: 3, max: 9 },
        booster: { type: "categorical", values: ["gbtree", "dart"] },
    },
    maxJobs: 20,
    maxParallelJobs: 4,
};

describe("the request for a tuning job", () => {
    const args = definitionArgs({ hyperparameters: { eta: 0.1, max_depth: 5, num_round: 200 } });
    const request = createTuningJob(args, tuning) as Record<string, Record<string, unknown>>;

    it("has a name of 32 characters at most, that no other endpoint's has", async () => {
        const name = await evaluate(request["HyperParameterTuningJobName"] as never, {
            run: { id: "20260102-030405-0a1b2c3d" },
            tries: 9,
            states: { context: { State: { RetryCount: 6 } } },
        });
        assert.match(String(name), /^tune-[0-9a-f]{6}-0a1b2c3d-96$/);
    });

    it("searches for the least value of the gate's metric", () => {
        assert.deepEqual(request["HyperParameterTuningJobConfig"], {
            Strategy: "Bayesian",
            HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:rmse" },
            ResourceLimits: { MaxNumberOfTrainingJobs: 20, MaxParallelTrainingJobs: 4 },
            ParameterRanges: {
                IntegerParameterRanges: [{ Name: "max_depth", MinValue: "3", MaxValue: "9", ScalingType: "Auto" }],
                ContinuousParameterRanges: [
                    { Name: "eta", MinValue: "0.01", MaxValue: "0.3", ScalingType: "Logarithmic" },
                ],
                CategoricalParameterRanges: [{ Name: "booster", Values: ["gbtree", "dart"] }],
            },
            RandomSeed: 0,
        });
    });

    it("leaves the hyperparameters that it does not search as they are", () => {
        assert.deepEqual(request["TrainingJobDefinition"]?.["StaticHyperParameters"], { num_round: "200" });
        const names = Object.keys(request["TrainingJobDefinition"] ?? {});
        assert.ok(!names.includes("Tags") && !names.includes("TrainingJobName"));
    });
});
