import assert from "node:assert/strict";
import type { PredictionClient } from "../../../cli/realtime/client";
import { askApi, differences } from "../../../cli/realtime/predictions";
import { contentTypeOf } from "../../../cli/realtime/records";
import { refusal } from "../../../cli/realtime/refusal";
import { predictionText } from "../../../cli/realtime/text";
import type { ModelOutputs } from "../../../contracts/outputs";

describe("cli: predictions", () => {
    it("send what the file's name, the option or the first character tells", () => {
        assert.equal(contentTypeOf("a.csv", "[1"), "text/csv");
        assert.equal(contentTypeOf("a.JSON", "x"), "application/json");
        assert.equal(contentTypeOf("-", ' [{"make":"Saab"}]'), "application/json");
        assert.equal(contentTypeOf("-", "make\nSaab"), "text/csv");
        assert.equal(contentTypeOf("-", "{", "csv"), "text/csv");
    });

    it("are shown as a table, a missing score as a dash", () => {
        const text = predictionText({
            model: "used-cars",
            combine: "max",
            degraded: true,
            failed: { "linear-learner": "The endpoint of linear-learner did not answer." },
            predictions: [{ listing_id: "7", xgboost: 22661.051, "linear-learner": null, result: 22661.051 }],
        });
        assert.match(text, /listing_id │ +xgboost │ linear-learner │ +result/);
        assert.match(text, /7 │ 22,661\.05 │ +- │ 22,661\.05/);
        assert.match(text, /1 prediction of used-cars; the result is the max/);
        assert.match(text, /Degraded.*\n {2}linear-learner: The endpoint/);
    });

    it("that the API refuses are told in its words, with row and column", () => {
        const body = JSON.stringify({
            requestId: "r",
            message: "2 records cannot be used.",
            errors: [
                { row: 3, column: "mileage", message: 'mileage must be a number, not "far".' },
                { row: null, column: null, message: "The body is cut off." },
            ],
        });
        assert.equal(
            refusal({ status: 400, contentType: "application/json", body }).message,
            [
                "The API answered 400: 2 records cannot be used.",
                '  row 3, column mileage: mileage must be a number, not "far".',
                "  The body is cut off.",
            ].join("\n"),
        );
        const [first, second] = [
            { row: 0, column: "price", message: "the column is missing" },
            { row: 2, column: "doors", message: "expected a whole number" },
        ];
        const told = (message: string, ...errors: object[]) =>
            refusal({ status: 400, contentType: "", body: JSON.stringify({ message, errors }) }).message;
        assert.equal(
            told("Header, column price: the column is missing. And 1 more.", first, second),
            "The API answered 400: Header, column price: the column is missing. And 1 more.\n" +
                "  row 2, column doors: expected a whole number",
            "a problem that the function's words have already is not told twice",
        );
        assert.match(
            refusal({ status: 403, contentType: "", body: '{"Message":"no"}' }).message,
            /403: no \(.*execute-api:Invoke/,
        );
        const large = { status: 413, contentType: "", body: '{"message":"The body has 9 bytes."}' };
        assert.equal(
            refusal(large, "dev").message,
            "The API answered 413: The body has 9 bytes. (`npx drivetrain score FILE.csv -s dev` scores a larger CSV by batch)",
        );
        assert.match(refusal(large).message, /`npx drivetrain score FILE\.csv` scores/);
        assert.match(refusal({ status: 502, contentType: "", body: "<html>" }).message, /502: <html>/);
    });

    it("are of all algorithms of the stack, in the order in which the API combines them", async () => {
        const one = { listing_id: "1", xgboost: 0.1, "linear-learner": 0.2, third: 0.3, result: 0.20000000000000004 };
        const api = {
            post: async () => ({ status: 200, contentType: "", body: JSON.stringify({ predictions: [one] }) }),
        };
        const algorithms = ["xgboost", "linear-learner", "third"];
        // The engine's outputs sort the keys of an object.
        const outputs = { algorithms, pipelines: { "linear-learner": {}, third: {}, xgboost: {} } };
        const asked = await askApi(api as unknown as PredictionClient, outputs as unknown as ModelOutputs, "");
        assert.deepEqual(Object.keys(asked[0] ?? {}), [...algorithms, "result"]);
        const endpoints = { scores: { xgboost: [0.1], "linear-learner": [0.2], third: [0.3] }, errors: {} };
        assert.deepEqual(differences(asked, endpoints, "mean"), []);
    });

    it("are compared with what the endpoints say themselves", () => {
        const endpoints = { scores: { a: [1, 5], b: [3, 4] }, errors: {} };
        const good = [
            { a: 1, b: 3, result: 3 },
            { a: 5, b: 4, result: 5 },
        ];
        assert.deepEqual(differences(good, endpoints, "max"), []);
        assert.deepEqual(
            differences(good, endpoints, ({ a = 0, b = 0 }) => Math.max(a, b)),
            [],
        );
        assert.deepEqual(differences([good[0]!, { a: 5, b: 4.5, result: 4 }], endpoints, "max"), [
            "row 2: the API says 4.5 for b, its endpoint 4.",
            "row 2: the result is 4, but max makes 5 of the endpoints' scores.",
        ]);
        assert.match(differences(good, endpoints, "mean")[0]!, /mean makes 2 of/);
        const measured = { ...endpoints, errors: { a: 1, b: 2 } };
        assert.deepEqual(differences([{ a: 1, b: 3, result: 1 }], measured, "best"), []);
        assert.deepEqual(differences([{ a: 1, b: 3, result: 2 }], endpoints, "max", { max: 2 }), []);
        assert.match(differences(good, endpoints, ({ a = 0 }) => a)[0]!, /the model's function makes 1 of/);
    });
});
