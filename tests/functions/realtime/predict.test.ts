import assert from "node:assert/strict";
import type { Answer } from "../../../functions/realtime/answer";
import { predictHandler, type PredictSettings } from "../../../functions/realtime/predict";
import { context, event, FakeServices, prefixes, type Request, settings, transform } from "./example";

const one = JSON.stringify({ id: 7, mileage: 20, make: "Saab" });
const two = JSON.stringify([
    { id: 7, mileage: 20, make: "Saab" },
    { mileage: 10, make: "Buick", doors: 2, colour: "blue" },
]);

describe("the prediction handler", () => {
    let services: FakeServices;
    let lines: Record<string, unknown>[];
    const environment = { ...process.env };
    const { log } = console;

    beforeEach(() => {
        services = new FakeServices();
        lines = [];
        process.env.PARAMETER_PREFIXES = JSON.stringify(prefixes);
        process.env.MAX_REQUEST_BYTES = "2000";
        process.env.CACHE_SECONDS = "30";
        console.log = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    });

    afterEach(() => {
        process.env = { ...environment };
        console.log = log;
    });

    async function ask(request: Request, changes: Partial<PredictSettings> = {}) {
        const handler = predictHandler({ ...settings, ...changes }, async () => services)();
        const { statusCode, headers, body } = await handler(event({ type: "application/json", ...request }), context);
        const json = headers?.["content-type"] === "application/json";
        return { status: statusCode, headers, body, answer: (json ? JSON.parse(body) : undefined) as Answer };
    }

    async function refusal(request: Request) {
        const { status, body, headers } = await ask(request);
        const parsed = JSON.parse(body) as { requestId: string; message: string; errors?: unknown[] };
        assert.equal(parsed.requestId, "request-1");
        assert.equal(headers?.["x-request-id"], "request-1");
        return { status, ...parsed };
    }

    it("answers with both scores, their maximum, the identifier and who answered", async () => {
        const { status, headers, answer } = await ask({ body: one });
        assert.equal(status, 200);
        assert.deepEqual(answer, {
            requestId: "request-1",
            model: "cars",
            combine: "max",
            degraded: false,
            models: { xgboost: "cars-xgboost-20260101", "linear-learner": "cars-linear-learner-20260101" },
            predictions: [{ id: "7", xgboost: 2001, "linear-learner": 2002, result: 2002 }],
        });
        assert.deepEqual(headers, {
            "content-type": "application/json",
            "x-request-id": "request-1",
            "x-drivetrain-degraded": "false",
        });
    });

    it("gives identifiers back to the letter", async () => {
        const body = `[{"id":9007199254740993,"mileage":1,"make":"Saab"},{"id":1e400,"mileage":1,"make":"Saab"}]`;
        const { answer } = await ask({ body });
        assert.deepEqual(
            answer.predictions.map((prediction) => prediction.id),
            ["9007199254740993", "1e400"],
        );
        const { body: csv } = await ask({ body, accept: "text/csv" });
        assert.equal(csv.split("\r\n")[1], "9007199254740993,-1799,-1798,0");
    });

    it("sends the encoded rows of all records to both endpoints", async () => {
        const { answer } = await ask({ body: two });
        const csv = "2,1,0,1,0,1\n0,0,1,-1,1,0";
        assert.deepEqual(services.invocations, [
            { endpoint: "cars-xgboost-dev", csv },
            { endpoint: "cars-linear-learner-dev", csv },
        ]);
        assert.deepEqual(answer.predictions[1], { xgboost: 1, "linear-learner": 2, result: 2 });
    });

    it("answers CSV with CSV when asked, in the order of the request", async () => {
        const body = "make,mileage,id\nSaab,20,7\nBuick,10,\n";
        const { headers, body: csv } = await ask({ body, type: "text/csv", accept: "text/csv" });
        assert.equal(csv, "id,xgboost,linear-learner,result\r\n7,2001,2002,2002\r\n,1,2,2\r\n");
        assert.equal(headers?.["content-type"], "text/csv; charset=utf-8");
    });

    it("combines by the least, the mean, or the model's own function", async () => {
        assert.equal((await ask({ body: one }, { combine: "min" })).answer.predictions[0]?.result, 2001);
        assert.equal((await ask({ body: one }, { combine: "mean" })).answer.predictions[0]?.result, 2001.5);
        const combine = (scores: Readonly<Record<string, number>>) => (scores.xgboost ?? 0) * 10;
        const { answer } = await ask({ body: one }, { combine });
        assert.deepEqual([answer.combine, answer.predictions[0]?.result], ["function", 20010]);
    });

    it("goes by the champions' errors on test rows, as far as they tell them", async () => {
        const result = async (combine: "best" | "weighted") =>
            (await ask({ body: one }, { combine })).answer.predictions[0]?.result;
        assert.equal(await result("best"), 2001.5);
        services.errors = { xgboost: 2, "linear-learner": 1 };
        assert.equal(await result("best"), 2002);
        assert.equal(await result("weighted"), 2001.8);
        services.down.add("cars-linear-learner-dev");
        assert.equal(await result("best"), 2001);
    });

    it("keeps results within the bounds of the target, tells how many were beyond, and counts them for CloudWatch", async () => {
        const body = `[{"id":1,"mileage":0,"make":"Saab"},{"id":2,"mileage":20,"make":"Saab"}]`;
        const { answer } = await ask({ body });
        assert.deepEqual([answer.clamped, ...answer.predictions.map(({ result }) => result)], [1, 0, 2002]);
        assert.equal(answer.predictions[0]?.xgboost, -1999);
        const { clamped, function: name, _aws } = lines.at(-1) as Record<string, unknown>;
        const { CloudWatchMetrics } = _aws as { CloudWatchMetrics: unknown };
        assert.deepEqual([clamped, name], [1, ""]);
        const Metrics = [{ Name: "clamped", Unit: "Count" }];
        assert.deepEqual(CloudWatchMetrics, [{ Namespace: "Drivetrain", Dimensions: [["function"]], Metrics }]);
    });

    it("gives each algorithm the vectors of its own champion's transform", async () => {
        const uri = "s3://artifacts/runs/linear-learner/1/transform/transform.json";
        services.transforms[uri] = { ...transform, features: transform.features.slice(0, 1), vector: ["mileage"] };
        await ask({ body: one });
        assert.deepEqual(
            services.invocations.map((invocation) => invocation.csv),
            ["2,1,0,1,0,1", "2"],
        );
    });

    describe("with one endpoint down", () => {
        beforeEach(() => services.down.add("cars-linear-learner-dev"));

        it("gives the other's answer, marked degraded, and says which failed", async () => {
            const { status, headers, answer } = await ask({ body: one });
            assert.equal(status, 200);
            assert.equal(answer.degraded, true);
            assert.deepEqual(answer.models, { xgboost: "cars-xgboost-20260101" });
            assert.deepEqual(answer.failed, { "linear-learner": "linear-learner did not answer." });
            assert.deepEqual(answer.predictions, [{ id: "7", xgboost: 2001, "linear-learner": null, result: 2001 }]);
            assert.equal(headers?.["x-drivetrain-degraded"], "true");
        });

        it("leaves its column of the CSV empty", async () => {
            const { headers, body } = await ask({ body: one, accept: "text/csv" });
            assert.equal(body, "id,xgboost,linear-learner,result\r\n7,2001,,2001\r\n");
            assert.equal(headers?.["x-drivetrain-degraded"], "true");
        });

        it("tells the log what AWS said, and not the caller", async () => {
            const { body } = await ask({ body: one });
            assert.ok(!body.includes("secret"));
            assert.deepEqual(lines[0]?.failed, {
                "linear-learner": "ModelError: arn:aws:sagemaker:secret is out of order",
            });
        });
    });

    for (const [name, answer] of Object.entries({
        "too few scores": '{"predictions":[]}',
        "a score that is no number": '{"predictions":[{"score":null}]}',
        "no JSON": "<html>",
        "another shape": '{"scores":[1]}',
        nothing: "",
    })) {
        it(`takes an endpoint that answers with ${name} for one that is down`, async () => {
            services.answers["cars-xgboost-dev"] = answer;
            const { answer: degraded } = await ask({ body: one });
            assert.deepEqual(Object.keys(degraded.failed ?? {}), ["xgboost"]);
        });
    }

    it("answers 502 when both endpoints are down", async () => {
        services.down = new Set(["cars-xgboost-dev", "cars-linear-learner-dev"]);
        const { status, message } = await refusal({ body: one });
        assert.equal(status, 502);
        assert.equal(message, "xgboost did not answer. linear-learner did not answer. Try again later.");
    });

    it("answers 503 with a sentence as long as no model serves", async () => {
        services.absent = new Set(["xgboost", "linear-learner"]);
        const { status, message } = await refusal({ body: one });
        assert.deepEqual([status, message], [503, "No model of cars serves yet: train it, then ask again."]);
    });

    it("is degraded while only one algorithm has a champion", async () => {
        services.absent.add("xgboost");
        const { answer } = await ask({ body: one });
        assert.deepEqual(answer.failed, { xgboost: "No xgboost model serves yet." });
        assert.equal(answer.predictions[0]?.result, 2002);
    });

    it("answers 502 when one has no champion and the other is down", async () => {
        services.absent.add("xgboost");
        services.down.add("cars-linear-learner-dev");
        assert.equal((await refusal({ body: one })).status, 502);
    });

    it("answers 415 to a type that it does not read", async () => {
        assert.equal((await refusal({ body: one, type: "application/xml" })).status, 415);
        assert.equal((await refusal({ body: one, headers: { "content-encoding": "gzip" } })).status, 415);
    });

    it("answers 406 to a caller that accepts neither JSON nor CSV", async () => {
        assert.equal((await refusal({ body: one, accept: "text/html" })).status, 406);
    });

    it("answers 413 to a body over the limit, counted in bytes", async () => {
        const body = JSON.stringify({ mileage: 1, make: "é".repeat(1500) });
        assert.ok(body.length < 2000);
        const { status, message } = await refusal({ body });
        assert.equal(status, 413);
        assert.match(message, /^The body has 30\d\d bytes; send at most 2000 in one request\.$/);
    });

    it("answers 413 when the answer would be more than Lambda returns", async () => {
        process.env.MAX_REQUEST_BYTES = "10000000";
        const body = `mileage,make\n${"1,Saab\n".repeat(120_000)}`;
        const { status, message } = await refusal({ body, type: "text/csv" });
        assert.equal(status, 413);
        assert.match(message, /send fewer records, or ask for text\/csv/);
    });

    it("answers 400 to an empty body", async () => {
        for (const body of [null, "", "  "]) {
            assert.deepEqual((await refusal({ body })).message, "The body is empty: send at least one record.");
        }
    });

    it("answers 400 naming row and column, in a sentence and as data", async () => {
        const body = "id,mileage,make\n1,20,Saab\n2,many,Saab\n3,20,Volvo\n";
        const { status, message, errors } = await refusal({ body, type: "text/csv" });
        assert.equal(status, 400);
        assert.equal(message, 'Row 2, column mileage: expected a number, got "many". And 1 more.');
        assert.deepEqual(errors, [
            { row: 2, column: "mileage", message: 'expected a number, got "many"' },
            { row: 3, column: "make", message: 'expected one of Saab, Buick, got "Volvo"' },
        ]);
        assert.equal(services.invocations.length, 0);
        assert.deepEqual(lines[0]?.problems, [
            { row: 2, column: "mileage" },
            { row: 3, column: "make" },
        ]);
    });

    it("answers 400 naming an unknown column of the header", async () => {
        const { message } = await refusal({ body: "mileage,make,color\n1,Saab,red\n", type: "text/csv" });
        assert.match(message, /^Header, column color: the model has no such column; its columns are id, price, /);
    });

    it("reads a body that comes in base64, and refuses one that is not UTF-8", async () => {
        const body = Buffer.from(one).toString("base64");
        assert.equal((await ask({ body, base64: true })).status, 200);
        const latin = Buffer.from("caf\xe9", "latin1").toString("base64");
        assert.deepEqual((await refusal({ body: latin, base64: true })).message, "The body is not UTF-8 text.");
    });

    it("answers 500 without internals to what nobody expected, and logs them", async () => {
        process.env.PARAMETER_PREFIXES = "not JSON";
        const { status, message } = await refusal({ body: one });
        assert.equal(status, 500);
        assert.equal(message, "The prediction failed unexpectedly. Tell the operators the id of this request.");
        assert.match(JSON.stringify(lines[0]?.error), /SyntaxError/);
    });

    it("writes one line a request to the log, without data of the records", async () => {
        await ask({ body: one });
        assert.equal(lines.length, 1);
        const { milliseconds, ...line } = lines[0] ?? {};
        assert.equal(typeof milliseconds, "number");
        assert.deepEqual(line, { requestId: "request-1", model: "cars", status: 200, degraded: false, rows: 1 });
    });

    it("logs kinds, counts and the model's own columns of a refusal, and no word of the request's", async () => {
        const secret = "jane.doe@example.com";
        for (const { body, type, found } of [
            {
                type: "text/csv",
                body: `${secret},Jane Doe\n1,2\n`,
                found: { "unknown column": 2, "missing column": 2 },
            },
            {
                type: "application/json",
                body: `{"${secret}": 1, "mileage": 1, "make": "Saab"}`,
                found: { "unknown column": 1 },
            },
            {
                type: "application/json",
                body: `{"mileage": "${secret}", "make": "Saab"}`,
                found: { "unusable value": 1 },
            },
            {
                type: "application/json",
                body: `{"mileage": 1, "make": "Saab", "id": ["${secret}"]}`,
                found: { "unusable identifier": 1 },
            },
            { type: "application/json", body: `{"make": ${secret}}`, found: { "not JSON": 1 } },
            { type: "application/json", body: `["${secret}"]`, found: { "no record": 1 } },
            { type: "text/csv", body: `mileage,make\n1,Saab,${secret}\n`, found: { "wrong number of fields": 1 } },
            { type: "text/csv", body: `mileage,make\n1,"${secret}`, found: { "malformed CSV": 1 } },
        ]) {
            lines = [];
            assert.equal((await refusal({ body, type })).status, 400);
            assert.ok(!/jane/i.test(JSON.stringify(lines)), JSON.stringify(lines));
            assert.deepEqual(lines[0]?.kinds, found);
        }
        await refusal({ body: `mileage,${secret},make,make\n`, type: "text/csv" });
        assert.deepEqual(lines[1]?.problems, [
            { row: 0, column: null },
            { row: 0, column: "make" },
        ]);
    });

    it("answers a body of any shape up to the limit within two seconds, in a sentence", async () => {
        process.env.MAX_REQUEST_BYTES = String(4 * 1024 * 1024);
        const csv = { type: "text/csv" };
        const json = { type: "application/json" };
        const names = Array.from({ length: 200_000 }, (_, place) => `"c${place}"`);
        for (const [status, request] of [
            [400, { ...csv, body: names.join(",") }],
            [400, { ...csv, body: ",,,,,,,,\n".repeat(460_000) }],
            [413, { ...csv, body: `mileage,make\n${"1\n".repeat(2_000_000)}` }],
            [400, { ...csv, body: '"'.repeat(4_000_000) }],
            [400, { ...csv, body: "\n".repeat(4_000_000) }],
            [400, { ...csv, body: `mileage,make\n1,Saab${",".repeat(4_000_000)}` }],
            [400, { ...json, body: `{${names.map((name) => `${name}:0`).join(",")}}` }],
            [413, { ...json, body: `[${"{},".repeat(1_300_000)}{}]` }],
            [400, { ...json, body: `{"mileage":[${"{},".repeat(1_300_000)}{}]}` }],
            [400, { ...json, body: "[".repeat(4500) }],
            [400, { ...json, body: `{"${"x".repeat(3_000_000)}":1}` }],
            [400, { ...json, body: `{"id":"${"x".repeat(3_000_000)}","mileage":1,"make":"Saab"}` }],
        ] as const) {
            const started = process.cpuUsage();
            const { message, ...answer } = await refusal(request);
            const { user, system } = process.cpuUsage(started);
            assert.deepEqual([answer.status, message.endsWith(".")], [status, true], message);
            assert.ok(user + system < 2_000_000, `${request.body.slice(0, 20)} took ${user + system} microseconds`);
            assert.doesNotMatch(message, /answer is too large/);
        }
    });

    it("keeps champions in a warm function", async () => {
        const handler = predictHandler(settings, async () => services)();
        await handler(event({ body: one, type: "application/json" }), context);
        await handler(event({ body: one, type: "application/json" }), context);
        assert.equal(services.reads, 2); // one for each algorithm
    });

    it("sees the first promotion at once", async () => {
        const handler = predictHandler(settings, async () => services)();
        services.absent = new Set(["xgboost", "linear-learner"]);
        assert.equal((await handler(event({ body: one, type: "application/json" }), context)).statusCode, 503);
        services.absent = new Set();
        assert.equal((await handler(event({ body: one, type: "application/json" }), context)).statusCode, 200);
    });
});
