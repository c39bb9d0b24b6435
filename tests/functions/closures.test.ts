import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe as describeFunction, type Invocation, invoke, provideRuntime } from "./closures/fresh";
import { AwsStub, type StubAnswer } from "./closures/stub";

const root = join(__dirname, "../..");

/** A handler, by its file under functions/: what it is asked, what AWS answers it, and what must come of it. */
interface Case {
    /** Which of the program's functions it is. */
    readonly functions: RegExp;
    readonly event: unknown;
    readonly answers: Readonly<Record<string, StubAnswer>>;
    check(invocation: Invocation, stub: AwsStub): void;
}

const notice = {
    version: "0",
    source: "aws.states",
    "detail-type": "Step Functions Execution Status Change",
    region: "us-east-1",
    detail: {
        executionArn: "arn:aws:states:us-east-1:111111111111:execution:training:run",
        name: "run",
        status: "FAILED",
        startDate: 1_760_000_000_000,
        stopDate: 1_760_000_060_000,
        input: JSON.stringify({ detail: { bucket: { name: "landing" }, object: { key: "training/cars.csv" } } }),
        output: null,
        error: "States.TaskFailed",
        cause: "Pre-process: 31 of 804 rows cannot be used.",
    },
};

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
        "POST /endpoints/cars-xgboost/invocations": { predictions: [{ score: 22000 }] },
        "POST /endpoints/cars-linear/invocations": { predictions: [{ score: 26000 }] },
    };
};

/** The result for the car, once both endpoints were asked with its encoded row. */
function predicted(invocation: Invocation, { calls }: AwsStub): unknown {
    const rows = calls.filter(({ operation }) => operation.startsWith("POST /endpoints/")).map(({ input }) => input);
    assert.deepEqual(rows, ["10.5,1,0", "10.5,1,0"]);
    const { statusCode, body } = invocation.result as { statusCode: number; body: string };
    assert.equal(statusCode, 200, body);
    const [{ result }] = (JSON.parse(body) as { predictions: [{ result: number }] }).predictions;
    return result;
}

const cases: Readonly<Record<string, readonly Case[]>> = {
    "realtime/predict": [
        {
            functions: /-used-cars-predict$/,
            event: request,
            answers: serving("/drivetrain/local/used-cars/xgboost", "/drivetrain/local/used-cars/linear-learner"),
            check(invocation, stub) {
                assert.equal(predicted(invocation, stub), 26000);
                assert.match(invocation.log, /"requestId":"0123"/);
            },
        },
        {
            functions: /^own-rule-predict$/,
            event: request,
            answers: serving("/x", "/l"),
            check: (invocation, stub) => assert.equal(predicted(invocation, stub), 23000),
        },
    ],
    "training/notifyRun": [
        {
            functions: /-notify$/,
            event: notice,
            answers: {
                Publish: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
            },
            check({ error }, { calls }) {
                assert.equal(error, undefined);
                assert.equal(calls.length, 1);
                const { TopicArn, Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.match(String(TopicArn), /^arn:aws:sns:us-east-1:111111111111:/);
                assert.match(String(Subject), /used-cars with .*failed/);
                assert.match(String(Message), /31 of 804 rows cannot be used/);
            },
        },
    ],
    "training/queryTrainingResults": [
        {
            functions: /-query-results$/,
            event: { trainingJobName: "job-1", metric: "validation:rmse" },
            answers: {
                DescribeTrainingJob: {
                    FinalMetricDataList: [
                        { MetricName: "validation:rmse", Value: 2311.2, Timestamp: 1_760_000_000 },
                        { MetricName: "train:rmse", Value: 900.5, Timestamp: 1_760_000_000 },
                    ],
                },
            },
            check({ result }, { calls }) {
                const metrics = { "validation:rmse": 2311.2, "train:rmse": 900.5 };
                assert.deepEqual(result, { metrics, value: 2311.2 });
                assert.deepEqual(calls[0]?.input, { TrainingJobName: "job-1" });
            },
        },
        {
            functions: /-query-results$/,
            event: { trainingJobName: "job-1", metric: "validation:rmse" },
            answers: { DescribeTrainingJob: { FinalMetricDataList: [] } },
            // Step Functions matches errors by name, which a class of one's own loses in serialization.
            check: ({ error }) => assert.equal(error?.name, "MetricMissing"),
        },
    ],
};

/** The files under functions/ whose handler, or factory of one, some component makes a function of. */
function handlers(): readonly string[] {
    const folder = join(root, "components");
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const files = sources.flatMap((source) => {
        const code = readFileSync(join(folder, source), "utf8");
        const used = [...code.matchAll(/\b(?:handler|factory): (\w+)/g)].map(([, name]) => String(name));
        const imported = [...code.matchAll(/import \{([^}]+)\} from "(?:\.\.\/)+functions\/([^"]+)"/g)];
        return imported
            .filter(([, names]) => used.some((name) => new RegExp(`\\b${name}\\b`).test(String(names))))
            .map(([, , file]) => String(file));
    });
    return [...new Set(files)].sort();
}

