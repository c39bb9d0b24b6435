import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Combine } from "../../../contracts/combine";
import type { BatchFormat, MergeRequest, ScoringModel } from "../../../contracts/scoring";
import { mergeHandler, type MergeSettings } from "../../../functions/scoring/mergeScores";
import { csvField } from "../../../functions/shared/csv";
import { FolderObjects } from "../shared/folderObjects";

const script = join(__dirname, "../../../jobs/preprocess/merge.py");
const python = process.env.DRIVETRAIN_PYTHON ?? join(__dirname, "../../../.drivetrain/python/bin/python");
const location = "s3://artifacts/scores/1";
const algorithms = ["xgboost", "linear-learner", "forest"];

interface Batch {
    readonly rows: readonly (readonly [identifier: string, note: string, scores: readonly number[]])[];
    /** How many rows the first part file has. */
    readonly cut: number;
    readonly formats: readonly BatchFormat[];
    readonly identifierType: "integer" | "string";
    /** How many algorithms' scores are explained. */
    readonly explained: number;
}

describe("merging by a job", () => {
    let folder: string;
    let objects: FolderObjects;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "merge-job-"));
        objects = new FolderObjects(folder);
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const endingOf = (format: BatchFormat) => (format === "text/csv" ? "csv" : "jsonl");
    const csv = (...fields: readonly (string | number)[]) => `${fields.map(csvField).join(",")}\n`;
    const answer = (format: BatchFormat, identifier: string, score: number) =>
        format === "text/csv"
            ? csv(identifier, score)
            : `${JSON.stringify({ identifier, SageMakerOutput: { score } })}\n`;

    /** What the other jobs of a run leave, in two parts. */
    function lay({ rows, cut, formats, explained }: Batch): void {
        const counts = { input: rows.length, used: rows.length, quarantined: 0, reasons: {} };
        const report = { ...counts, carried: ["id", 'a "note", or so'], parts: 2 };
        objects.put(`${location}/report/report.json`, JSON.stringify(report));
        for (const [part, some] of [rows.slice(0, cut), rows.slice(cut)].entries()) {
            const lines = some.map(([identifier, note]) => csv(identifier, note));
            objects.put(`${location}/rows/part-0000${part}.csv`, lines.join(""));
            for (const [place, format] of formats.entries()) {
                const answers = some.map(([identifier, , scores]) => answer(format, identifier, scores[place]!));
                const name = `part-0000${part}.${endingOf(format)}.out`;
                objects.put(`${location}/transformed/${algorithms[place]}/${name}`, answers.join(""));
            }
            for (const algorithm of algorithms.slice(0, explained)) {
                const reasons = some.map(([identifier, note, [score = 0]]) =>
                    csv(identifier, note, score, "a, b", -score, "", ""),
                );
                objects.put(`${location}/explained/${algorithm}/part-0000${part}.csv`, reasons.join(""));
            }
        }
    }

    const settingsOf = (batch: Batch, changes: Partial<MergeSettings>): MergeSettings => ({
        ...{ model: "cars", algorithms, identifierType: batch.identifierType, combine: "mean", bounds: {} },
        ...{ mostScores: Infinity, ...changes },
    });

    const requestOf = (batch: Batch, errors: readonly (number | null)[]): MergeRequest => ({
        ...{ location, file: "-cars.csv", runId: "1", input: "", executionArn: "", startedAt: "2026-01-02T00:00:00Z" },
        mergedByJob: false,
        explained: algorithms.slice(0, batch.explained),
        models: batch.formats.map((batchFormat, place): ScoringModel => ({
            ...{ algorithm: algorithms[place]!, batchFormat, rmse: errors[place] ?? null },
            ...{ modelPackageArn: "arn", modelName: "cars" },
        })),
    });

    /** Runs the job as the function asks; what it says where it fails. */
    async function runJob(settings: MergeSettings, request: MergeRequest): Promise<string | undefined> {
        const asked = await mergeHandler({ ...settings, mostScores: -1 }, async () => objects)()(request);
        assert.ok("mergeJob" in asked);
        const inputs = join(folder, "artifacts/scores/1");
        const output = join(folder, "job");
        const places = ["--rows", join(inputs, "rows"), "--report", join(inputs, "report/report.json")];
        places.push("--transformed", join(inputs, "transformed"), "--output", output);
        places.push("--explanations", join(inputs, "explained"), "--message", join(folder, "message"));
        try {
            execFileSync(python, [script, ...asked.mergeJob.arguments, ...places], { stdio: "pipe" });
            return undefined;
        } catch {
            return readFileSync(join(folder, "message"), "utf8");
        }
    }

    const text = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", " ", "\t", "\u2028", "🚗"), maxLength: 4 });
    const score = fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: -1_000, max: 100_000 }).map((cents) => cents / 100),
        fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, 123456789012345680000, 0.000001, 1e9, 1e-4),
    );
    const batches = fc
        .record({
            named: fc.boolean(),
            // Batches are long, since each of them starts Python.
            rows: fc.array(fc.tuple(text, fc.tuple(score, score, score)), {
                minLength: 1,
                maxLength: 400,
                size: "max",
            }),
            cut: fc.nat(400),
            formats: fc.array(fc.constantFrom<BatchFormat>("text/csv", "application/jsonlines"), {
                minLength: 1,
                maxLength: 3,
            }),
            explained: fc.nat(3),
        })
        .map(({ named, rows, cut, formats, explained }): Batch => ({
            ...{
                cut,
                formats,
                explained: Math.min(explained, formats.length),
                identifierType: named ? "string" : "integer",
            },
            rows: rows.map(([note, scores], at) => [named ? `"${at}", ${note.trim()}` : `${at}`, note.trim(), scores]),
        }));

    it("makes the same bytes as the function, and counts the same as clamped, whatever the rule", async () => {
        const rules = fc.constantFrom<Combine>("best", "weighted", "max", "min", "mean");
        const error = fc.oneof(fc.constant(null), fc.double({ min: 1e-3, max: 1e6, noNaN: true }));
        const bound = fc.option(fc.integer({ min: -10_000, max: 10_000 }), { nil: undefined });
        await fc.assert(
            fc.asyncProperty(
                batches,
                rules,
                fc.tuple(error, error, error),
                fc.tuple(bound, bound),
                async (batch, combine, errors, [low, high]) => {
                    lay(batch);
                    const [min, max] =
                        low !== undefined && high !== undefined && low > high ? [high, low] : [low, high];
                    const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
                    const settings = settingsOf(batch, { combine, bounds });
                    const request = requestOf(batch, errors);
                    const merged = await mergeHandler(settings, async () => objects)()(request);
                    assert.ok("output" in merged);
                    assert.equal(await runJob(settings, request), undefined);
                    assert.equal(
                        readFileSync(join(folder, "job/result/-cars.csv"), "utf8"),
                        objects.text(merged.location),
                    );
                    const told = JSON.parse(readFileSync(join(folder, "job/merge/merge.json"), "utf8")) as object;
                    assert.deepEqual(told, { rows: batch.rows.length, clamped: merged.clamped });
                },
            ),
            { numRuns: 15 },
        );
    }).timeout(120_000);

    describe("is impossible, as by the function,", () => {
        const batch: Batch = {
            rows: ["7", "8", "9"].map((identifier, place) => [identifier, "", [place, -place]]),
            ...{ cut: 2, formats: ["text/csv", "application/jsonlines"], identifierType: "integer", explained: 1 },
        };
        const part = (algorithm: string, number: number) =>
            `${location}/transformed/${algorithm}/part-0000${number}.${algorithm === "xgboost" ? "csv" : "jsonl"}.out`;
        const inXgboost = (one: string) => () => objects.put(part("xgboost", 1), one);
        const inLinear = (one: string) => () => objects.put(part("linear-learner", 1), one);
        const line = "line 1 of transformed/xgboost/part-00001.csv.out";
        const jsonLine = "line 1 of transformed/linear-learner/part-00001.jsonl.out";

        for (const [what, damage, reason] of [
            [
                "where rows are not the same",
                inLinear(answer("application/jsonlines", "10", 1)),
                'row 3 is "9", but "10" of linear-learner',
            ],
            [
                "where rows are in another order",
                () => objects.put(`${location}/rows/part-00000.csv`, "8,\n7,\n"),
                'row 1 is "8", but "7" of xgboost',
            ],
            [
                "where a prediction is missing",
                inXgboost(""),
                "xgboost has predictions for 2 rows, and 3 were sent to it",
            ],
            [
                "where there is one too many",
                inXgboost("9,1\n10,1\n"),
                "xgboost has predictions for more rows than the 3 that were sent to it",
            ],
            [
                "where what explains a row is of another",
                () => objects.put(`${location}/explained/xgboost/part-00001.csv`, "90,a,1\n"),
                'row 3 is "9", but not in what explains xgboost',
            ],
            [
                "where nothing explains a row",
                () => objects.put(`${location}/explained/xgboost/part-00001.csv`, ""),
                "what explains xgboost has predictions for 2 rows, and 3 were sent to it",
            ],
            [
                "where a row is missing",
                () => objects.put(`${location}/rows/part-00001.csv`, ""),
                "2 rows came, and 3 were counted",
            ],
            [
                "where there is a row too many",
                () => objects.put(`${location}/rows/part-00001.csv`, "9,\n10,\n"),
                "more rows came than the 3 that were counted",
            ],
            [
                "where a line has a vector",
                inXgboost("9,0.5,1\n"),
                `${line} is not a row with its prediction: 7 characters, 2 commas`,
            ],
            [
                "where a prediction is no number",
                inXgboost("9,nan\n"),
                `${line} has no finite prediction: 5 characters, 1 commas`,
            ],
            [
                "where a quote is not closed",
                inXgboost('"9,1\n'),
                `${line} is not a row with its prediction: 4 characters, 1 commas`,
            ],
            [
                "where JSON has no number",
                inLinear('{"identifier":"9","SageMakerOutput":{"score":"1"}}\n'),
                `${jsonLine} has no finite prediction: 50 characters, 1 commas`,
            ],
            [
                "where a number names a row",
                inLinear('{"identifier":9,"SageMakerOutput":{"score":1}}\n'),
                `${jsonLine} is not a row with its prediction: 46 characters, 1 commas`,
            ],
            [
                "where a line is no JSON",
                inLinear('{"identifier":"9","SageMakerOutput":{"score":NaN}}\n'),
                `${jsonLine} is not a row with its prediction: 50 characters, 1 commas`,
            ],
        ] as const) {
            it(what, async () => {
                lay(batch);
                damage();
                const [settings, request] = [settingsOf(batch, {}), requestOf(batch, [])];
                assert.equal(await runJob(settings, request), `Merging failed: ${reason}.`);
                assert.throws(() => readFileSync(join(folder, "job/result/-cars.csv")));
                await assert.rejects(mergeHandler(settings, async () => objects)()(request), (error: Error) => {
                    assert.equal(error.name, "MergeImpossible");
                    assert.ok(
                        error.message.endsWith(`${reason.replaceAll("transformed/", `${location}/transformed/`)}.`),
                        error.message,
                    );
                    return true;
                });
            });
        }

        it("where a part is missing, or the rule makes no finite number", async () => {
            lay(batch);
            rmSync(join(folder, "artifacts/scores/1/rows/part-00001.csv"));
            const [settings, request] = [settingsOf(batch, {}), requestOf(batch, [])];
            assert.equal(await runJob(settings, request), "Merging failed: rows/part-00001.csv is not there.");
            lay({ ...batch, rows: [["7", "", [1.7e308, 1.7e308]]] });
            assert.match(
                (await runJob(settings, request)) ?? "",
                /^Merging failed: the model's rule made inf of \{"xgboost": 1\.7e\+308, /,
            );
        });

        it("but not where the same number is spelt otherwise", async () => {
            lay(batch);
            inXgboost("9.0,3\n")();
            const [settings, request] = [settingsOf(batch, {}), requestOf({ ...batch, explained: 0 }, [])];
            assert.equal(await runJob(settings, request), undefined);
            assert.match(readFileSync(join(folder, "job/result/-cars.csv"), "utf8"), /^9,,3,-2,,0\.5$/m);
        });
    });
});
