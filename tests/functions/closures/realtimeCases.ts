import assert from "node:assert/strict";
import type { RequestRow } from "../../../contracts/requests";
import type { Cases } from "./case";
import type { Invocation } from "./fresh";
import type { AwsStub } from "./stub";

const car = {
    listing_id: 1,
    mileage: 20105,
    make: "Buick",
    body: "sedan",
    cylinders: 6,
    doors: 4,
    cruise_control: 1,
    upgraded_sound: 0,
    leather: 0,
};
const request = {
    httpMethod: "POST",
    path: "/predictions",
    headers: { "Content-Type": "application/json" },
    requestContext: { requestId: "0123" },
    body: JSON.stringify(car),
    isBase64Encoded: false,
};
const transform = {
    version: 1,
    model: "used-cars",
    identifier: "listing_id",
    target: "price",
    columns: [],
    features: [
        { column: "mileage", kind: "numeric", impute: 19000, mean: 20000, scale: 10 },
        { column: "make", kind: "onehot", categories: ["Buick", "Saab"], impute: "Saab" },
        { column: "make", kind: "lookup", of: "target", table: { Buick: 2 }, other: 0, impute: "", mean: 0, scale: 1 },
        { column: "make", kind: "hash", buckets: 4, impute: "" },
        { column: "body", kind: "ordered", categories: ["wagon", "sedan"], impute: "wagon", mean: 0, scale: 1 },
        {
            column: "mileage",
            kind: "date",
            impute: 0,
            parts: [
                { part: "hour", mean: 0, scale: 1 },
                { part: "weekdayCycle", places: [0, 1, 2, 3, 4, 5, 6].map((day) => [day, -day]) },
            ],
            indicator: true,
        },
    ],
    vector: ["mileage", "make=Buick", "make=Saab"],
};

/** A champion of each algorithm, under the prefixes that the function was given. */
const serving = (xgboost: string, linear: string) => {
    const parameters = { [xgboost]: "cars-xgboost", [linear]: "cars-linear" };
    return {
        GetParameters: {
            Parameters: Object.entries(parameters).flatMap(([prefix, name]) => [
                { Name: `${prefix}/champion/endpoint-name`, Value: name },
                { Name: `${prefix}/champion/model-name`, Value: `${name}-1` },
                { Name: `${prefix}/champion/transform`, Value: "s3://artifacts/run/transform.json" },
            ]),
        },
        "GET /artifacts/run/transform.json": transform,
        "PUT /drivetrain-*": "",
        "POST /endpoints/cars-xgboost/invocations": { predictions: [{ score: 22000 }] },
        "POST /endpoints/cars-linear/invocations": { predictions: [{ score: 26000 }] },
    };
};

/** Where the request is kept, by the hour. */
const keptPlace = /^PUT \/drivetrain-\d+-local-used-cars-captures\/requests(\/\d+){4}\/0123\.jsonl$/;

const encoded = "10.5,1,0,2,0,1,0,0,1,5,3,-3,0";

/** The result for the car, once both endpoints were asked with its encoded row. */
function predicted(invocation: Invocation, { calls }: AwsStub): unknown {
    const rows = calls.filter(({ operation }) => operation.startsWith("POST /endpoints/")).map(({ input }) => input);
    assert.deepEqual(rows, [encoded, encoded]);
    const { statusCode, body } = invocation.result as { statusCode: number; body: string };
    assert.equal(statusCode, 200, body);
    const [{ result }] = (JSON.parse(body) as { predictions: [{ result: number }] }).predictions;
    return result;
}

export const realtimeCases: Cases = {
    "realtime/predict": [
        {
            functions: /-used-cars-predict$/,
            event: request,
            answers: serving("/drivetrain/local/used-cars/xgboost", "/drivetrain/local/used-cars/linear-learner"),
            check(invocation, stub) {
                const { calls } = stub;
                assert.equal(predicted(invocation, stub), 26000);
                assert.match(invocation.log, /"requestId":"0123"/);
                const [kept] = calls.filter(({ operation }) => operation.startsWith("PUT "));
                assert.match(kept?.operation ?? "", keptPlace, invocation.log);
                const { inferenceId, values, result } = JSON.parse(String(kept?.input)) as RequestRow;
                assert.deepEqual([inferenceId, values["make"], result], ["0123:0", "Buick", 26000]);
            },
        },
        {
            functions: /^own-rule-predict$/,
            event: request,
            answers: serving("/x", "/l"),
            check: (invocation, stub) => assert.equal(predicted(invocation, stub), 23000),
        },
    ],
};
