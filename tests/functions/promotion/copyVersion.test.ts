import assert from "node:assert/strict";
import { copyVersion } from "../../../functions/promotion/copyVersion";

const source = "s3://theirs/runs/xgboost/1";
const version = {
    arn: "arn",
    image: "image",
    artifact: `${source}/model/job/output/model.tar.gz`,
    properties: {
        location: source,
        transform: `${source}/transform/transform.json`,
        "baseline-location": `${source}/baseline`,
    } as Record<string, string>,
};
const location = "s3://ours/runs/xgboost/2";

async function copied(properties = version.properties) {
    const pairs: [string, string][] = [];
    const copies = {
        copy(from: string, to: string) {
            pairs.push([from, to]);
            return Promise.resolve();
        },
    };
    return { places: await copyVersion(copies, { version: { ...version, properties }, location }), pairs };
}

describe("copying a version of another stage", () => {
    it("copies what it serves with and what it is compared with, the artifact last", async () => {
        const { places, pairs } = await copied();
        assert.deepEqual(places, {
            artifact: `${location}/model/model.tar.gz`,
            transform: `${location}/transform/transform.json`,
            baseline: `${location}/baseline`,
            statistics: `${location}/comparison/challenger.json`,
        });
        assert.deepEqual(pairs.at(-1), [version.artifact, places.artifact]);
        const files = ["statistics", "constraints", "quality_statistics", "quality_constraints", "importance"];
        for (const file of files) {
            const pair = [`${source}/baseline/${file}.json`, `${location}/baseline/${file}.json`];
            assert.ok(
                pairs.some(([from, to]) => from === pair[0] && to === pair[1]),
                file,
            );
        }
    });

    it("copies how features add to its answers, where its run has left that", async () => {
        const attribution = `${location}/baseline/attribution.json`;
        const copies = async (properties: Record<string, string>) =>
            (await copied({ ...version.properties, ...properties })).pairs.some(([, to]) => to === attribution);
        assert.deepEqual([await copies({ attribution: "linear" }), await copies({})], [true, false]);
    });

    it("copies no baseline of a version that has none", async () => {
        const { location: _, ...rest } = version.properties;
        const { places, pairs } = await copied({ ...rest, location: source, "baseline-location": "none" });
        assert.equal(places.baseline, "");
        assert.ok(pairs.every(([from]) => !from.includes("/baseline/")));
    });
});
