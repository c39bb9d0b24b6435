import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { uploadFile } from "../../../../local/sagemaker/core/upload";
import { type Batch, batches, inOrder, lines, whole } from "../../../../local/sagemaker/transform/batches";
import { formatLine, parseLine } from "../../../../local/sagemaker/transform/csv";
import { DataProcessing } from "../../../../local/sagemaker/transform/dataProcessing";
import { type Json, JsonPath } from "../../../../local/sagemaker/transform/jsonPath";

async function* stream(...chunks: (string | Uint8Array)[]) {
    for (const chunk of chunks) {
        yield Buffer.from(chunk as string);
    }
}

async function all<T>(given: AsyncIterable<T>): Promise<T[]> {
    const held: T[] = [];
    for await (const item of given) {
        held.push(item);
    }
    return held;
}

describe("JSONPath of transform jobs", () => {
    const value: Json = { id: 7, features: [1, 2, 3], "a.b": { c: "x" }, SageMakerOutput: { score: 0.5 } };
    const cases: [string, Json][] = [
        ["$", value],
        ["$.id", 7],
        ["$.features[-1]", 3],
        ["$.features[0,2]", [1, 3]],
        ["$.features[1:]", [2, 3]],
        ["$.features[-2:]", [2, 3]],
        ["$.features[*]", [1, 2, 3]],
        ["$['a.b'].c", "x"],
        ["$['a.b'].*", ["x"]],
        ["$['id','SageMakerOutput']", { id: 7, SageMakerOutput: { score: 0.5 } }],
    ];
    for (const [text, expected] of cases) {
        it(`selects ${text}`, () => assert.deepEqual(JsonPath.parse(text).select(value), expected));
    }

    for (const [text, columns] of [
        ["$[1:]", ["b", "c", "d"]],
        ["$[0,-1]", ["a", "d"]],
        ["$[0,1,2,-1]", ["a", "b", "c", "d"]],
        ["$[0, 2:]", ["a", "c", "d"]],
        ["$", ["a", "b", "c", "d"]],
    ] as const) {
        it(`selects the columns ${text}`, () => {
            const parsed = JsonPath.parse(text);
            assert.ok(parsed.columnsOnly);
            assert.deepEqual(parsed.columns(["a", "b", "c", "d"]), columns);
        });
    }

    it("refuses what the documentation does not list, and slices whose end it counts in two ways", () => {
        for (const [text, message] of [
            ["features", /must begin with the root element/],
            ["$..id", /an operator that is not supported at "\.\.id"/],
            ["$.features[?(@>1)]", /not supported at "\[\?\(@>1\)\]"/],
            ["$.features.length()", /not supported/],
            ["$[0:2]", /slice 0:2 with an end/],
            ["$[1,a]", /not supported/],
            ["$['id','features'][0]", /several children/],
        ] as const) {
            assert.throws(() => JsonPath.parse(text), message, text);
        }
    });

    it("fails where the data lacks what is selected", () => {
        assert.throws(() => JsonPath.parse("$.vector").select(value), /no attribute "vector"/);
        assert.throws(() => JsonPath.parse("$.features[3]").select(value), /index 3 is not within the 3 elements/);
        assert.throws(() => JsonPath.parse("$[2,5:]").columns(["a", "b", "c"]), /index 5 is not within the 3 elements/);
    });
});

describe("CSV of transform jobs", () => {
    it("reads and writes quoted fields", () => {
        assert.deepEqual(parseLine('a,"b,""c""",,"",1\r'), ["a", 'b,"c"', "", "", "1"]);
        assert.deepEqual(parseLine(""), [""]);
        assert.equal(formatLine(["a", 'b,"c"', "", " d", "1"]), 'a,"b,""c""",," d",1');
    });

    it("refuses quotes that stand wrong", () => {
        assert.throws(() => parseLine('{"score": 1}'), /a quote within a field/);
        assert.throws(() => parseLine('"a'), /does not end/);
        assert.throws(() => parseLine('"a"b,c'), /behind the end/);
    });
});

