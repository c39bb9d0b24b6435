import assert from "node:assert/strict";
import { parseS3Uri } from "../../contracts/places";
import { explanationColumns } from "../../contracts/scoring";
import { type Clients, DraftedModel } from "./draftedModel";
import { flatsCsv } from "./flats";

const algorithms = ["xgboost", "linear-learner"];

/** A model whose file asks for attributions, from its baselines to a window that is compared with them. */
describe("a model whose answers are explained", function () {
    this.timeout(600_000);
    this.bail(true);
    let model: DraftedModel;
    let clients: Clients;

    before(() => (model = new DraftedModel("flats")));
    after(() => model?.remove());

    const csv = (changes: object = {}) => flatsCsv({ rows: 300, ...changes });

    it("is trained, and each version leaves what it goes by", async () => {
        await model.draft(model.file("flats.csv", csv()), "rent");
        model.edit(["    combine: ", "    monitoring: { attribution: true },\n    combine: "]);
        await model.up();
        clients = await model.connect();
        const runs = await model.train(model.file("flats.csv", csv()));
        for (const algorithm of algorithms) {
            const { modelPackageArn } = runs[algorithm] as { modelPackageArn: string };
            const { CustomerMetadataProperties: properties = {} } = await clients.sagemaker.describeModelPackage({
                ModelPackageName: modelPackageArn,
            });
            assert.equal(properties["attribution"], algorithm === "xgboost" ? "trees" : "linear");
            const told = await json(`${properties["baseline-location"]}/attribution.json`);
            assert.ok(amounts(told).length > 2, algorithm);
        }
    });

    it("tells with each scored row what adds most to it, by raw feature", async () => {
        const file = model.file("some.csv", csv({ rows: 200 }));
        const { scoring, rows } = await model.score(file, "--explain");
        assert.deepEqual(scoring.explained, algorithms);
        const [names] = rows.map(Object.keys);
        const columns = explanationColumns(algorithms);
        assert.deepEqual(names?.slice(-columns.length - 3), [...columns, ...algorithms, "result"]);
        assert.equal(rows.length, scoring.output);
        for (const row of rows) {
            for (const algorithm of algorithms) {
                const told = [1, 2, 3].map((number) => Number(row[`${algorithm}.contribution${number}`]));
                assert.ok(told.every(Number.isFinite), JSON.stringify(row));
                const sizes = told.map(Math.abs);
                assert.deepEqual(
                    sizes,
                    [...sizes].sort((a, b) => b - a),
                );
                assert.ok(names?.includes(row[`${algorithm}.feature1`] ?? ""), JSON.stringify(row));
            }
        }
        const plain = await model.score(file);
        assert.deepEqual(plain.scoring.explained, []);
        const scores = (from: typeof rows) => from.map((row) => [row["flat"], row["xgboost"], row["result"]]);
        assert.deepEqual(scores(plain.rows), scores(rows));
    });

    it("has a window's attributions compared with the baseline's", async () => {
        const { location, violations } = await model.monitor();
        for (const algorithm of algorithms) {
            const analysis = await json(`${location}/data-quality/${algorithm}/analysis.json`);
            assert.ok(amounts(analysis).length > 2, algorithm);
        }
        const { names } = (await json(`${location}/data-quality/report.json`)) as {
            names: Record<string, { findings: { check: string; value: number; violation: boolean }[] }>;
        };
        for (const algorithm of algorithms) {
            const own = names[algorithm]?.findings.filter(({ check }) => check === "feature_attribution_drift_check");
            assert.deepEqual(
                own?.map(({ violation, value }) => [violation, value > 0.9]),
                [[false, true]],
                algorithm,
            );
        }
        assert.ok(!JSON.stringify(violations).includes("attribution"));
    });

    async function json(uri: string): Promise<object> {
        const { bucket: Bucket, key: Key } = parseS3Uri(uri);
        const { Body } = await clients.s3.getObject({ Bucket, Key });
        return JSON.parse((await Body?.transformToString()) ?? "") as object;
    }
});

/** Features with their mean absolute contributions, the greatest first. */
function amounts(document: object): [string, number][] {
    const { explanations } = document as {
        explanations: { kernel_shap: { label0: { global_shap_values: Record<string, number> } } };
    };
    return Object.entries(explanations.kernel_shap.label0.global_shap_values);
}
