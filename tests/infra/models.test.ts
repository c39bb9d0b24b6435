import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { ModelDefinition } from "../../components/model/model";
import { renderProblem } from "../../components/validation/problem";
import { combineScores } from "../../contracts/combine";
import { validateDistinct } from "../../infra/config/collisions";
import { planStack } from "../../infra/config/plan";
import { deployModel } from "../../infra/model";
import { models, readModels } from "../../infra/models";
import { homes } from "../../infra/models/homes";
import { usedCars } from "../../infra/models/used-cars";
import { identifyStack } from "../../infra/stacks";
import { record, type Recorded } from "../support/recorder";

/** The raw config of a stack's file, as the engine hands it to the program. */
function rawConfig(stack: string): Record<string, string> {
    const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
}

describe("the models of the program", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "models-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const model = (name: string) => `{ name: "${name}", columns: [], algorithms: {} }`;
    const add = (file: string, ...exported: string[]) =>
        writeFileSync(
            join(folder, file),
            exported.map((value, index) => `exports.model${index} = ${value};`).join("\n"),
        );

    it("are those of its folder, the first one first", () => {
        assert.deepEqual(models.slice(0, 2), [usedCars, homes]);
    });

    it("are found by their files: the first one, then by name", () => {
        add("zebras.js", model("zebras"));
        add("apples.js", model("apples"), `"not a model"`, `{ name: "neither" }`);
        add("used-cars.js", model("used-cars"));
        add("index.js", model("index"));
        writeFileSync(join(folder, "apples.d.ts"), "");
        writeFileSync(join(folder, "notes.md"), "");
        assert.deepEqual(
            readModels(folder).map(({ name }) => name),
            ["used-cars", "apples", "zebras"],
        );
    });

    const wrong: [string, string[], string][] = [
        ["another name than its file", [model("pears")], `"pears"`],
        ["no model", ["1"], "none"],
        ["two models", [model("apples"), model("apples")], `"apples", "apples"`],
    ];
    for (const [what, exported, has] of wrong) {
        it(`must be one a file, and a file with ${what} says so`, () => {
            add("apples.js", ...exported);
            assert.throws(() => readModels(folder), {
                message: `infra/models/apples must export one model, and its name must be "apples"; it exports ${has}.`,
            });
        });
    }

    it("are at least one", () => {
        assert.throws(() => readModels(folder), /^Error: There is no model in /);
    });

    it("have stacks of their own: homes at every stage that the first one has", () => {
        for (const stage of ["local", "dev", "prod"]) {
            const { settings, scope, model } = planStack(`${stage}-homes`, rawConfig(`${stage}-homes`), models);
            assert.equal(model?.name, "homes");
            assert.equal(scope.prefix, `drivetrain-${stage}-homes`);
            const first = planStack(stage, rawConfig(stage), models);
            assert.deepEqual({ ...settings, stack: stage }, first.settings);
        }
    });
});

describe("two models in one account", () => {
    /** What AWS would see of a stack twice if another stack had it too. */
    function physicalNames(resources: readonly Recorded[]): string[] {
        const keys = ["name", "bucket"];
        // Those are named within another resource: an object in its bucket, a model of requests in its API, a table in its
        // database, a query in its workgroup.
        const within =
            /bucketObject|Policy|EventTarget|apigateway\/(model|requestValidator)|catalogTable|namedQuery|preparedStatement/;
        return resources
            .filter(({ type }) => type.startsWith("aws:") && !within.test(type))
            .flatMap(({ type, inputs }) =>
                keys.filter((key) => typeof inputs[key] === "string").map((key) => `${type} ${String(inputs[key])}`),
            );
    }

    it("share no name", async () => {
        const deployed = ["local", "local-homes"].map((stack) => planStack(stack, rawConfig(stack), models));
        const names: string[][] = [];
        for (const { settings, model, scope } of deployed) {
            const { resources } = await record(() =>
                deployModel(settings, model as ModelDefinition, scope, { commit: "unknown" }),
            );
            names.push(physicalNames(resources));
        }
        assert.ok(names.every((all) => all.length > 20));
        assert.deepEqual(
            names[0]?.filter((name) => names[1]?.includes(name)),
            [],
        );
    });

    it("are refused where a model's name is another one's with an algorithm after it", () => {
        const xgboost = { ...homes, name: "homes-xgboost" };
        assert.deepEqual(validateDistinct(xgboost, [usedCars, homes]).map(renderProblem), [
            'model.name: homes-xgboost and homes would both make names that begin with "homes-xgboost"; rename one of ' +
                "them, or its algorithm.",
        ]);
        const ab = { ...homes, name: "a", algorithms: { "b-c": homes.algorithms["xgboost"] as never } };
        const a = { ...homes, name: "a-b", algorithms: { c: homes.algorithms["xgboost"] as never } };
        assert.equal(validateDistinct(ab, [a]).length, 1);
        assert.throws(
            () => planStack("dev-a-b", rawConfig("dev"), [usedCars, ab, a]),
            /both make names that begin with/,
        );
        assert.deepEqual(validateDistinct(homes, [usedCars]), []);
    });

    it("have stacks that are told apart where one model's name ends in the other's", () => {
        const cars = { ...usedCars, name: "cars" };
        for (const known of [[homes, cars, usedCars] as const, [homes, usedCars, cars] as const]) {
            assert.deepEqual(identifyStack("dev-used-cars", known), { kind: "model", stage: "dev", model: usedCars });
            assert.deepEqual(identifyStack("dev-cars", known), { kind: "model", stage: "dev", model: cars });
        }
    });
});

describe("the homes' own rule", () => {
    it("weighs XGBoost twice, and takes what there is where one does not answer", () => {
        assert.equal(combineScores(homes.combine, { xgboost: 300_000, "linear-learner": 240_000 }), 280_000);
        assert.equal(combineScores(homes.combine, { "linear-learner": 240_000 }), 240_000);
    });
});