describe("batches of transform jobs", () => {
    const sent = (given: Batch[]) => given.map(({ payload }) => payload.toString());
    const options = { limit: 8, single: false, prepare: (records: Buffer) => records };

    it("splits lines across chunks and characters of several bytes", async () => {
        const bytes = Buffer.from("ä\nb\n\nc");
        const made = await all(lines(stream(bytes.subarray(0, 1), bytes.subarray(1, 4), bytes.subarray(4))));
        assert.ok(made.every((some) => some.at(-1) === 0x0a));
        assert.equal(Buffer.concat(made).toString(), "ä\nb\n\nc\n");
        assert.deepEqual(await all(lines(stream("a\n"))), [Buffer.from("a\n")]);
        assert.deepEqual(await all(lines(stream())), []);
    });

    it("sends as many records as a payload takes, or one", async () => {
        assert.deepEqual(sent(await all(batches(lines(stream("aaa\nbbb\nc\n")), options))), ["aaa\nbbb\n", "c\n"]);
        const single = { ...options, single: true };
        assert.deepEqual(sent(await all(batches(lines(stream("a\nb\n")), single))), ["a\n", "b\n"]);
        assert.deepEqual(sent(await all(whole(stream("a\n", "b"), 8))), ["a\nb"]);
    });

    it("measures what is sent, not what is read", async () => {
        const prepare = (records: Buffer) => Buffer.from(records.toString().replace(/.*(.)\n/g, "$1\n"));
        const made = await all(batches(lines(stream("12345678901\n12345678902\n")), { ...options, prepare }));
        assert.deepEqual(sent(made), ["1\n2\n"]);
        assert.equal(made[0]!.records.toString(), "12345678901\n12345678902\n");
    });

    it("keeps each record with what is sent of it, however they come", async () => {
        const record = fc.string({ unit: fc.constantFrom("a", "é"), maxLength: 6 });
        const cuts = fc.array(fc.nat(40), { maxLength: 4 });
        const limits = fc.integer({ min: 7, max: 30 });
        const prepare = (records: Buffer) => Buffer.from(records.toString().replace(/(.*)\n/g, "<$1\n"));
        await fc.assert(
            fc.asyncProperty(fc.array(record), cuts, limits, fc.boolean(), async (records, at, limit, single) => {
                const bytes = Buffer.from(records.map((one) => `${one}\n`).join(""));
                const ends = [...at.sort((a, b) => a - b), bytes.length];
                const chunks = ends.map((end, place) => bytes.subarray(ends[place - 1] ?? 0, end));
                const more = { limit: 2 * limit, single, prepare };
                const made = await all(batches(lines(stream(...chunks)), more));
                for (const { records: some, payload } of made) {
                    assert.deepEqual(prepare(some), payload);
                    assert.ok(payload.length <= 2 * limit);
                    if (single) assert.equal(payload.toString().split("\n").length, 2);
                }
                assert.equal(Buffer.concat(made.map((one) => one.records)).toString(), bytes.toString());
            }),
        );
    });

    it("refuses a record larger than a payload", async () => {
        await assert.rejects(all(batches(lines(stream("123456789\n")), options)), /Too much data for max payload/);
        await assert.rejects(all(whole(stream("12345", "6789"), 8)), /Too much data for max payload/);
    });

    it("keeps the order of what is worked on at once, and no more than that", async () => {
        let atOnce = 0;
        let most = 0;
        const work = async (wait: number) => {
            most = Math.max(most, ++atOnce);
            await new Promise((resolve) => setTimeout(resolve, wait));
            atOnce--;
            return wait;
        };
        async function* waits() {
            yield* [20, 1, 10, 1, 5];
        }
        assert.deepEqual(await all(inOrder(waits(), 3, work)), [20, 1, 10, 1, 5]);
        assert.equal(most, 3);
    });
});

