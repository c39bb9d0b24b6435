import assert from "node:assert/strict";
import type { AlgorithmDefinition } from "../../../components/model/model";
import { scoringNames, validateScoringNames } from "../../../components/scoring/names";
import { type ScoringShape, validateScoring } from "../../../components/scoring/validate/scoring";
import { renderProblem } from "../../../components/validation/problem";
import { usedCars } from "../../../infra/models/used-cars";
import { scope } from "./definitionArgs";

const waits = { mostScores: 1000, capacityRetrySeconds: 900, pollSeconds: 15, timeoutSeconds: 3600 };
const algorithms = Object.keys(usedCars.algorithms);

const namesProblems = (...args: Parameters<typeof validateScoringNames>) =>
    validateScoringNames(...args).map(renderProblem);
const problems = (shape: ScoringShape) => validateScoring(shape).map(renderProblem);

describe("names of a scoring pipeline", () => {
    it("hold the model and the stage, and each is another one", () => {
        const names = scoringNames(scope, "used-cars");
        assert.equal(names.base, "used-cars-scoring-local");
        assert.equal(names.stateMachine, "drivetrain-local-used-cars-scoring");
        // A rule and its role may share a name: they are things of two services.
        const { startRule, ...others } = names;
        assert.equal(startRule, others.startRole);
        assert.equal(new Set(Object.values(others)).size, Object.values(others).length);
    });

    it("are refused where AWS would refuse what they make", () => {
        const long = "a-model-with-a-name-that-is-long";
        assert.deepEqual(namesProblems({ ...scope, prefix: `drivetrain-local-${long}-too` }, long, algorithms), [
            'name: "a-model-with-a-name-that-is-long-scoring-local" makes job names of 75 characters, and SageMaker takes ' +
                "63; shorten the model's or the stage's name by 12.",
            'name: the name "drivetrain-local-a-model-with-a-name-that-is-long-too-scoring-undelivered" has 73 ' +
                "characters, and AWS takes 64; shorten the model's or the stage's name by 9.",
        ]);
    });

    it("leave room for a digit of the algorithm, and are no algorithm's", () => {
        const many = Array.from({ length: 11 }, (_, index) => `a${index}`);
        assert.deepEqual(namesProblems(scope, "used-cars", many), [
            "algorithms: 11 are more than the 10 that one run can score with.",
        ]);
        assert.match(
            String(namesProblems(scope, "used-cars", ["scoring"])),
            /^algorithms\.scoring: the scoring pipeline has this name already/,
        );
    });
});

describe("arguments of a scoring pipeline", () => {
    it("may be right", () => {
        assert.deepEqual(problems({ scope, model: usedCars, champions: algorithms, ...waits }), []);
    });

    it("have no column that a scored file has of its own", () => {
        const columns = ["result", "xgboost", "results"].map((name) => ({ name, type: "number" as const }));
        const model = { ...usedCars, columns: [...usedCars.columns, ...columns] };
        assert.deepEqual(problems({ scope, model, champions: algorithms, ...waits }), [
            'columns: a scored file has a column "result" of its own; rename the one of the data.',
            'columns: a scored file has a column "xgboost" of its own; rename the one of the data.',
        ]);
        const { xgboost: result } = usedCars.algorithms as { xgboost: AlgorithmDefinition };
        assert.deepEqual(
            problems({ scope, model: { ...usedCars, algorithms: { result } }, champions: ["result"], ...waits }),
            ["algorithms.result: a scored file has a column of this name already; give the algorithm another one."],
        );
    });

    it("are told of all at once where they are wrong", () => {
        const model = { ...usedCars, locations: { scoring: "training/new/" } };
        const wrong = { mostScores: -1, capacityRetrySeconds: 0, pollSeconds: 0.5, timeoutSeconds: 10 };
        assert.deepEqual(problems({ scope, model, champions: ["xgboost"], ...wrong }), [
            "champions.linear-learner: is missing, so nobody would know where its versions are.",
            'locations.scoring: "training/new/" and "training/" (landing) must not be one in the other.',
            "mostScoresByFunction: -1 must be a whole number from 0 to 20000000.",
            "capacityRetrySeconds: 0 must be a whole number from 1 to 86400.",
            "pollSeconds: 0.5 must be a whole number from 1 to 3600.",
            "timeoutSeconds: 10 must be a whole number from 60 to 604800.",
        ]);
        assert.deepEqual(problems({ scope, model: { ...usedCars, algorithms: {} }, champions: [], ...waits }), [
            "algorithms: the model has none, so nothing could score.",
        ]);
    });
});
