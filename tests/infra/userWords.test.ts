import assert from "node:assert/strict";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { parseSettings } from "../../infra/config/settings";
import { validateModel } from "../../infra/config/validateModel";
import { deployModel } from "../../infra/model";
import { usedCars } from "../../infra/models/used-cars";
import { record } from "../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

/** In every text of a model that may be any text. No pattern of AWS takes all of it. */
const mark = "цена € \n\t\u0007<|>";

/** A model whose columns, values and descriptions are of words that AWS takes in few fields. */
const foreign: ModelDefinition = {
    ...usedCars,
    target: `${mark}target`,
    columns: usedCars.columns.map(({ name, values, ...rest }) => ({
        ...rest,
        name: name === usedCars.target ? `${mark}target` : name === usedCars.identifier ? name : `${mark}${name}`,
        description: mark.repeat(100),
        ...(values && { values: values.map((value) => `${mark}${value}`) }),
    })),
};

/** Where texts of any characters may stand: documents whose format has quotes, and statements of SQL. */
const documents = new Set([
    "aws:apigateway/model:Model.schema",
    "aws:s3/bucketObjectv2:BucketObjectv2.content",
    "aws:athena/namedQuery:NamedQuery.query",
    "aws:athena/preparedStatement:PreparedStatement.queryStatement",
    // Comments of columns, and keys of JSON in parameters: looked at by themselves.
    "aws:glue/catalogTable:CatalogTable.storageDescriptor",
]);

/** https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const glueName = /^[\u0020-\u{10FFFF}\t]{1,255}$/u;

describe("the words of a model's file", () => {
    it("reach no field of AWS that has a pattern", async () => {
        const { settings } = parseSettings("local", {
            "aws:region": "us-east-1",
            "aws:allowedAccountIds": '["111111111111"]',
            "drivetrain:accountId": "111111111111",
            "drivetrain:network": "false",
        });
        assert.deepEqual(validateModel(foreign, scope), []);
        const { resources } = await record(() => deployModel(settings, foreign, scope, { commit: "173d22b7" }));
        const found = resources.flatMap(({ type, inputs }) =>
            Object.entries(inputs)
                .filter(([, value]) => holdsMark(value))
                .map(([field]) => `${type}.${field}`),
        );
        assert.deepEqual(
            [...new Set(found)].filter((field) => !documents.has(field)),
            [],
        );
        assert.ok(found.includes("aws:apigateway/model:Model.schema"));
        const columns = resources.flatMap(
            ({ inputs }) =>
                (inputs["storageDescriptor"] as { columns?: { name: string; comment: string }[] } | undefined)
                    ?.columns ?? [],
        );
        assert.ok(columns.length > 20);
        for (const { name, comment } of columns) {
            assert.match(name, /^[a-z][a-z0-9_]*$/);
            assert.match(comment, glueName);
        }
    });

    it("are refused in the preview where they reach such a field", () => {
        const own = usedCars.algorithms["xgboost"] as AlgorithmDefinition;
        const xgboost: AlgorithmDefinition = {
            ...own,
            image: { repository: "sagemaker-xgboost ", tag: "1.7 1" },
            hyperparameters: { ...own.hyperparameters, objective: "reg:\nsquarederror" },
            gate: { ...own.gate, metric: "validation:rmse%" },
        };
        const paths = validateModel({ ...usedCars, algorithms: { xgboost } }, scope).map(({ path }) => path.join("."));
        for (const path of ["image.repository", "image.tag", "hyperparameters.objective", "gate.metric"]) {
            assert.ok(paths.includes(`model.algorithms.xgboost.${path}`), `${path}: ${paths.join()}`);
        }
    });
});

/** Whether a text, or one in it, has a user's words, as they are or quoted. */
function holdsMark(value: unknown): boolean {
    const text = JSON.stringify(value) ?? "";
    return /цена|€|\\u20ac|\\\\u0007/i.test(text);
}
