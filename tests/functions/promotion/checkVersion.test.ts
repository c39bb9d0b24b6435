import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatasetSpec } from "../../../contracts/dataset";
import { baselineFiles } from "../../../contracts/places";
import type { CheckRequest } from "../../../contracts/promotion";
import { type Bar, checkVersion } from "../../../functions/promotion/checkVersion";
import { columns, spec, transform } from "../realtime/example";
import { FolderObjects } from "../shared/folderObjects";

const location = "s3://artifacts/runs/xgboost/1";
const artifact = `${location}/model/job/output/model.tar.gz`;
const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1";
const dataset = {
    name: "cars",
    ...spec,
    split: { train: 0.7, validation: 0.15, test: 0.15 },
} as unknown as DatasetSpec;
const bar: Bar = { dataset, metric: "validation:rmse", threshold: 3000, monitoring: true };

const properties: Readonly<Record<string, string>> = {
    "model-name": "cars-1",
    location,
    transform: `${location}/transform/transform.json`,
    "baseline-location": `${location}/baseline`,
    metric: "validation:rmse",
    "metric-value": "2311.2",
    ...{ rows: "117", rmse: "2280.1", mae: "1700" },
    "artifact-sha256": createHash("sha256").update("a model").digest("hex"),
};

describe("checking a version of another stage", () => {
    let folder: string;
    let objects: FolderObjects;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "check-"));
        objects = new FolderObjects(folder);
        objects.put(artifact, "a model");
        objects.put(`${location}/transform/transform.json`, JSON.stringify({ ...transform, ...spec }));
        for (const file of Object.values(baselineFiles)) objects.put(`${location}/baseline/${file}`, "{}");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const refusals = async (changes: Readonly<Record<string, string | undefined>> = {}, given: Partial<Bar> = {}) => {
        const told = Object.entries({ ...properties, ...changes }).filter(([, value]) => value !== undefined);
        const request: CheckRequest = {
            version: {
                ...{ arn: "arn", image, artifact },
                properties: Object.fromEntries(told) as Record<string, string>,
            },
            image,
        };
        return (await checkVersion(objects, { ...bar, ...given }, request)).refusals;
    };

    it("finds nothing against one that is whole and good enough", async () => {
        assert.deepEqual(await refusals(), []);
    });

    it("refuses an artifact that is not what was registered", async () => {
        objects.put(artifact, "another model");
        const [refusal, ...others] = await refusals();
        assert.match(
            String(refusal),
            /^its artifact has the SHA-256 [0-9a-f]{64}, and was registered with [0-9a-f]{64}$/,
        );
        assert.deepEqual(others, []);
    });

    it("refuses one under this stage's bar, or judged by another metric", async () => {
        const under = "its validation:rmse of 2311.2 is above this stage's bar of 2000";
        assert.deepEqual(await refusals({}, { threshold: 2000 }), [under]);
        const other = "it was judged by validation:mae, and this stage's gate asks for validation:rmse";
        assert.deepEqual(await refusals({ metric: "validation:mae" }), [other]);
    });

    it("refuses one whose baseline is missing, unless nobody watches the model here", async () => {
        const none = "it has no baseline, which this stage's monitor compares with";
        assert.deepEqual(await refusals({ "baseline-location": undefined }), [none]);
        assert.deepEqual(await refusals({ "baseline-location": undefined }, { monitoring: false }), []);
        const gone = `${location}/nowhere/statistics.json is not there`;
        const [refusal] = await refusals({ "baseline-location": `${location}/nowhere` });
        assert.ok(String(refusal).includes("statistics.json is not there"), `${refusal} is not ${gone}`);
    });

    it("refuses another data schema, and names what differs", async () => {
        const mileage = columns.map((column) => (column.name === "mileage" ? { ...column, max: 10 } : column));
        const fewer = mileage.filter(({ name }) => name !== "colour");
        const more = [...fewer, { name: "fuel", type: "string" } as const];
        assert.deepEqual(await refusals({}, { dataset: { ...dataset, columns: more } }), [
            "its data schema is not that of this stage's model file: column mileage differs in max; " +
                "a column colour that is none here; no column fuel there",
        ]);
        assert.deepEqual(await refusals({}, { dataset: { ...dataset, target: "rent" } }), [
            "its data schema is not that of this stage's model file: target price, here rent",
        ]);
    });

    it("looks away from what people read of columns", async () => {
        const told = columns.map((column) => ({ ...column, description: "in miles" }));
        assert.deepEqual(await refusals({}, { dataset: { ...dataset, columns: told } }), []);
    });

    it("refuses another image, whatever registry it is from", async () => {
        const of = async (uri: string) => {
            const version = { arn: "arn", image: uri, artifact, properties };
            return (await checkVersion(objects, bar, { version, image })).refusals;
        };
        assert.deepEqual(await of(image.replace("683313688378", "746614075791").replace("us-east-1", "us-west-1")), []);
        assert.match(String(await of(image.replace("1.7-1", "1.5-1"))), /and this stage serves the algorithm by /);
    });

    it("refuses one that does not tell what a deployment has to know", async () => {
        assert.deepEqual(await refusals({ rmse: undefined, "artifact-sha256": undefined }), [
            "its metadata has no rmse, artifact-sha256: train it again with this release",
        ]);
    });

    it("tells all that is against a version at once", async () => {
        objects.put(artifact, "another model");
        assert.equal((await refusals({ "baseline-location": undefined }, { threshold: 1 })).length, 3);
    });
});
