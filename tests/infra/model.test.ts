import assert from "node:assert/strict";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { renderProblem } from "../../components/validation/problem";
import { mergeModel, type ModelOverrides } from "../../infra/config/overrides";
import { validateModel } from "../../infra/config/validateModel";
import { models } from "../../infra/models";
import { usedCars } from "../../infra/models/used-cars";
import { identifyStack } from "../../infra/stacks";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};
const none: ModelOverrides = { algorithms: {}, realtime: {}, locations: {}, monitoring: {} };
const trucks: ModelDefinition = { ...usedCars, name: "trucks" };

const problemsOf = (model: ModelDefinition, overrides = none) =>
    validateModel(model, scope, overrides).map(renderProblem);

describe("the name of a stack", () => {
    const known = [usedCars, trucks] as const;

    it("is the stage alone for the first model", () => {
        for (const stage of ["local", "dev", "local-prod"]) {
            assert.deepEqual(identifyStack(stage, known), { kind: "model", stage, model: usedCars });
        }
    });

    it("ends in the model's name for the others", () => {
        assert.deepEqual(identifyStack("dev-trucks", known), { kind: "model", stage: "dev", model: trucks });
        assert.deepEqual(identifyStack("local-prod-trucks", known), {
            kind: "model",
            stage: "local-prod",
            model: trucks,
        });
    });

    it("begins with platform for what an account has once", () => {
        assert.deepEqual(identifyStack("platform-local-prod", known), { kind: "platform", stage: "local-prod" });
    });
});

describe("config on top of a model", () => {
    it("changes what it names and leaves the rest", () => {
        const merged = mergeModel(usedCars, {
            ...none,
            algorithms: {
                xgboost: {
                    training: { instanceType: "ml.c5.xlarge" },
                    hyperparameters: { eta: 0.05 },
                    gate: { threshold: 2500 },
                },
            },
            realtime: { burst: 5 },
            locations: { landing: "in/" },
        });
        const own = usedCars.algorithms["xgboost"];
        assert.ok(own);
        assert.deepEqual(merged, {
            ...usedCars,
            algorithms: {
                ...usedCars.algorithms,
                xgboost: {
                    ...own,
                    training: { ...own.training, instanceType: "ml.c5.xlarge" },
                    hyperparameters: { ...own.hyperparameters, eta: 0.05 },
                    gate: { ...own.gate, threshold: 2500 },
                },
            },
            realtime: { burst: 5 },
            locations: { landing: "in/" },
        });
    });

    it("changes how a model is watched, but not whether it is", () => {
        const watch = { ...none, monitoring: { threshold: 0.2 } };
        const merged = (monitoring?: ModelDefinition["monitoring"]) =>
            mergeModel({ ...usedCars, monitoring }, watch).monitoring;
        assert.deepEqual(merged({ threshold: 0.1, fdr: 0.05 }), { threshold: 0.2, fdr: 0.05 });
        assert.deepEqual([merged(), merged(true)], [watch.monitoring, watch.monitoring]);
        assert.equal(merged(false), false);
        const [problem = "", ...others] = problemsOf(usedCars, { ...none, monitoring: { treshold: 0.2 } });
        assert.match(problem, /^drivetrain:monitoring\.treshold: is no setting; there are method, threshold, /);
        assert.deepEqual(others, []);
    });

    it("changes nothing about the model's own definition", () => {
        const before = JSON.stringify(usedCars);
        mergeModel(usedCars, { ...none, algorithms: { xgboost: { gate: { threshold: 1 } } } });
        assert.equal(JSON.stringify(usedCars), before);
        assert.deepEqual(mergeModel(usedCars, none), { ...usedCars, realtime: {}, locations: {} });
    });

    it("adds an algorithm that is whole", () => {
        const own = usedCars.algorithms["xgboost"] as AlgorithmDefinition;
        const overrides = {
            ...none,
            algorithms: { deeper: { ...own, hyperparameters: { num_round: 200, max_depth: 9 } } },
        };
        const merged = mergeModel(usedCars, overrides);
        assert.deepEqual(Object.keys(merged.algorithms), ["xgboost", "linear-learner", "deeper"]);
        assert.deepEqual(problemsOf(usedCars, overrides), []);
    });

    it("replaces an image as a whole where it is of another kind, else field by field", () => {
        const image = (own: AlgorithmDefinition["image"], override: object) => {
            const xgboost = { ...(usedCars.algorithms["xgboost"] as AlgorithmDefinition), image: own };
            const model = { ...usedCars, algorithms: { xgboost } };
            return mergeModel(model, { ...none, algorithms: { xgboost: { image: override } } }).algorithms["xgboost"]
                ?.image;
        };
        const registry = { repository: "sagemaker-xgboost", tag: "1.7-1" };
        assert.deepEqual(image(registry, { tag: "1.5-1" }), { repository: "sagemaker-xgboost", tag: "1.5-1" });
        assert.deepEqual(image(registry, { build: "jobs/byoc" }), { build: "jobs/byoc" });
        assert.deepEqual(image({ build: "jobs/byoc" }, registry), registry);
    });

    it("tells what is wrong with a part that is there", () => {
        const nowhere = { ...none, algorithms: { xgboost: { image: { build: "jobs/nowhere" } } } };
        assert.match(
            problemsOf(usedCars, nowhere)[0] ?? "",
            /^drivetrain:algorithms\.xgboost\.image\.build: there is no folder "jobs\/nowhere" in /,
        );
        const built = { ...usedCars.algorithms["xgboost"], image: { build: "jobs/byoc" } } as never;
        const half = { ...none, algorithms: { forest: { image: { tag: "1" } } } };
        assert.deepEqual(problemsOf({ ...usedCars, algorithms: { forest: built } }, half), [
            "drivetrain:algorithms.forest.image: must have repository and tag (an image of SageMaker's own), or build (a folder " +
                "with a Dockerfile).",
        ]);
    });

    it("tells what is missing of an algorithm, or of a part, that is not", () => {
        const problems = problemsOf(usedCars, { ...none, algorithms: { forest: { gate: { threshold: 3000 } } } });
        assert.ok(problems.length >= 5);
        assert.ok(
            problems.includes(
                "drivetrain:algorithms.forest.image: is missing, and the model's file has none for forest; set it.",
            ),
        );
        assert.ok(problems.some((problem) => problem.startsWith("drivetrain:algorithms.forest.gate.metric: ")));
        const half = { ...none, algorithms: { xgboost: { transform: { instanceCount: 2 } } } };
        assert.deepEqual(problemsOf(usedCars, half), [
            "drivetrain:algorithms.xgboost.transform.instanceType: is missing, and the model's file has none for xgboost; " +
                "set it.",
        ]);
    });
});

