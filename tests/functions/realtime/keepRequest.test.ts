import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { RequestRow } from "../../../contracts/requests";
import { isSampled } from "../../../functions/realtime/keepRequest";
import { predictHandler, type PredictSettings } from "../../../functions/realtime/predict";
import { context, event, FakeServices, prefixes, type Request, settings, transform } from "./example";

const two = JSON.stringify([
    { id: 7, mileage: 20, make: "Saab" },
    { mileage: 10, make: "Buick", doors: 2, colour: "blue" },
]);
const place = /^s3:\/\/captures\/requests\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/request-1\.jsonl$/;

describe("keeping what was really asked", () => {
    let services: FakeServices;
    let lines: Record<string, unknown>[];
    const environment = { ...process.env };
    const { log } = console;

    beforeEach(() => {
        services = new FakeServices();
        lines = [];
        Object.assign(process.env, {
            PARAMETER_PREFIXES: JSON.stringify(prefixes),
            CAPTURE_BUCKET: "captures",
            REQUESTS_PREFIX: "requests/",
            CAPTURE_PERCENTAGE: "100",
        });
        console.log = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    });

    afterEach(() => {
        process.env = { ...environment };
        console.log = log;
    });

    async function ask(request: Request, changes: Partial<PredictSettings> = {}, left = context) {
        const handler = predictHandler({ ...settings, ...changes }, async () => services)();
        const { statusCode } = await handler(event({ type: "application/json", ...request }), left);
        const [uri = "", ...others] = Object.keys(services.objects);
        assert.deepEqual(others, []);
        const text = services.objects[uri];
        const rows = text
            ?.split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as RequestRow);
        return { statusCode, uri, rows, line: lines.at(-1) ?? {} };
    }

    it("leaves a line a row, with the raw values, who answered what, and what came of it", async () => {
        const { statusCode, uri, rows, line } = await ask({ body: two });
        assert.equal(statusCode, 200);
        assert.match(uri, place);
        assert.deepEqual(services.inferenceIds, ["request-1:0", "request-1:0"]);
        const [first, second] = rows ?? [];
        assert.match(first?.time ?? "", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
        const models = { xgboost: "cars-xgboost-20260101", "linear-learner": "cars-linear-learner-20260101" };
        const answers = (xgboost: number, linear: number) => ({
            xgboost: { modelName: models.xgboost, score: xgboost },
            "linear-learner": { modelName: models["linear-learner"], score: linear },
        });
        const named = { inferenceId: "request-1:0", time: first?.time };
        assert.deepEqual(rows, [
            {
                ...{ ...named, row: 0, identifier: "7" },
                values: { id: "7", mileage: "20", make: "Saab", doors: null, colour: null },
                ...{ answers: answers(2001, 2002), result: 2002 },
            },
            {
                ...{ ...named, row: 1, identifier: null, time: second?.time },
                values: { id: null, mileage: "10", make: "Buick", doors: "2", colour: "blue" },
                ...{ answers: answers(1, 2), result: 2 },
            },
        ]);
        assert.deepEqual([line["kept"], line["unkept"], line["_aws"]], [2, undefined, undefined]);
    });

    it("reads values as the interface does: decimal numbers, booleans as 1 or 0, dates as seconds", async () => {
        const columns = [
            { name: "id", type: "integer" },
            { name: "price", type: "number" },
            { name: "mileage", type: "number", format: { thousands: ",", units: { K: 1000 } } },
            { name: "sold", type: "date", format: "%d/%m/%Y" },
            { name: "automatic", type: "boolean" },
        ] as const;
        const mileage = { ...transform, features: transform.features.slice(0, 1) };
        for (const algorithm of settings.algorithms) {
            services.transforms[`s3://artifacts/runs/${algorithm}/1/transform/transform.json`] = mileage;
        }
        const body = 'id,mileage,sold,automatic\n1,"1,200.5 K",02/01/1970,yes\n';
        const { rows } = await ask({ body, type: "text/csv" }, { columns });
        assert.deepEqual(rows?.[0]?.values, { id: "1", mileage: "1200500", sold: "86400", automatic: "1" });
    });

    it("keeps what came along in columns that the model ignores, as it was sent", async () => {
        const columns = [
            ...settings.columns,
            { name: "seller", type: "string", ignored: true, missing: ["?"] },
            { name: "constructor", type: "number", ignored: true },
        ] as const;
        const records: object[] = [
            { seller: "A, B", constructor: 7 },
            { seller: "?" },
            { seller: ["no"], constructor: true },
        ];
        const body = JSON.stringify(records.map((one) => ({ mileage: 20, make: "Saab", ...one })));
        const { rows } = await ask({ body }, { columns });
        const kept = rows?.map(({ values }) => [values["seller"], Object.entries(values).at(-1)?.[1]]);
        assert.deepEqual(kept, [
            ["A, B", "7"],
            [null, null],
            [null, "true"],
        ]);
        services = new FakeServices();
        const csv = 'mileage,make,seller\n20,Saab,"A, B"\n20,Saab,?\n';
        const { rows: again } = await ask({ body: csv, type: "text/csv" }, { columns });
        assert.deepEqual(
            again?.map(({ values }) => values["seller"]),
            ["A, B", null],
        );
    });

    it("names rows alike for all algorithms where one of them gets them in parts", async () => {
        const uri = "s3://artifacts/runs/linear-learner/1/transform/transform.json";
        // 2,000 places of 0 and 1 for each row: 4 KB, of which 5 MB hold some 1,250.
        const wide = { ...transform.features[1], categories: Array.from({ length: 2000 }, (_, at) => `make ${at}`) };
        services.transforms[uri] = { ...transform, features: [transform.features[0], wide] as never };
        const body = `mileage,make\n${"20,Saab\n".repeat(3000)}`;
        process.env.MAX_REQUEST_BYTES = "100000";
        const { rows } = await ask({ body, type: "text/csv" });
        const [mine = [], other = []] = ["xgboost", "linear-learner"].map((algorithm) =>
            services.inferenceIds.filter((_, at) => services.invocations[at]?.endpoint === `cars-${algorithm}-dev`),
        );
        assert.deepEqual(mine, other);
        assert.ok(mine.length > 2, mine.join());
        const firsts = mine.map((id) => Number(id?.split(":")[1]));
        assert.deepEqual(
            rows?.map(({ inferenceId, row }) => Number(inferenceId.split(":")[1]) + row),
            Array.from({ length: 3000 }, (_, at) => at),
        );
        assert.deepEqual(
            rows?.filter(({ row }) => row === 0).map(({ inferenceId }) => inferenceId),
            firsts.map((first) => `request-1:${first}`),
        );
    });

    it("has those that answered, where one did not", async () => {
        services.down.add("cars-linear-learner-dev");
        const { rows } = await ask({ body: two });
        assert.deepEqual(Object.keys(rows?.[0]?.answers ?? {}), ["xgboost"]);
        assert.equal(rows?.[0]?.result, 2001);
    });

    it("keeps nothing of what was refused, or not answered", async () => {
        assert.equal((await ask({ body: "{}" })).statusCode, 400);
        services.down = new Set(["cars-xgboost-dev", "cars-linear-learner-dev"]);
        assert.equal((await ask({ body: two })).statusCode, 502);
        assert.deepEqual(services.objects, {});
    });

    it("keeps nothing where data capture is off, and says nothing of it", async () => {
        for (const percentage of ["0", undefined]) {
            if (percentage === undefined) delete process.env.CAPTURE_PERCENTAGE;
            else process.env.CAPTURE_PERCENTAGE = percentage;
            const { statusCode, rows, line } = await ask({ body: two });
            assert.deepEqual([statusCode, rows, line["kept"], line["unkept"]], [200, undefined, undefined, undefined]);
        }
    });

    it("answers all the same where S3 refuses, and counts the rows for CloudWatch", async () => {
        services.refusal = Object.assign(new Error("not authorized to perform: s3:PutObject"), {
            name: "AccessDenied",
        });
        const { statusCode, line } = await ask({ body: two });
        assert.equal(statusCode, 200);
        assert.deepEqual(line["unkeptFor"], "AccessDenied: not authorized to perform: s3:PutObject");
        assert.deepEqual([line["kept"], line["unkept"], line["clamped"]], [undefined, 2, undefined]);
        const { CloudWatchMetrics } = line["_aws"] as { CloudWatchMetrics: { Metrics: unknown }[] };
        assert.deepEqual(CloudWatchMetrics[0]?.Metrics, [{ Name: "unkept", Unit: "Count" }]);
    });

    it("lets no answer wait for long, nor beyond the function's own time", async () => {
        await ask({ body: two });
        assert.equal(services.timeout, 1500);
        const soon = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds });
        services = new FakeServices();
        await ask({ body: two }, {}, soon(1200));
        assert.equal(services.timeout, 700);
        services = new FakeServices();
        const { statusCode, line } = await ask({ body: two }, {}, soon(400));
        assert.deepEqual([statusCode, services.timeout, line["unkept"]], [200, undefined, 2]);
        assert.match(String(line["unkeptFor"]), /there was no time left/);
    });

    it("keeps as much of a very large request as is not noticed, and counts the rest", async () => {
        const many = 40_000;
        process.env.MAX_REQUEST_BYTES = String(5 * 1024 * 1024);
        const body = `mileage,make\n${"20,Saab\n".repeat(many)}`;
        const { statusCode, rows = [], uri, line } = await ask({ body, type: "text/csv", accept: "text/csv" });
        assert.equal(statusCode, 200);
        assert.ok((services.objects[uri]?.length ?? 0) <= 8_000_000);
        assert.ok(rows.length > 10_000 && rows.length < many, String(rows.length));
        assert.deepEqual([line["kept"], line["unkept"]], [rows.length, many - rows.length]);
        assert.match(String(line["unkeptFor"]), /too large/);
    });

    it("logs no value of a row", async () => {
        await ask({ body: two });
        assert.doesNotMatch(JSON.stringify(lines), /Saab|Buick|blue/);
    });

    it("happens to as many in a hundred requests as asked for, the same ones whenever one asks", () => {
        const ids = Array.from({ length: 20_000 }, (_, index) => {
            const id = createHash("sha256").update(String(index)).digest("hex");
            return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
        });
        for (const percentage of [1, 10, 50, 99]) {
            const kept = ids.filter((id) => isSampled(id, percentage));
            // Five standard deviations of a share of so many.
            const slack = 5 * Math.sqrt((percentage * (100 - percentage)) / ids.length);
            assert.ok(Math.abs((kept.length / ids.length) * 100 - percentage) < slack, `${percentage}: ${kept.length}`);
            assert.ok(kept.every((id) => isSampled(id, percentage)));
        }
        assert.ok(ids.every((id) => isSampled(id, 100) && !isSampled(id, 0)));
    });
});
