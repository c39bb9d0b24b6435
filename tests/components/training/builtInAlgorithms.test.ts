import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AlgorithmDefinition, Tuning } from "../../../components/model/model";
import { validateNames } from "../../../components/training/builtInAlgorithms";
import { renderProblem, within } from "../../../components/validation/problem";
import { findTunable } from "../../../local";
import { algorithmOf } from "./definitionArgs";
import { model } from "./pipelineArgs";

const xgboost = algorithmOf();
const linear = model.algorithms["linear-learner"] as AlgorithmDefinition;
const tuning: Tuning = {
    ranges: { learning_rate: { type: "continuous", min: 0.1, max: 0.3 } },
    maxJobs: 4,
    maxParallelJobs: 2,
};

const problems = (own: AlgorithmDefinition, changes: Partial<AlgorithmDefinition>) =>
    within(["it"], validateNames({ ...own, ...changes })).map(renderProblem);
const withMetric = (own: AlgorithmDefinition, metric: string, changes: Partial<AlgorithmDefinition> = {}) =>
    problems(own, { gate: { ...own.gate, metric }, ...changes });
const withNames = (own: AlgorithmDefinition, names: Record<string, string | number>) =>
    problems(own, { hyperparameters: { ...own.hyperparameters, ...names } });

describe("names of SageMaker's own algorithms", () => {
    it("of hyperparameters are known, or refused with where to look", () => {
        assert.deepEqual(withNames(xgboost, { learning_rate: 0.1, num_parallel_tree: 2, _kfold: 3 }), []);
        assert.deepEqual(withNames(linear, { wd: 0.01, _log_level: "debug" }), []);
        assert.deepEqual(withNames(xgboost, { max_dept: 3 }), [
            "it.hyperparameters.max_dept: is no hyperparameter of this image; see " +
                "https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html.",
        ]);
        assert.match(
            withNames(linear, { eta: 0.1 })[0] ?? "",
            /^it\.hyperparameters\.eta: .*\/ll_hyperparameters\.html/,
        );
    });

    it("of hyperparameters are looked for in a search, too", () => {
        const ranges = { ...tuning.ranges, etha: tuning.ranges["learning_rate"]! };
        assert.match(problems(xgboost, { tuning: { ...tuning, ranges } })[0] ?? "", /^it\.tuning\.ranges\.etha: /);
    });

    it("are missing where the algorithm does not train without them, unless they are searched", () => {
        const hyperparameters = { eta: 0.1 };
        assert.deepEqual(problems(xgboost, { hyperparameters }), [
            "it.hyperparameters.num_round: is missing, and this image does not train without it.",
        ]);
        const ranges = { num_round: { type: "integer", min: 10, max: 200 } } as const;
        assert.deepEqual(problems(xgboost, { hyperparameters, tuning: { ...tuning, ranges } }), []);
        assert.match(problems(linear, { hyperparameters: {} })[0] ?? "", /^it\.hyperparameters\.predictor_type: /);
    });

    it("of metrics are errors of the data that a training job has", () => {
        assert.deepEqual(withMetric(xgboost, "train:rmse"), []);
        assert.deepEqual(withMetric(linear, "validation:objective_loss:final"), []);
        assert.deepEqual(withMetric(linear, "validation:mae"), [
            'it.gate.metric: "validation:mae" is no error that this image measures; take e.g. validation:mse, ' +
                "validation:absolute_loss or validation:rmse.",
        ]);
        for (const metric of ["rmse", "test:rmse", "validation:r2", "validation:auc", "validation:rmse:final", ""]) {
            assert.match(withMetric(xgboost, metric)[0] ?? "", /is no error that this image measures/, metric);
        }
        assert.match(withMetric(linear, "test:mse")[0] ?? "", /is no error that this image measures/);
    });

    it("of metrics are among those that XGBoost is told to measure, where that is certain", () => {
        const only =
            'it.gate.metric: XGBoost measures "validation:mae" only where hyperparameters.eval_metric names mae.';
        const measures = (hyperparameters: Record<string, string | number>) =>
            withMetric(xgboost, "validation:mae", { hyperparameters: { num_round: 9, ...hyperparameters } });
        assert.deepEqual(measures({ eval_metric: "rmse" }), [only]);
        assert.deepEqual(measures({ eval_metric: "rmse,mae" }), []);
        assert.deepEqual(measures({}), [only]);
        assert.deepEqual(measures({ objective: "reg:absoluteerror" }), []);
        assert.deepEqual(withMetric(xgboost, "validation:mae", { tuning }), []);
    });

    it("are not known of other images, nor of scripts of one's own", () => {
        const changes = { hyperparameters: { anything: 1 }, gate: { ...xgboost.gate, metric: "error" } };
        assert.deepEqual(problems(xgboost, { ...changes, image: { build: "jobs/byoc" } }), []);
        assert.deepEqual(problems(xgboost, { ...changes, image: { repository: "knn", tag: "1" } }), []);
        const hyperparameters = { ...changes.hyperparameters, sagemaker_program: "train.py" };
        assert.deepEqual(problems(xgboost, { ...changes, hyperparameters }), []);
    });

    for (const [repository, folder, own] of [
        ["sagemaker-xgboost", "xgboost_algorithm", xgboost],
        ["linear-learner", "linear_learner", linear],
    ] as const) {
        it(`are at least those that the local stage's ${repository} knows`, () => {
            const path = join("local", "sagemaker", "containers", "programs", folder, "parameters.py");
            const names = [...readFileSync(path, "utf8").matchAll(/^ {4}"(\w+)":/gm)].map(([, name]) => name!);
            assert.ok(names.length > 40);
            const hyperparameters = { ...Object.fromEntries(names.map((name) => [name, 1])), ...own.hyperparameters };
            assert.deepEqual(problems(own, { hyperparameters }), []);
            const metrics = Object.entries(findTunable(repository)?.metrics ?? {});
            for (const [metric, direction] of metrics.filter(([name]) => name.startsWith("validation:"))) {
                const found = withMetric(own, metric, { tuning });
                assert.equal(found.length === 0, direction === "Minimize", metric);
            }
        });
    }
});
