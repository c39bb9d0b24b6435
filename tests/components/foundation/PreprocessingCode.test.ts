import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Foundation } from "../../../components/foundation/Foundation";
import { hashOf, PreprocessingCode, preprocessingFiles } from "../../../components/foundation/PreprocessingCode";
import { datasetOf, type ModelDefinition } from "../../../components/model/model";
import { record, type Recording } from "../../support/recorder";
import { model, scope } from "../training/pipelineArgs";

describe("pre-processing code", () => {
    const folder = mkdtempSync(join(tmpdir(), "jobs-"));
    const paths = [
        "code/data/rows.py",
        "code/monitor/baseline.py",
        "code/preprocess/preprocess.py",
        "model/model.json",
        "model/baseline.json",
    ];
    before(() => {
        for (const name of ["data", "explain", "monitor", "preprocess", "byoc"]) mkdirSync(join(folder, name));
        writeFileSync(join(folder, "preprocess", "preprocess.py"), "import data.rows\n");
        writeFileSync(join(folder, "data", "rows.py"), "pass\n");
        writeFileSync(join(folder, "monitor", "baseline.py"), "import data.rows\n");
        writeFileSync(join(folder, "data", "notes.md"), "not code\n");
        writeFileSync(join(folder, "byoc", "train.py"), "another job\n");
    });
    after(() => rmSync(folder, { recursive: true }));

    it("is the scripts and what the job has to know of the model, no more", () => {
        const files = preprocessingFiles(model, folder);
        assert.deepEqual(Object.keys(files), paths);
        assert.deepEqual(JSON.parse(files["model/model.json"] ?? ""), datasetOf(model));
        assert.ok(!("algorithms" in datasetOf(model)));
    });

    it("tells baselines what they are made by, where the model is watched", () => {
        const told = (monitoring: ModelDefinition["monitoring"]) => {
            const text = preprocessingFiles({ ...model, monitoring }, folder)["model/baseline.json"];
            return text === undefined ? undefined : (JSON.parse(text) as unknown);
        };
        assert.deepEqual(told(true), {});
        assert.equal(told(false), undefined);
        const own = { slices: ["make"], qualitySlack: 0.2 };
        assert.deepEqual(told({ ...own, threshold: 0.3, schedule: "rate(1 hour)" }), own);
    });

    it("lies under a prefix that changes with any content or name", () => {
        const hash = hashOf({ "code/a.py": "1", "code/b.py": "2" });
        assert.match(hash, /^[0-9a-f]{12}$/);
        assert.equal(hashOf({ "code/b.py": "2", "code/a.py": "1" }), hash);
        assert.notEqual(hashOf({ "code/a.py": "1", "code/b.py": "3" }), hash);
        assert.notEqual(hashOf({ "code/a.py": "1", "code/c.py": "2" }), hash);
    });

    it("is put into the artifact bucket", async () => {
        const { result, resources } = await record(
            () => new PreprocessingCode("code", { model, artifactBucket: "artifacts", folder }),
        );
        assert.deepEqual(
            resources.map(({ inputs }) => [inputs["bucket"], inputs["key"]]),
            paths.map((path) => ["artifacts", `${result.prefix}${path}`]),
        );
        assert.match(result.prefix, /^code\/preprocess\/[0-9a-f]{12}\/$/);
    });

    it("is uploaded once for all pipelines of a model, when the first one asks for it", async () => {
        const ask = (...models: ModelDefinition[]) =>
            record(() => {
                const foundation = new Foundation("cars", { scope });
                return models.map((one) => foundation.preprocessingCode(one).prefix);
            });
        const uploads = ({ resources }: Recording<unknown>) =>
            resources.filter(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2").map(({ name }) => name);
        assert.deepEqual(uploads(await ask()), []);
        const once = await ask(model, { ...model });
        assert.equal(new Set(uploads(once)).size, uploads(once).length);
        assert.equal(once.result[0], once.result[1]);
        const another = await ask(model, { ...model, name: "trucks" });
        assert.equal(uploads(another).length, 2 * uploads(once).length);
        assert.notEqual(another.result[0], another.result[1]);
    });
});
