import assert from "node:assert/strict";
import type { AlgorithmDefinition, Tuning } from "../../../../components/model/model";
import { validateAlgorithm } from "../../../../components/training/validate/algorithm";
import { validateTraining } from "../../../../components/training/validate/training";
import { renderProblem } from "../../../../components/validation/problem";
import { shapes } from "../../../asl/definitions";
import { algorithmOf } from "../definitionArgs";
import { scope } from "../pipelineArgs";

const { endpoint, training, gate } = algorithmOf();
const linear = {
    image: { repository: "linear-learner", tag: "1" },
    hyperparameters: { predictor_type: "regressor" },
} satisfies Partial<AlgorithmDefinition>;
const job = { ...training, maxRuntime: 3600 };
const scaling = { minInstances: 1, maxInstances: 4, invocationsPerInstance: 100 };
const tuning: Tuning = { ranges: { eta: { type: "continuous", min: 0.1, max: 0.3 } }, maxJobs: 4, maxParallelJobs: 2 };
const tuned = (changes: Partial<Tuning>): Partial<AlgorithmDefinition> => ({ tuning: { ...tuning, ...changes } });
const ranged = (range: object) => tuned({ ranges: { eta: range as never } });

/** What is wrong with a change, by the paths in the algorithm. */
const problems = (changes: Partial<AlgorithmDefinition>) =>
    validateAlgorithm("xgboost", algorithmOf(changes)).map(renderProblem);

describe("an algorithm's definition", () => {
    it("may ask for spot machines, a search, scaling, a canary, alarms and a person's approval", () => {
        for (const [shape, changes] of Object.entries(shapes)) assert.deepEqual(problems(changes), [], shape);
        assert.deepEqual(problems({ ...tuned({}), training: { ...job, spot: { maxWait: 3600 } } }), []);
        assert.deepEqual(problems({ endpoint: { ...endpoint, instanceType: "ml.t2.medium" } }), []);
        assert.deepEqual(problems({ image: { build: "jobs/byoc" }, batchFormat: "application/jsonlines" }), []);
    });

    for (const [changes, expected] of [
        [
            { training: { ...job, spot: { maxWait: 3599 } } },
            /^training\.spot\.maxWait: 3599 must be maxRuntime \(3600\)/,
        ],
        [
            {
                ...linear,
                batchFormat: "application/jsonlines",
                training: { ...job, spot: { maxWait: 7200 } },
            },
            /^training\.spot\.maxWait: 7200 must be 3600 at most, since linear-learner leaves no checkpoints/,
        ],
        [{ transform: { instanceType: "m5.large", instanceCount: 1 } }, /^transform\.instanceType: /],
        [{ batchFormat: "application/jsonlines" }, /^batchFormat: "application\/jsonlines" must be "text\/csv"/],
        [linear, /^batchFormat: "text\/csv" must be "application\/jsonlines"/],
        [{ image: { build: "jobs/nowhere" } }, /^image\.build: there is no folder "jobs\/nowhere"/],
        [{ image: { build: "jobs/preprocess" } }, /^image\.build: "jobs\/preprocess" has no Dockerfile/],
        [
            { endpoint: { ...endpoint, scaling: { ...scaling, maxInstances: 0 } } },
            /^endpoint\.scaling\.maxInstances: 0 /,
        ],
        [
            { endpoint: { ...endpoint, scaling: { ...scaling, minInstances: 5 } } },
            /^endpoint\.scaling\.maxInstances: 4 must not be less than minInstances \(5\)/,
        ],
        [
            { endpoint: { ...endpoint, scaling: { ...scaling, minInstances: 2 } } },
            /^endpoint\.scaling: instanceCount, .* is 1 and must be from 2 to 4/,
        ],
        [
            { endpoint: { ...endpoint, scaling: { ...scaling, invocationsPerInstance: 0 } } },
            /^endpoint\.scaling\.invocationsPerInstance: 0 must be a number above 0/,
        ],
        [
            { endpoint: { ...endpoint, scaling: { ...scaling, scaleInCooldown: -1 } } },
            /^endpoint\.scaling\.scaleInCooldown: -1 /,
        ],
        [
            { endpoint: { ...endpoint, instanceType: "ml.t2.medium", scaling } },
            /^endpoint\.scaling: ml\.t2\.medium is burstable, and SageMaker scales no burstable instances/,
        ],
        [{ endpoint: { ...endpoint, canaryInstances: 0 } }, /^endpoint\.canaryInstances: 0 /],
        [
            { endpoint: { ...endpoint, alarms: { modelErrors: 0 } } },
            /^endpoint\.alarms\.modelErrors: 0 must be a number/,
        ],
        [{ gate: { ...gate, margin: -1 } }, /^gate\.margin: must not be negative/],
        [
            { gate: { ...gate, metric: "rmse" } },
            /^gate\.metric: "rmse" is no error that this image measures; take e\.g\. validation:mae, validation:mape or validation:rmse/,
        ],
        [tuned({ ranges: {} }), /^tuning\.ranges: 0 hyperparameters/],
        [tuned({ maxJobs: 751 }), /^tuning\.maxJobs: 751 /],
        [tuned({ maxParallelJobs: 5 }), /^tuning\.maxParallelJobs: 5 must not be more than maxJobs \(4\)/],
        [tuned({ seed: -1 }), /^tuning\.seed: -1 /],
        [ranged({ type: "continuous", min: 1, max: 1 }), /^tuning\.ranges\.eta: min \(1\) must be less than max \(1\)/],
        [ranged({ type: "integer", min: 0.5, max: 2 }), /^tuning\.ranges\.eta: min and max of an integer/],
        [
            ranged({ type: "continuous", min: 0, max: 2, scale: "Logarithmic" }),
            /^tuning\.ranges\.eta\.scale: Logarithmic needs a min above 0/,
        ],
        [
            ranged({ type: "continuous", min: 0, max: 1, scale: "ReverseLogarithmic" }),
            /^tuning\.ranges\.eta\.scale: ReverseLogarithmic/,
        ],
        [
            ranged({ type: "categorical", values: ["a", "a"] }),
            /^tuning\.ranges\.eta\.values: must be 1 to 30 different/,
        ],
        [
            { ...tuned({}), gate: { ...gate, metric: "train:rmse" } },
            /^gate\.metric: "train:rmse" is nothing that tuning can search by/,
        ],
    ] as const satisfies readonly (readonly [Partial<AlgorithmDefinition>, RegExp])[]) {
        it(`is refused: ${expected.source.replace(/\\/g, "").slice(1)}`, () => {
            const [found, ...others] = problems(changes);
            assert.match(found ?? "", expected);
            assert.deepEqual(others, []);
        });
    }

    it("is told of all its problems at once", () => {
        const found = problems({
            ...tuned({ maxJobs: 0, ranges: {} }),
            training: { ...job, spot: { maxWait: 1 } },
            endpoint: { ...endpoint, canaryInstances: 0.5, alarms: { serverErrors: -1 } },
        });
        assert.deepEqual(
            found.map((problem) => problem.split(": ")[0]),
            [
                ...["training.spot.maxWait", "endpoint.canaryInstances", "endpoint.alarms.serverErrors"],
                ...["tuning.ranges", "tuning.maxJobs", "tuning.maxParallelJobs"],
            ],
        );
    });
});