describe("functions: every closure, serialized", function () {
    this.timeout(60_000);

    const stub = new AwsStub();
    let folder: string;
    let endpoint: string;
    let functions: readonly string[];

    before(async () => {
        // Outside the checkout, so that a function finds none of its packages by chance.
        folder = mkdtempSync(join(tmpdir(), "closures-"));
        const script = join(__dirname, "closures/packages.ts");
        execFileSync(process.execPath, ["-r", "ts-node/register/transpile-only", script, folder], { cwd: root });
        functions = readdirSync(folder);
        mkdirSync(join(folder, "node_modules"));
        provideRuntime(folder);
        endpoint = await stub.start();
    });

    after(async () => {
        await stub.stop();
        rmSync(folder, { recursive: true });
    });

    const named = (pattern: RegExp) => functions.filter((name) => pattern.test(name));

    it("has a case here for every handler of a component", () => {
        assert.deepEqual(Object.keys(cases).sort(), handlers(), "Add a case for each handler.");
    });

    it("has a case here for every function of the program", () => {
        const patterns = Object.values(cases).flatMap((all) => all.map((one) => one.functions));
        assert.deepEqual(
            functions.filter((name) => !patterns.some((pattern) => pattern.test(name))),
            [],
        );
        assert.ok(functions.length >= 6, functions.join());
    });

    it("packages nothing but the handler itself", () => {
        for (const name of functions) {
            const { files, runtime } = describeFunction(folder, name);
            assert.deepEqual(files, ["__index.js"], name);
            assert.equal(runtime, "nodejs22.x", name);
        }
    });

    it("declares nothing by the name of a global, which the serializer would leave out without a word", () => {
        const folder = join(root, "functions");
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
        const hidden = files.flatMap((file) => {
            const code = readFileSync(join(folder, file), "utf8");
            const declared = code.matchAll(/^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/gm);
            return [...declared].filter(([, name]) => String(name) in globalThis).map(([, name]) => `${file}: ${name}`);
        });
        assert.deepEqual(hidden, [], "Rename these: the function that runs would find the global in their place.");
    });

    it("names the SDK's clients as the runtime does, and captures no part of Pulumi", () => {
        for (const name of functions) {
            const code = readFileSync(join(folder, name, "code/__index.js"), "utf8");
            const required = [...code.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, specifier]) =>
                String(specifier),
            );
            assert.deepEqual(
                required.filter((specifier) => !/^(@aws-sdk\/client-[a-z0-9-]+|node:[a-z/]+)$/.test(specifier)),
                [],
                name,
            );
            assert.doesNotMatch(code, /OutputImpl|@pulumi/, name);
        }
    });

    for (const [handler, all] of Object.entries(cases)) {
        all.forEach((one, index) => {
            it(`answers as it should: ${handler}, case ${index + 1}`, async () => {
                const names = named(one.functions);
                assert.ok(names.length > 0, `no function of the program is named like ${String(one.functions)}`);
                for (const name of names) {
                    stub.expect(one.answers);
                    one.check(await invoke(folder, name, endpoint, one.event), stub);
                }
            });
        });
    }
});
