import assert from "node:assert/strict";
import type { Example, ExampleResource } from "../../policies/engine/rule";
import { encryptBuckets } from "../../policies/s3/encryptBuckets";
import { judge, paths, unknownText, verdict } from "./graph";

const key: ExampleResource = { type: "aws:kms/key:Key", name: "key", props: {} };
const byDefault = { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b" };

const bucket = (name: string, physical: string = name): ExampleResource => ({
    type: "aws:s3/bucket:Bucket",
    name,
    props: { bucket: physical },
});

function encryption(bucketName: string, fields: object, dependsOn: Record<string, string[]> = {}): ExampleResource {
    return {
        type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        name: "encryption",
        props: { bucket: bucketName, rules: [{ applyServerSideEncryptionByDefault: fields }] },
        dependsOn,
    };
}

const graph = (...resources: readonly ExampleResource[]): Example => ({ title: "graph", resources });
const keyId = "encryption.rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId";

describe("policies: s3/encryptBuckets", () => {
    it("judges each bucket by its own configuration", () => {
        const judgements = judge(encryptBuckets, graph(bucket("a"), bucket("b"), encryption("a", byDefault)));
        assert.deepEqual(paths(judgements, "fail"), ["bucket"]);
        assert.deepEqual(paths(judgements, "pass"), [
            "encryption.rules",
            "encryption.rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
            keyId,
        ]);
    });

    it("finds the configuration of a bucket whose name is not known yet by what its property is made from", () => {
        const one = encryption(unknownText, byDefault, { bucket: ["a"] });
        assert.equal(verdict(encryptBuckets, graph(bucket("a", unknownText), one)), "pass");
        assert.equal(verdict(encryptBuckets, graph(bucket("a", unknownText), bucket("b", unknownText), one)), "fail");
    });

    it("leaves undetermined which of two unknown buckets a configuration is for", () => {
        const either = encryption(unknownText, byDefault, { bucket: ["a", "b"] });
        assert.equal(
            verdict(encryptBuckets, graph(bucket("a", unknownText), bucket("b", unknownText), either)),
            "undetermined",
        );
        const nowhere = encryption(unknownText, byDefault);
        assert.equal(verdict(encryptBuckets, graph(bucket("a"), nowhere)), "undetermined");
    });

    it("passes a key that is not known yet when it is one of the stack's own", () => {
        const fields = { ...byDefault, kmsMasterKeyId: unknownText };
        const own = graph(bucket("a"), key, encryption("a", fields, { rules: ["key"] }));
        assert.equal(verdict(encryptBuckets, own), "pass");
        const foreign = judge(encryptBuckets, graph(bucket("a"), encryption("a", fields)));
        assert.deepEqual(paths(foreign, "undetermined"), [keyId]);
    });

    it("judges the algorithm when only the key is unknown, and the key when only the algorithm is", () => {
        const aes = encryption("a", { sseAlgorithm: "AES256", kmsMasterKeyId: unknownText });
        assert.equal(verdict(encryptBuckets, graph(bucket("a"), aes)), "fail");
        const keyless = encryption("a", { sseAlgorithm: unknownText });
        const judgements = judge(encryptBuckets, graph(bucket("a"), keyless));
        assert.deepEqual(paths(judgements, "fail"), [keyId]);
        assert.equal(paths(judgements, "undetermined").length, 1);
    });

    it("refuses the key that AWS manages, by alias or by its ARN", () => {
        for (const id of ["alias/aws/s3", "arn:aws:kms:us-east-1:111111111111:alias/aws/s3", ""]) {
            const fields = { ...byDefault, kmsMasterKeyId: id };
            assert.deepEqual(paths(judge(encryptBuckets, graph(bucket("a"), encryption("a", fields))), "fail"), [
                keyId,
            ]);
        }
    });

    it("refuses a configuration without rules, and tells one whose rules are not known", () => {
        const rules = (value: unknown) => ({ ...encryption("a", {}), props: { bucket: "a", rules: value } });
        assert.equal(verdict(encryptBuckets, graph(bucket("a"), rules([]))), "fail");
        assert.equal(verdict(encryptBuckets, graph(bucket("a"), rules([{}]))), "fail");
        assert.equal(verdict(encryptBuckets, graph(bucket("a"), rules(unknownText))), "undetermined");
        assert.equal(verdict(encryptBuckets, graph(bucket("a"), encryption("a", {})), {}), "fail");
    });
});
