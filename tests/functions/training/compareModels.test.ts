import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Transform } from "../../../contracts/transform";
import type { CombinationSettings } from "../../../functions/training/combination";
import { compare, type ComparisonRequest } from "../../../functions/training/compareModels";
import { transform } from "../realtime/example";
import { FolderObjects } from "../shared/folderObjects";

const location = "s3://artifacts/runs/xgboost/1";
const championTransform = "s3://artifacts/runs/xgboost/0/transform/transform.json";
const now = new Date("2026-01-02T03:04:05Z");
const data = "9a1b/v1";
const models = { challenger: "cars-xgboost-1", champion: "cars-xgboost-0" };
const both: ComparisonRequest = {
    ...{ location, contenders: ["challenger", "champion"], championTransform, data, models },
};
const own: ComparisonRequest = { location, contenders: ["challenger"], data, models };
const settings: CombinationSettings = {
    ...{ algorithm: "xgboost", algorithms: ["xgboost", "linear-learner"] },
    ...{ combine: "mean", bounds: { min: 0 } },
};

describe("comparing models", () => {
    let folder: string;
    let objects: FolderObjects;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "compare-"));
        objects = new FolderObjects(folder);
        objects.put(`${location}/test/test.csv`, "10.0,1.0,0.0\n20.0,0.5,1.0\n30.0,0.1,0.2\n40.0,1,1\n");
        objects.put(`${location}/transform/transform.json`, JSON.stringify(transform));
        objects.put(championTransform, JSON.stringify(transform));
        predict("challenger", "12\n18\n32\n38\n");
        predict("champion", '{"score":11}\n{"score": 19.0}\n{"score":31}\n{"score":3.9e1}');
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    function predict(contender: string, text: string): void {
        objects.put(`${location}/predictions/${contender}/test.csv.out`, text);
    }

    it("measures both on the same rows, whatever the format of their answers", async () => {
        const comparison = await compare(objects, settings, both, now);
        assert.deepEqual(comparison, {
            rows: 4,
            challenger: { rmse: 2, mae: 2, mse: 4, r2: 1 - 16 / 500 },
            champion: { rmse: 1, mae: 1, mse: 1, r2: 1 - 4 / 500 },
            baseline: Math.sqrt(125),
            r2Interval: comparison.r2Interval,
            sameVector: true,
            statistics: `${location}/comparison/challenger.json`,
            combined: { rule: "mean", algorithms: ["xgboost"], rmse: 1, mae: 1, r2: 1 - 4 / 500 },
        });
    });

    it("leaves each one's figures in the shape of SageMaker's model quality statistics", async () => {
        await compare(objects, settings, both, now);
        const figure = (value: number) => ({ value, standard_deviation: "NaN" });
        assert.deepEqual(JSON.parse(objects.text(`${location}/comparison/champion.json`)), {
            version: 0,
            dataset: { item_count: 4, evaluation_time: "2026-01-02T03:04:05.000Z" },
            regression_metrics: { mae: figure(1), mse: figure(1), rmse: figure(1), r2: figure(1 - 4 / 500) },
        });
        assert.ok(objects.has(`${location}/comparison/challenger.json`));
    });

    it("tells how much the figures vary once there are 200 rows", async () => {
        const rows = Array.from({ length: 200 }, (_, row) => row);
        objects.put(`${location}/test/test.csv`, rows.map((row) => `${row},1`).join("\n"));
        predict("challenger", rows.map((row) => `${row + (row % 5)}`).join("\n"));
        const { challenger } = await compare(objects, settings, own, now);
        assert.equal(challenger.mae, 2);
        const { regression_metrics: metrics } = JSON.parse(objects.text(`${location}/comparison/challenger.json`)) as {
            regression_metrics: Record<string, { standard_deviation: number }>;
        };
        // Without the rows of one remainder, the mean of the other four is 2.5, 2.25, 2, 1.75 or 1.5.
        assert.ok(Math.abs(metrics.mae!.standard_deviation - Math.sqrt(0.125)) < 1e-12);
        assert.ok(Object.values(metrics).every((metric) => Number.isFinite(metric.standard_deviation)));
    });

    describe("measures the combined result", () => {
        const linear = "s3://artifacts/runs/linear-learner";
        const put = (text: string) => {
            const predictions = `${linear}/7/predictions/challenger/test.csv.out`;
            objects.put(predictions, text);
            const other = { modelName: "cars-linear-learner-7", predictions };
            objects.put(`${linear}/tested/${data}.json`, JSON.stringify(other));
        };

        it("of each algorithm's better contender on the same rows", async () => {
            put('{"score":9}\n{"score":21}\n{"score":29}\n{"score":41}\n');
            // The champion errs by +1, -1, +1, -1, and the other algorithm by the opposite.
            assert.deepEqual((await compare(objects, settings, both, now)).combined, {
                ...{ rule: "mean", algorithms: ["xgboost", "linear-learner"] },
                ...{ rmse: 0, mae: 0, r2: 1 },
            });
        });

        it("by the rule of the model, within the bounds of its target", async () => {
            put("9\n21\n29\n39.5\n");
            const by = async (changes: Partial<CombinationSettings>) =>
                (await compare(objects, { ...settings, ...changes }, both, now)).combined.rmse;
            assert.equal(await by({ combine: "best" }), Math.sqrt(3.25 / 4));
            assert.equal(await by({ combine: () => -5, bounds: { min: 25, max: 25 } }), Math.sqrt(125));
        });

        it("of its own alone where the others' runs have not come so far, or are of other rows", async () => {
            put("9\n21\n");
            const { combined } = await compare(objects, settings, own, now);
            assert.deepEqual([combined.algorithms, combined.rmse], [["xgboost"], 2]);
        });

        it("and leaves word for the others of what it has found", async () => {
            await compare(objects, settings, both, now);
            assert.deepEqual(JSON.parse(objects.text(`s3://artifacts/runs/xgboost/tested/${data}.json`)), {
                modelName: "cars-xgboost-0",
                predictions: `${location}/predictions/champion/test.csv.out`,
            });
        });
    });

    it("needs no champion", async () => {
        const { champion, sameVector } = await compare(objects, settings, own, now);
        assert.deepEqual([champion, sameVector], [null, true]);
    });

    it("knows that all labels are equal", async () => {
        objects.put(`${location}/test/test.csv`, "10,1\n10,2\n");
        predict("challenger", "10\n10\n");
        predict("champion", "10\n11\n");
        const { challenger, champion } = await compare(objects, settings, both, now);
        assert.deepEqual([challenger.r2, champion?.r2], [1, 0]);
    });

    for (const [what, change] of [
        ["the places differ", { vector: ["mileage"] }],
        ["a place is in another unit", { features: [{ ...transform.features[0], scale: 6 }] }],
    ] as [string, Partial<Transform>][]) {
        it(`sees that vectors are not read alike where ${what}`, async () => {
            objects.put(championTransform, JSON.stringify({ ...transform, ...change }));
            assert.equal((await compare(objects, settings, both, now)).sameVector, false);
        });
    }

    it("does not mind what is imputed", async () => {
        const features = transform.features.map((one) => (one.kind === "numeric" ? { ...one, impute: 99 } : one));
        objects.put(championTransform, JSON.stringify({ ...transform, features }));
        assert.equal((await compare(objects, settings, both, now)).sameVector, true);
    });

    describe("is impossible", () => {
        async function impossible(request: ComparisonRequest, message: string): Promise<void> {
            await assert.rejects(compare(objects, settings, request, now), {
                name: "ComparisonImpossible",
                message: `The models cannot be compared: ${message}.`,
            });
        }

        for (const [what, text, message] of [
            ["a prediction too few", "1\n2\n3\n", "has 3 predictions for 4 test rows"],
            ["a prediction too many", "1\n2\n3\n4\n5\n", "has 5 predictions for 4 test rows"],
            ["no prediction", "", "has 0 predictions for 4 test rows"],
        ] as const) {
            it(`with ${what}`, async () => {
                predict("champion", text);
                await impossible(both, `${location}/predictions/champion/test.csv.out ${message}`);
            });
        }

        for (const line of [
            "NaN",
            "inf",
            "-Infinity",
            "1,2",
            "null",
            "{}",
            '{"score":null}',
            '{"score":"1"}',
            "{",
            " ",
        ]) {
            it(`with the prediction ${line}`, async () => {
                predict("challenger", `1\n${line}\n3\n4\n`);
                const where = `${location}/predictions/challenger/test.csv.out`;
                await impossible(both, `line 2 of ${where} is no finite number: ${line}`);
            });
        }

        it("without a test row", async () => {
            objects.put(`${location}/test/test.csv`, "");
            await impossible(both, `${location}/test/test.csv has no row to compare the models on`);
        });

        it("without the predictions", async () => {
            const missing = "s3://artifacts/runs/xgboost/2";
            await impossible({ ...both, location: missing }, `${missing}/test/test.csv is not there`);
        });

        it("without the champion's transform", async () => {
            const gone = "s3://artifacts/gone/transform.json";
            await impossible({ ...both, championTransform: gone }, `${gone} is not there`);
            await impossible({ ...both, championTransform: null }, "the champion's transform is not told");
        });

        it("without a challenger", async () => {
            await impossible({ ...both, contenders: ["champion"] }, "the challenger is not among the contenders");
        });
    });

    it("leaves other errors as they are, to be tried again", async () => {
        objects.read = async () => {
            throw Object.assign(new Error("slow down"), { name: "SlowDown" });
        };
        await assert.rejects(compare(objects, settings, both, now), { name: "SlowDown" });
    });
});
