import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { combineScores } from "../../../contracts/combine";
import type { MergedScores, MergeRequest, ScoringModel } from "../../../contracts/scoring";
import { mergeHandler, type MergeSettings } from "../../../functions/scoring/mergeScores";
import { csvField, readCsv } from "../../../functions/shared/csv";
import { FolderObjects } from "../shared/folderObjects";

const settings: MergeSettings = {
    model: "cars",
    algorithms: ["xgboost", "linear-learner"],
    identifierType: "integer",
    combine: "max",
    bounds: {},
    mostScores: 1000,
};
const location = "s3://artifacts/scores/1";
const carried = ["id", "make", "note"];
const xgboost: ScoringModel = {
    algorithm: "xgboost",
    batchFormat: "text/csv",
    modelPackageArn: "arn:xgboost/3",
    modelName: "cars-xgboost-3",
    rmse: 2000,
};
const linearLearner: ScoringModel = {
    algorithm: "linear-learner",
    batchFormat: "application/jsonlines",
    modelPackageArn: "arn:linear-learner/2",
    modelName: "cars-linear-learner-2",
    rmse: 4000,
};
const request: MergeRequest = {
    location,
    file: "cars.csv",
    runId: "1",
    models: [linearLearner, xgboost],
    input: "s3://landing/scoring/cars.csv",
    executionArn: "arn:aws:states:::execution:scoring:1",
    startedAt: "2026-01-02T23:04:05.000Z",
    mergedByJob: false,
};

type Row = readonly string[];