describe("data processing of transform jobs", () => {
    const prepared = (made: DataProcessing, record: string) =>
        made
            .prepare(Buffer.from(`${record}\n`))
            .toString()
            .slice(0, -1);
    const finished = (made: DataProcessing, records: readonly string[], answer: string) =>
        made.finish(Buffer.from(records.map((record) => `${record}\n`).join("")), Buffer.from(answer)).toString();

    function processing(type: string, DataProcessing_: object, more: object = {}) {
        return DataProcessing.of({
            TransformInput: { DataSource: undefined, ContentType: type, SplitType: "Line", ...more },
            TransformOutput: { S3OutputPath: "s3://a/b", Accept: type, AssembleWith: "Line", ...more },
            DataProcessing: DataProcessing_,
        } as never);
    }

    it("is none where nothing is filtered or joined", () => {
        assert.equal(processing("text/csv", { InputFilter: "$", JoinSource: "None", OutputFilter: "$" }), undefined);
    });

    it("filters and joins CSV", () => {
        const made = processing("text/csv", { InputFilter: "$[2:]", JoinSource: "Input", OutputFilter: "$[0,1,-1]" })!;
        assert.equal(prepared(made, '7,"a, b",1,2'), "1,2");
        assert.equal(finished(made, ['7,"a, b",1,2', "8,c,3,4"], "0.5\n0.25\n"), '7,"a, b",0.5\n8,c,0.25\n');
        const kept = processing("text/csv", { InputFilter: "$[1:]" })!;
        assert.equal(finished(kept, ["1,2"], "as it came"), "as it came");
    });

    it("stores joined CSV whole where nothing filters it", () => {
        const made = processing("text/csv", { InputFilter: "$[2:]", JoinSource: "Input" })!;
        assert.equal(prepared(made, '7,"a, b",1,2'), "1,2");
        assert.equal(finished(made, ['7,"a, b",1,2', "8,c,3,4"], "0.5\n0.25\n"), '7,"a, b",1,2,0.5\n8,c,3,4,0.25\n');
    });

    it("filters and joins JSON Lines", () => {
        const paths = { InputFilter: "$.vector", JoinSource: "Input", OutputFilter: "$['row','SageMakerOutput']" };
        const made = processing("application/jsonlines", paths)!;
        const record = '{"row":{"id":"7"},"vector":{"features":[1,2.5]}}';
        assert.equal(prepared(made, record), '{"features":[1,2.5]}');
        assert.equal(
            finished(made, [record], '{"score":0.5}\n'),
            '{"row":{"id":"7"},"SageMakerOutput":{"score":0.5}}\n',
        );
        const joined = processing("application/jsonlines", { JoinSource: "Input" })!;
        assert.equal(finished(joined, ["[1]"], "2"), '{"SageMakerInput":[1],"SageMakerOutput":2}\n');
    });

    it("fails where answers do not belong to the records", () => {
        const made = processing("text/csv", { JoinSource: "Input" })!;
        assert.throws(() => finished(made, ["1", "2"], "0.5\n"), /Fail to join data: mismatched line count/);
        assert.throws(
            () => finished(made, ["1"], '{"score": 0.5}'),
            /Failed to parse output from the algorithm as CSV/,
        );
    });

    it("refuses types, splits and paths that do not fit together", () => {
        const join = { JoinSource: "Input" };
        const cases: [() => unknown, RegExp][] = [
            [() => processing("text/csv", join, { Accept: "application/jsonlines" }), /must be the same/],
            [() => processing("text/libsvm", join), /must be text\/csv, application\/json or application\/jsonlines/],
            [() => processing("application/json", join), /does not support DataProcessing of application\/json/],
            [() => processing("text/csv", join, { SplitType: "None" }), /SplitType and AssembleWith must be Line/],
            [() => processing("text/csv", { InputFilter: "$.a" }), /InputFilter "\$\.a" must select columns by index/],
            [() => processing("text/csv", { OutputFilter: "$..a" }), /OutputFilter "\$\.\.a" is not a valid JSONPath/],
        ];
        for (const [make, message] of cases) {
            assert.throws(make, message);
        }
    });
});

describe("uploads of transform jobs", () => {
    it("sends a large file in parts", async () => {
        const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "upload-")), "output");
        fs.writeFileSync(file, "0123456789");
        const sent: [string, Record<string, unknown>][] = [];
        const send = (command: { input: Record<string, unknown> }) => {
            sent.push([command.constructor.name, command.input]);
            return Promise.resolve({ UploadId: "u", ETag: `e${sent.length}` });
        };
        await uploadFile({ send } as never, { bucket: "b", key: "k" }, file, "key", 4);
        assert.deepEqual(
            sent.map(([name]) => name.replace("Command", "")),
            ["CreateMultipartUpload", "UploadPart", "UploadPart", "UploadPart", "CompleteMultipartUpload"],
        );
        assert.equal(sent[0]![1].SSEKMSKeyId, "key");
        assert.deepEqual(
            sent.slice(1, 4).map(([, input]) => (input.Body as Buffer).toString()),
            ["0123", "4567", "89"],
        );
        fs.rmSync(path.dirname(file), { recursive: true });
    });
});
