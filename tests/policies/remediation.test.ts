import assert from "node:assert/strict";
import type { EngineEvent } from "../../cli/engine/events";
import { groups } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";
import { Project } from "./project";

const key = "arn:aws:kms:us-east-1:111111111111:key/9a1b";
const tags = { "shop:owner": "ann", "shop:model": "cars", "shop:stage": "dev", "shop:cost-center": "4711" };
const remediable = rules.filter(({ remediation }) => remediation !== undefined).map(({ id }) => id);
const stages = JSON.stringify([
    { stacks: ["mended"], remediation: { rules: remediable, key, tags } },
    { stacks: ["*"] },
]);

type Inputs = Readonly<Record<string, unknown>>;

/** What a preview would make of each resource, by type and name. */
async function previewed(stack: string, standing: string) {
    const project = await Project.open("mended", stack, { "stages.yaml": standing, "exemptions.yaml": "[]" });
    try {
        const { text } = await project.preview("--json");
        const events = text
            .split("\n")
            .filter((line) => line.startsWith("{"))
            .map((line) => JSON.parse(line) as EngineEvent & { resourcePreEvent?: Made });
        const made = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
        const inputsOf = (of: string) => made.find(({ urn }) => urn.endsWith(of))?.new?.inputs ?? assert.fail(text);
        const refusals = events.flatMap(({ policyEvent: told }) =>
            told?.enforcementLevel === "mandatory"
                ? `${told.resourceUrn?.split("::").slice(2).join(" ")} ${told.policyName}`
                : [],
        );
        const set = events.flatMap(({ policyRemediationEvent: told }) =>
            told === undefined ? [] : `${told.resourceUrn.split("::").slice(2).join(" ")} ${told.policyName}`,
        );
        return { inputsOf, refusals, set };
    } finally {
        await project.close();
    }
}

interface Made {
    readonly metadata: { readonly op: string; readonly urn: string; readonly new?: { readonly inputs: Inputs } };
}

const bucket = "aws:s3/bucket:Bucket::plain";
const queue = "aws:sqs/queue:Queue::";
const topic = "aws:sns/topic:Topic::";
const table = "aws:dynamodb/table:Table::";
const repository = "aws:ecr/repository:Repository::plain";
const role = "aws:iam/role:Role::reader";
const policy = "aws:iam/rolePolicy:RolePolicy::reader";
const called = "aws:lambda/function:Function::reader";

describe("remediation by the real engine", function () {
    let mended: Awaited<ReturnType<typeof previewed>>;
    let plain: Awaited<ReturnType<typeof previewed>>;

    before(async () => {
        mended = await previewed("mended", stages);
        plain = await previewed("plain", stages);
    });

    it("gives what says nothing of encryption the stage's key", () => {
        assert.deepEqual(mended.inputsOf(bucket)["serverSideEncryptionConfiguration"], {
            rule: {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
                bucketKeyEnabled: true,
            },
        });
        assert.equal(mended.inputsOf(`${queue}plain`)["kmsMasterKeyId"], key);
        assert.equal(mended.inputsOf(`${topic}plain`)["kmsMasterKeyId"], key);
        assert.deepEqual(mended.inputsOf(`${table}plain`)["serverSideEncryption"], { enabled: true, kmsKeyArn: key });
        assert.deepEqual(mended.inputsOf(repository)["encryptionConfigurations"], [
            { encryptionType: "KMS", kmsKey: key },
        ]);
        for (const made of [bucket, `${queue}plain`, `${topic}plain`, `${table}plain`, repository]) {
            assert.ok(
                !mended.refusals.some((line) => line.replace(/ /g, "::").includes(made) && /encrypt/.test(line)),
                made,
            );
        }
    });

    it("changes nothing that somebody chose, and refuses it as ever", () => {
        for (const chosen of [`${queue}chosen`, `${topic}chosen`, `${table}open`, `${queue}keyed`]) {
            const { tags: _tags, ...inputs } = mended.inputsOf(chosen);
            const { tags: _plainTags, ...before } = plain.inputsOf(chosen);
            assert.deepEqual(inputs, before);
        }
        const encryption = [...new Set(mended.refusals.filter((line) => /encrypt/.test(line)))].sort();
        assert.deepEqual(encryption, [
            "aws:dynamodb/table:Table open dynamodb-encrypt-tables",
            "aws:lambda/function:Function reader lambda-encrypt-environment",
            "aws:sns/topic:Topic chosen sns-encrypt-topics",
            "aws:sqs/queue:Queue chosen sqs-encrypt-queues",
        ]);
    });

    it("adds the stage's tags to those that are there", () => {
        assert.deepEqual(mended.inputsOf(bucket)["tags"], tags);
        const { "shop:owner": _owner, ...others } = tags;
        assert.deepEqual(mended.inputsOf(`${queue}keyed`)["tags"], { ...others, Owner: "bob" });
    });

    it("leaves alone what has files, whose digests would get lost", () => {
        assert.deepEqual(mended.inputsOf(called), plain.inputsOf(called));
        assert.ok(mended.refusals.includes("aws:lambda/function:Function reader tags-tag-resources"));
    });

    it("never changes anything of IAM, not even tags", () => {
        for (const made of [role, policy]) assert.deepEqual(mended.inputsOf(made), plain.inputsOf(made));
        assert.ok(mended.refusals.includes("aws:iam/role:Role reader tags-tag-resources"));
        assert.ok(mended.refusals.includes("aws:iam/rolePolicy:RolePolicy reader iam-forbid-wildcard-actions"));
    });

    it("tells of each, and does nothing where the stage does not ask for it", () => {
        assert.ok(mended.set.includes("aws:sqs/queue:Queue plain sqs-encrypt-queues"));
        assert.deepEqual(plain.set, []);
        assert.equal(plain.inputsOf(`${queue}plain`)["kmsMasterKeyId"], undefined);
        assert.ok(plain.refusals.includes("aws:sqs/queue:Queue plain sqs-encrypt-queues"));
    });

    it("is of rules about tags and encryption alone", () => {
        const able = rules.filter(({ id }) => remediable.includes(id)).map(({ group }) => group);
        assert.deepEqual(
            [...new Set(able)].sort(),
            groups.filter((group) => /^(encryption|tagging)$/.test(group)).sort(),
        );
    });
});