describe("merging scores", () => {
    let folder: string;
    let objects: FolderObjects;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "merge-"));
        objects = new FolderObjects(folder);
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const rows: readonly Row[] = [
        ["7", "Saab", ""],
        ["8", "Buick", 'a, "b"'],
        ["9", "Saab", "é"],
    ];

    function report(used: number, changes: object = {}): void {
        const counts = { input: used + 2, used, quarantined: 2, reasons: { "make: the value is missing": 2 } };
        objects.put(`${location}/report/report.json`, JSON.stringify({ ...counts, carried, parts: 2, ...changes }));
    }

    function part(algorithm: string, number: number, text: string): void {
        const ending = algorithm === "xgboost" ? "csv" : "jsonl";
        objects.put(`${location}/transformed/${algorithm}/part-0000${number}.${ending}.out`, text);
    }

    const csvLine = ([identifier = ""]: Row, score: number | string) =>
        `${[identifier, score].map(csvField).join(",")}\n`;
    const jsonLine = ([identifier]: Row, score: unknown) =>
        `${JSON.stringify({ identifier, SageMakerOutput: { score } })}\n`;

    function rowPart(number: number, some: readonly Row[]): void {
        const text = some.map((row) => `${row.map(csvField).join(",")}\n`).join("");
        objects.put(`${location}/rows/part-0000${number}.csv`, text);
    }

    /** Two parts of the rows, and of each algorithm. */
    function lay(all: readonly Row[], scores: readonly (readonly [number, number])[], cut: number): void {
        [all.slice(0, cut), all.slice(cut)].forEach((some, number) => rowPart(number, some));
        const lines = all.map((row, at) => [csvLine(row, scores[at]![0]), jsonLine(row, scores[at]![1])] as const);
        [lines.slice(0, cut), lines.slice(cut)].forEach((some, number) => {
            part("xgboost", number, some.map(([line]) => line).join(""));
            part("linear-learner", number, some.map(([, line]) => line).join(""));
        });
    }

    const ask = (changes: Partial<MergeRequest> = {}, rule: Partial<MergeSettings> = {}) =>
        mergeHandler({ ...settings, ...rule }, async () => objects)()({ ...request, ...changes });

    async function merge(...asked: Parameters<typeof ask>): Promise<MergedScores> {
        const merged = await ask(...asked);
        assert.ok("output" in merged, "it is left to a job");
        return merged;
    }

    const scores = [
        [100.5, 90],
        [1e-7, 1e21],
        [-3, -2.25],
    ] as const;

    it("makes one CSV of both algorithms' rows, in the order of the rows and of the columns", async () => {
        report(3);
        lay(rows, scores, 2);
        const output = await merge();
        assert.equal(
            objects.text(`${location}/result/cars.csv`),
            [
                "id,make,note,xgboost,linear-learner,result",
                "7,Saab,,100.5,90,100.5",
                '8,Buick,"a, ""b""",1e-7,1e+21,1e+21',
                "9,Saab,é,-3,-2.25,-2.25",
                "",
            ].join("\n"),
        );
        assert.deepEqual(output, {
            input: 5,
            output: 3,
            quarantined: 2,
            clamped: 0,
            explained: [],
            location: `${location}/result/cars.csv`,
            record: "s3://artifacts/records/scoring/date=2026-01-02/1.json",
            algorithms: {
                "linear-learner": {
                    rows: 3,
                    location: `${location}/transformed/linear-learner/`,
                    modelPackageArn: "arn:linear-learner/2",
                    modelName: "cars-linear-learner-2",
                    rmse: 4000,
                },
                xgboost: {
                    rows: 3,
                    location: `${location}/transformed/xgboost/`,
                    modelPackageArn: "arn:xgboost/3",
                    modelName: "cars-xgboost-3",
                    rmse: 2000,
                },
            },
            quarantine: `${location}/quarantine/quarantined.csv`,
        });
    });

    it("knows a row by its number, however it is spelt, and shows it as it was sent", async () => {
        report(3);
        lay([["7.0", "Saab", ""], ...rows.slice(1)], scores, 1);
        part("linear-learner", 0, jsonLine(["+7", "Saab", ""], 90));
        await merge();
        assert.match(objects.text(`${location}/result/cars.csv`), /^7\.0,Saab,,100\.5,90,100\.5$/m);
    });

    it("leaves a record of the run, a line of JSON", async () => {
        report(3);
        lay(rows, scores, 1);
        const { record } = await merge();
        const text = objects.text(record);
        assert.equal(text.indexOf("\n"), text.length - 1);
        const { ended_at: ended, ...rest } = JSON.parse(text) as Record<string, unknown>;
        assert.match(String(ended), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        assert.deepEqual(rest, {
            run: "1",
            model: "cars",
            combine: "max",
            source: "s3://landing/scoring/cars.csv",
            execution: "arn:aws:states:::execution:scoring:1",
            started_at: "2026-01-02T23:04:05.000Z",
            input: 5,
            output: 3,
            quarantined: 2,
            clamped: 0,
            reasons: [{ reason: "make: the value is missing", rows: 2 }],
            result: `${location}/result/cars.csv`,
            quarantine: `${location}/quarantine/quarantined.csv`,
            algorithms: [
                {
                    algorithm: "linear-learner",
                    rows: 3,
                    model_name: "cars-linear-learner-2",
                    model_package_arn: "arn:linear-learner/2",
                },
                { algorithm: "xgboost", rows: 3, model_name: "cars-xgboost-3", model_package_arn: "arn:xgboost/3" },
            ],
        });
    });

    it("goes by the versions' errors on their test rows, where the rule does", async () => {
        report(3);
        lay(rows, scores, 1);
        await merge({}, { combine: "best" });
        assert.match(objects.text(`${location}/result/cars.csv`), /^7,Saab,,100\.5,90,100\.5$/m);
        await merge({ models: [linearLearner, { ...xgboost, rmse: 8000 }] }, { combine: "best" });
        assert.match(objects.text(`${location}/result/cars.csv`), /^7,Saab,,100\.5,90,90$/m);
        await merge({}, { combine: "weighted" });
        assert.match(objects.text(`${location}/result/cars.csv`), /^7,Saab,,100\.5,90,98\.4$/m);
        // No version tells its error: all count alike.
        await merge(
            {
                models: [
                    { ...linearLearner, rmse: null },
                    { ...xgboost, rmse: null },
                ],
            },
            { combine: "best" },
        );
        assert.match(objects.text(`${location}/result/cars.csv`), /^7,Saab,,100\.5,90,95\.25$/m);
    });

    it("keeps results within the bounds of the target, and counts those that were beyond", async () => {
        report(3);
        lay(rows, scores, 2);
        const { clamped, record } = await merge({}, { bounds: { min: 0, max: 1e6 } });
        assert.equal(
            objects.text(`${location}/result/cars.csv`),
            [
                "id,make,note,xgboost,linear-learner,result",
                "7,Saab,,100.5,90,100.5",
                '8,Buick,"a, ""b""",1e-7,1e+21,1000000',
                "9,Saab,é,-3,-2.25,0",
                "",
            ].join("\n"),
        );
        assert.equal(clamped, 2);
        assert.equal((JSON.parse(objects.text(record)) as { clamped: number }).clamped, 2);
    });

    it("leaves the column of an algorithm without a version empty", async () => {
        report(1, { parts: 1, quarantined: 0 });
        rowPart(0, [rows[0]!]);
        part("linear-learner", 0, jsonLine(rows[0]!, 90));
        const { quarantine } = await merge({ models: [linearLearner] });
        assert.equal(quarantine, null);
        assert.equal(
            objects.text(`${location}/result/cars.csv`),
            "id,make,note,xgboost,linear-learner,result\n7,Saab,,,90,90\n",
        );
    });

    it("merges what it is given into what it must be, for any rows and parts", async () => {
        const text = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", " ", "\t", "\u2028"), maxLength: 4 });
        const letters = fc.boolean();
        const score = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
        const row = fc.tuple(
            fc.constantFrom("Saab", "Bu,ick"),
            text.map((one) => one.trim()),
            score,
            score,
        );
        const combine = fc.constantFrom("max" as const, "min" as const, (all: Readonly<Record<string, number>>) =>
            Math.max(all.xgboost ?? 0, 0),
        );
        await fc.assert(
            fc.asyncProperty(
                fc.array(row, { maxLength: 20 }),
                fc.nat(20),
                combine,
                letters,
                async (all, cut, rule, named) => {
                    const given = all.map(([make, note], at): Row => [
                        named ? `"${at}", ${make}` : `${at}`,
                        make,
                        note,
                    ]);
                    const made = all.map(([, , one, other]) => [one, other] as const);
                    report(all.length);
                    lay(given, made, cut);
                    await merge({}, { combine: rule, identifierType: named ? "string" : "integer" });
                    const [, ...merged] = readCsv(objects.text(`${location}/result/cars.csv`)).records;
                    assert.deepEqual(
                        merged,
                        given.map((fields, at) => {
                            const [one, other] = made[at]!;
                            const result = combineScores(rule, { xgboost: one, "linear-learner": other });
                            return [...fields, String(one), String(other), String(result)];
                        }),
                    );
                },
            ),
            { numRuns: 60 },
        );
    });

    it("shows rows as they came, however many columns they have", async () => {
        const wide = Array.from({ length: 300 }, (_, place) => `c${place}`);
        const given = [
            ["7", "Saab", ...wide.slice(2)],
            ['8, "x"', 'Bu,"ick"', ...wide.slice(2)],
        ];
        report(2, { carried: wide, parts: 1 });
        rowPart(0, given);
        part("xgboost", 0, csvLine(given[0]!, 100.5) + csvLine(given[1]!, "-2e3"));
        await merge({ models: [xgboost] }, { identifierType: "string" });
        const line = (...fields: (string | number)[]) => `${fields.map(csvField).join(",")}\n`;
        assert.equal(
            objects.text(`${location}/result/cars.csv`),
            line(...wide, "xgboost", "linear-learner", "result") +
                line(...given[0]!, 100.5, "", 100.5) +
                line(...given[1]!, -2000, "", -2000),
        );
    });

    describe("of more scores than the function takes", () => {
        beforeEach(() => {
            report(3);
            lay(rows, scores, 2);
        });

        it("is asked of a job, and nothing is left", async () => {
            const bounds = { min: -0.5, max: 1e21 };
            assert.deepEqual(await ask({}, { mostScores: 5, bounds, combine: "weighted" }), {
                mergeJob: {
                    arguments: [
                        ...["--file=cars.csv", "--algorithm=xgboost", "--algorithm=linear-learner"],
                        ...["--format=xgboost=text/csv", "--format=linear-learner=application/jsonlines"],
                        ...["--identifier-type=integer", "--rule=mean"],
                        ...["--weight=xgboost=1", "--weight=linear-learner=0.25", "--least=-0.5", "--greatest=1e+21"],
                    ],
                },
            });
            assert.ok(!objects.has(`${location}/result/cars.csv`));
            assert.ok("output" in (await ask({}, { mostScores: 6 })));
        });

        it("is asked of a job for the algorithms that scored", async () => {
            const asked = await ask({ models: [linearLearner] }, { mostScores: 2, combine: "best" });
            assert.deepEqual("mergeJob" in asked && asked.mergeJob.arguments.slice(1), [
                ...["--algorithm=xgboost", "--algorithm=linear-learner"],
                ...["--format=linear-learner=application/jsonlines", "--identifier-type=integer"],
                ...["--rule=mean", "--weight=linear-learner=1"],
            ]);
        });

        it("is told of, and recorded, when the job is done", async () => {
            const expected = await merge({}, { bounds: { min: 0 } });
            const record = objects.text(expected.record);
            const result = objects.text(expected.location);
            objects.put(`${location}/merge/merge.json`, JSON.stringify({ rows: 3, clamped: 1 }));
            assert.deepEqual(await ask({ mergedByJob: true }, { mostScores: 5, bounds: { min: 0 } }), expected);
            const ended = (text: string) => text.replace(/"ended_at":"[^"]+"/, "");
            assert.equal(ended(objects.text(expected.record)), ended(record));
            assert.equal(objects.text(expected.location), result);
        });

        it("stays with the function where the rule is one of the model's file", async () => {
            assert.ok("output" in (await ask({}, { mostScores: 5, combine: () => 1 })));
        });
    });

    describe("is impossible", () => {
        async function impossible(message: string | RegExp, changes: Partial<MergeRequest> = {}): Promise<void> {
            await assert.rejects(merge(changes), (error: Error) => {
                assert.equal(error.name, "MergeImpossible");
                if (typeof message === "string") {
                    assert.equal(error.message, `The scores cannot be merged: ${message}.`);
                } else {
                    assert.match(error.message, message);
                }
                return true;
            });
            assert.ok(!objects.has(`${location}/result/cars.csv`));
        }

        beforeEach(() => {
            report(3);
            lay(rows, scores, 2);
        });

        it("where a row has no prediction", async () => {
            part("linear-learner", 1, "");
            await impossible("linear-learner has predictions for 2 rows, and 3 were sent to it");
        });

        it("where both lack a row", async () => {
            report(4);
            await impossible("xgboost has predictions for 3 rows, and 4 were sent to it");
        });

        it("where there is a row too many", async () => {
            part("xgboost", 1, csvLine(rows[2]!, 1) + csvLine(["10", "Saab", ""], 1));
            await impossible("xgboost has predictions for more rows than the 3 that were sent to it");
        });

        it("where the algorithms' rows are not the same", async () => {
            part("linear-learner", 1, jsonLine(["10", "Saab", "é"], 1));
            await impossible('row 3 is "9", but "10" of linear-learner');
        });

        it("where the rows are not those that came", async () => {
            rowPart(1, [["10", "Saab", "é"]]);
            await impossible('row 3 is "10", but "9" of xgboost');
        });

        it("where the rows of a part stand in another order", async () => {
            rowPart(0, [rows[1]!, rows[0]!]);
            await impossible('row 1 is "8", but "7" of xgboost');
        });

        it("where a row is missing among those that came, or is there beyond them", async () => {
            rowPart(1, []);
            await impossible("2 rows came, and 3 were counted");
            rowPart(1, [rows[2]!, ["10", "Saab", ""]]);
            await impossible("more rows came than the 3 that were counted");
        });

        it("where text that names rows is not the same, be it the same number", async () => {
            part("linear-learner", 1, jsonLine(["9.0", "Saab", "é"], -2.25));
            await assert.rejects(merge({}, { identifierType: "string" }), /row 3 is "9", but "9\.0" of linear/);
        });

        it("where a part is missing", async () => {
            report(3, { parts: 3 });
            await impossible(
                /^The scores cannot be merged: s3:.*\/part-00002\.(csv|csv\.out|jsonl\.out) is not there\.$/,
            );
        });

        it("where pre-processing left no report", async () => {
            await impossible("s3://artifacts/scores/2/report/report.json is not there", {
                location: "s3://artifacts/scores/2",
            });
        });

        for (const line of ["9,nan\n", "9,\n", '"9",inf\n']) {
            it(`where a prediction is no finite number: ${JSON.stringify(line)}`, async () => {
                part("xgboost", 1, line);
                await impossible(/: line 1 of s3:.*part-00001\.csv\.out has no finite prediction: /);
            });
        }

        for (const line of ["9\n", "9,Saab,1\n", '"9,1\n', '"9",Saab,1\n', '"9"\n']) {
            it(`where a line is no row with its prediction: ${JSON.stringify(line)}`, async () => {
                part("xgboost", 1, line);
                await impossible(/: line 1 of s3:.*part-00001\.csv\.out is not a row with its prediction: /);
            });
        }

        for (const [line, what] of [
            [jsonLine(rows[2]!, null), "has no finite prediction"],
            [jsonLine(rows[2]!, "1"), "has no finite prediction"],
            ['{"identifier":"9"}\n', "has no finite prediction"],
            ['{"identifier":9,"SageMakerOutput":{"score":1}}\n', "is not a row with its prediction"],
            ['{"score":1}\n', "is not a row with its prediction"],
            ["null\n", "is not a row with its prediction"],
            ["{\n", "is not a row with its prediction"],
        ] as const) {
            it(`where JSON ${what}: ${JSON.stringify(line)}`, async () => {
                part("linear-learner", 1, line);
                await impossible(new RegExp(`: line 1 of s3:.*part-00001\\.jsonl\\.out ${what}: `));
            });
        }

        it("without a model, or by one that the model's file does not know", async () => {
            await impossible("no algorithm scored the file", { models: [] });
            await impossible("cars has no algorithm forest", { models: [{ ...xgboost, algorithm: "forest" }] });
        });
    });

    it("leaves other errors as they are, to be tried again", async () => {
        report(3);
        lay(rows, scores, 2);
        const read = objects.read.bind(objects);
        objects.read = async (uri) => {
            if (uri.includes("part-00001")) {
                throw Object.assign(new Error("slow down"), { name: "SlowDown" });
            }
            return read(uri);
        };
        await assert.rejects(merge(), { name: "SlowDown" });
        assert.ok(!objects.has(`${location}/result/cars.csv`));
    });
});
