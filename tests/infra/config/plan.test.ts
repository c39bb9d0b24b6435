import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { planStack } from "../../../infra/config/plan";
import { usedCars } from "../../../infra/models/used-cars";

const sound = {
    "aws:region": "eu-west-1",
    "aws:allowedAccountIds": '["333333333333"]',
    "drivetrain:accountId": "333333333333",
};

function problemsOf(config: Readonly<Record<string, string>>, model = usedCars, stack = "dev"): string[] {
    try {
        planStack(stack, config, [model]);
        return [];
    } catch (error) {
        assert.ok(pulumi.RunError.isInstance(error));
        return error.message
            .split("\n")
            .filter((line) => line.startsWith("  "))
            .map((line) => line.trim());
    }
}

function errorOf(config: Readonly<Record<string, string>>, model: typeof usedCars): Error {
    let thrown: unknown;
    assert.throws(
        () => planStack("dev", config, [model]),
        (error) => {
            thrown = error;
            return true;
        },
    );
    return thrown as Error;
}

describe("the plan of a stack", () => {
    it("has the model as config changes it, and where its resources live", () => {
        const { scope, model, settings } = planStack(
            "dev",
            { ...sound, "drivetrain:algorithms": '{"xgboost":{"gate":{"threshold":2500}}}' },
            [usedCars],
        );
        assert.deepEqual(scope, {
            partition: "aws",
            region: "eu-west-1",
            accountId: "333333333333",
            stage: "dev",
            prefix: "drivetrain-dev-used-cars",
        });
        assert.equal(model?.algorithms["xgboost"]?.gate.threshold, 2500);
        assert.equal(settings.stack, "dev");
    });

    it("has no model for a platform", () => {
        const { scope, model } = planStack("platform-dev", sound, [usedCars]);
        assert.equal(model, undefined);
        assert.equal(scope.prefix, "drivetrain-platform-dev");
    });

    it("tells what is wrong with single values, with values together, and with the model, all at once", () => {
        const problems = problemsOf(
            {
                ...sound,
                "drivetrain:logRetentionDays": "31",
                "drivetrain:endpointPollSeconds": "90",
                "drivetrain:endpointTimeoutSeconds": "60",
                "drivetrain:algorithms": '{"xgboost":{"training":{"instanceType":"large","instanceCount":"two"}}}',
                "drivetrain:realtime": '{"endpointTimeoutSeconds":29}',
            },
            { ...usedCars, target: "make" },
        );
        assert.deepEqual(
            problems.map((problem) => problem.split(": ")[0]),
            [
                "drivetrain:logRetentionDays",
                "drivetrain:algorithms.xgboost.training.instanceCount",
                "drivetrain:endpointPollSeconds",
                "model.target",
                "drivetrain:algorithms.xgboost.training.instanceType",
                "drivetrain:realtime.endpointTimeoutSeconds",
            ],
        );
    });

    it("tells what is wrong with a model even where the stack's account is not known", () => {
        const problems = problemsOf({ "drivetrain:realtime": '{"burst":0}' }, { ...usedCars, target: "make" });
        assert.deepEqual(
            problems.map((problem) => problem.split(": ")[0]),
            [
                "drivetrain:accountId",
                "aws:region",
                "aws:allowedAccountIds",
                "model.target",
                "drivetrain:realtime.burst",
            ],
        );
    });

    it("tells a problem once", () => {
        const config = { ...sound, "drivetrain:algorithms": '{"forest":{"training":{"instanceCount":"two"}}}' };
        const path = "drivetrain:algorithms.forest.training.instanceCount";
        assert.equal(problemsOf(config).filter((problem) => problem.startsWith(`${path}: `)).length, 1);
    });

    it("tells of a faulty value of a list, and not of the search that then lacks the list", () => {
        const tuning = { ranges: { eta: { type: "categorical", values: [1] } }, maxJobs: 2, maxParallelJobs: 1 };
        const config = { ...sound, "drivetrain:algorithms": JSON.stringify({ xgboost: { tuning } }) };
        assert.deepEqual(problemsOf(config), [
            "drivetrain:algorithms.xgboost.tuning.ranges.eta.values[0]: must be text.",
        ]);
    });

    it("tells of an algorithm that lacks a part beside one whose name begins like its own", () => {
        const algorithms = { forest: {}, "forest-deep": { training: { instanceCount: "two" } } };
        const problems = problemsOf({ ...sound, "drivetrain:algorithms": JSON.stringify(algorithms) });
        const missing = "is missing, and the model's file has none for forest; set it.";
        assert.ok(problems.includes(`drivetrain:algorithms.forest.training: ${missing}`), problems.join("\n"));
    });

    it("finds nothing wrong with another stack of the same model", () => {
        assert.deepEqual(problemsOf(sound, usedCars, "eu-prod"), []);
    });

    for (const stack of ["QA", "dev_1", "eu.prod", "prüf", "1st", "a--b", "platform-QA", "platform-eu.prod"]) {
        it(`refuses the stage of a stack "${stack}", of which AWS takes no names`, () => {
            const [problem, ...others] = problemsOf(sound, usedCars, stack);
            assert.equal(
                problem,
                `The stage "${stack.replace("platform-", "")}" becomes part of the names of buckets, repositories and ` +
                    "endpoints, so it must have lower case letters, digits and single hyphens, a letter first " +
                    "(^[a-z](-?[a-z0-9])*$): call the stack otherwise.",
            );
            assert.deepEqual(others, []);
        });
    }

    it("tells of what the model's file has wrong where it is, and not to mend it by config", () => {
        assert.equal(
            errorOf(sound, { ...usedCars, realtime: { burst: 0 } }).message,
            [
                "The model used-cars has 1 problem:",
                "  model.realtime.burst: 0 must be a whole number of at least 1.",
                "The model is defined in infra/models/used-cars.ts.",
            ].join("\n"),
        );
    });

    it("tells of faulty config and of a faulty file in one error, each with where to mend it", () => {
        const config = { ...sound, "drivetrain:algorithms": '{"xgboost":{"gate":{"margin":-1}}}' };
        const error = errorOf(config, { ...usedCars, target: "make" });
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
            error.message,
            [
                "The configuration of the stack dev has 2 problems:",
                '  model.target: "make" is text; a model here predicts numbers.',
                "  drivetrain:algorithms.xgboost.gate.margin: must not be negative.",
                "Set a key with `pulumi config set --stack dev KEY VALUE`, or in Pulumi.dev.yaml.",
                "The model is defined in infra/models/used-cars.ts.",
            ].join("\n"),
        );
    });
});