describe("validation of a model", () => {
    it("finds nothing wrong with the models that there are", () => {
        for (const model of models) assert.deepEqual(problemsOf(model), []);
    });

    it("tells every problem at once", () => {
        const [identifier, ...columns] = usedCars.columns;
        assert.ok(identifier);
        const broken: ModelDefinition = {
            ...usedCars,
            name: "Used Cars",
            target: "make",
            columns: [...columns, ...columns.slice(0, 1)],
            split: { train: 0.7, validation: 0.2, test: 0.2 },
            realtime: { burst: 0 },
            locations: { landing: "training" },
        };
        const overrides = { ...none, algorithms: { xgboost: { training: { instanceCount: 0 } } } };
        assert.deepEqual(problemsOf(broken, overrides), [
            'model.name: "Used Cars" must have lower case letters, digits and single hyphens, a letter first.',
            'model.columns: "price" is there twice.',
            'model.columns: "listing_id" is missing.',
            'model.target: "make" is text; a model here predicts numbers.',
            "model.split: the shares add up to 1.1 instead of 1.",
            "drivetrain:algorithms.xgboost.training.instanceCount: 0 must be a whole number from 1 to 100.",
            'model.locations.landing: "training" must be folders of letters, digits and _ = . -, each with a slash ' +
                "after it, in 100 characters at most; e.g. cars/landing/.",
            "model.realtime.burst: 0 must be a whole number of at least 1.",
        ]);
    });

    it("refuses a column that a scored file has of its own, as config names the algorithms", () => {
        const columns = ["result", "linear-learner", "forest"].map((name) => ({ name, type: "number" as const }));
        const model = { ...usedCars, columns: [...usedCars.columns, ...columns] };
        const problem = (name: string) =>
            `model.columns: a scored file has a column "${name}" of its own; rename the one of the data.`;
        assert.deepEqual(problemsOf(model), [problem("result"), problem("linear-learner")]);
        const forest = usedCars.algorithms["xgboost"] as AlgorithmDefinition;
        const added = { ...none, algorithms: { forest } };
        assert.deepEqual(problemsOf(model, added), ["result", "linear-learner", "forest"].map(problem));
    });

    it("names limits of the real-time interface by their config paths", () => {
        const [problem = ""] = problemsOf(usedCars, { ...none, realtime: { burst: 0 } });
        assert.match(problem, /^drivetrain:realtime\.burst: /);
    });
});

describe("the model used-cars", () => {
    it("is good enough at 3000 dollars with XGBoost and 3600 with Linear Learner", () => {
        const gates = Object.entries(usedCars.algorithms).map(([name, { gate }]) => [name, gate]);
        assert.deepEqual(Object.fromEntries(gates), {
            xgboost: { metric: "validation:rmse", threshold: 3000 },
            "linear-learner": { metric: "validation:rmse", threshold: 3600 },
        });
        assert.equal(usedCars.combine, "max");
    });
});