describe("the waits of a training pipeline", () => {
    const waits = (changes: object) =>
        validateTraining({
            ...{ scope, model: "used-cars", algorithm: "xgboost", definition: algorithmOf() },
            ...{ capturePercentage: 100, bakeSeconds: 300, capacityRetrySeconds: 900, timeoutSeconds: 86_400 },
            endpointWait: { timeoutSeconds: 3600, pollSeconds: 15 },
            ...changes,
        }).map(renderProblem);
    const paths = (changes: object) => waits(changes).map((problem) => problem.split(": ")[0]);

    it("are refused where AWS would, or where looks would fill an execution's history", () => {
        assert.deepEqual(paths({}), []);
        assert.deepEqual(paths({ bakeSeconds: 3601, capacityRetrySeconds: 0 }), [
            "bakeSeconds",
            "capacityRetrySeconds",
        ]);
        assert.deepEqual(paths({ endpointWait: { timeoutSeconds: 86_400, pollSeconds: 15 } }), [
            "endpointWait.timeoutSeconds",
        ]);
    });

    it("are refused where a job may outlast the run, which could not tell of it", () => {
        const definition = algorithmOf({ preprocessing: { ...job, maxRuntime: 900 }, training: job });
        assert.deepEqual(waits({ definition, timeoutSeconds: 3601 }), []);
        assert.deepEqual(waits({ definition, timeoutSeconds: 3600 }), [
            "algorithms.xgboost.training.maxRuntime: 3600 must be less than timeoutSeconds (3600), the longest run, or " +
                "a run times out before its job does and cannot tell of it.",
        ]);
        assert.deepEqual(paths({ definition, timeoutSeconds: 900 }), [
            ...["algorithms.xgboost.preprocessing.maxRuntime", "algorithms.xgboost.training.maxRuntime"],
        ]);
        const onSpot = algorithmOf({ training: { ...job, spot: { maxWait: 7200 } } });
        assert.deepEqual(paths({ definition: onSpot, timeoutSeconds: 7200 }), [
            "algorithms.xgboost.training.spot.maxWait",
        ]);
    });
});
