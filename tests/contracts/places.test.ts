import assert from "node:assert/strict";
import fc from "fast-check";
import { folderOfTransform, parseS3Uri, runFile, s3Uri } from "../../contracts/places";

describe("contracts: places of files", () => {
    it("are read as they were made, whatever characters the key has", () => {
        const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,20}[a-z0-9]$/);
        fc.assert(
            fc.property(bucket, fc.string({ minLength: 1 }), (bucket, key) => {
                assert.deepEqual(parseS3Uri(s3Uri(bucket, key)), { bucket, key });
            }),
        );
    });

    it("are told from what is no object's URI", () => {
        for (const text of ["", "s3://", "s3://bucket", "s3://bucket/", "https://bucket/key", " s3://bucket/key"]) {
            assert.throws(() => parseS3Uri(text), /is not the URI of an object/, text);
        }
    });

    it("of a run lead from its transform back to its folder", () => {
        const folder = "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d";
        assert.equal(runFile(folder, "transform"), `${folder}/transform/transform.json`);
        assert.equal(folderOfTransform(runFile(folder, "transform")), folder);
    });
});
