import assert from "node:assert/strict";
import { Project, reported } from "./project";

describe("policies in the real engine", () => {
    let project: Project;

    before(async () => {
        project = await Project.open("stack", "local");
    });

    after(() => project.close());

    const preview = (violating: boolean) => project.preview("--config", `violating=${violating}`);

    it("refuses a stack that violates them, each in the rule's own sentence", async () => {
        const { code, text } = await preview(true);
        assert.notEqual(code, 0, text);
        assert.match(
            reported(text, "mandatory", "s3-encrypt-buckets"),
            /Every bucket encrypts .*\n.*bucket: no BucketServerSideEncryptionConfiguration names this bucket/,
        );
        assert.match(
            reported(text, "mandatory", "iam-forbid-wildcard-actions"),
            /Statement\[0\]\.Action: s3:\* is a wildcard/,
        );
        assert.match(
            reported(text, "mandatory", "sagemaker-enable-data-capture"),
            /dataCaptureConfig\.enableCapture: it is not true/,
        );
    });

    it("passes a stack that keeps them, and shows what it cannot know as an advisory", async () => {
        const { code, text } = await preview(false);
        assert.equal(code, 0, text);
        assert.doesNotMatch(text, /\[mandatory\]/);
        assert.match(
            reported(text, "advisory", "iam-forbid-wildcard-actions"),
            /IAM documents name every action .*\n.*policy: undetermined/,
        );
        // The key is not known yet, but it is one of the stack's own, as the engine tells.
        assert.doesNotMatch(text, /sagemaker-enable-data-capture/);
    });
});

describe("policies over a program that knows nothing of this project", () => {
    let project: Project;
    let text: string;

    before(async () => {
        project = await Project.open("plain", "prod");
        const outcome = await project.preview();
        ({ text } = outcome);
        assert.notEqual(outcome.code, 0, text);
    });

    after(() => project.close());

    /** What a rule that stops the deployment is about, what it found where, and how it is mended. */
    const refusals: Readonly<Record<string, readonly string[]>> = {
        "s3-encrypt-buckets": [
            "Every bucket encrypts what it stores with a key of ours.",
            "bucket: no BucketServerSideEncryptionConfiguration names this bucket; add one with a KMS key.",
            "Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId.",
        ],
        "s3-block-public-access": [
            "bucket: no BucketPublicAccessBlock names this bucket; add one with all four settings true.",
        ],
        "s3-require-tls": ["bucket: no BucketPolicy names this bucket;"],
        "s3-version-buckets": ["bucket: no BucketVersioning names this bucket;"],
        "sagemaker-enable-data-capture": ["dataCaptureConfig: it is missing; ask for data capture explicitly."],
        "iam-forbid-wildcard-actions": [
            "inlinePolicies[0].policy.Statement[0].Action: * is a wildcard; list the actions that are called.",
        ],
        "sagemaker-encrypt-job-volumes": [
            "definition.States.Train.ResourceConfig.VolumeKmsKeyId: no key is named; name a KMS key of this account.",
        ],
        "sagemaker-encrypt-job-outputs": [
            "definition.States.Train.OutputDataConfig.KmsKeyId: no key is named; name the KMS key that results are encrypted with.",
        ],
        "sfn-log-executions": ["loggingConfiguration: it is missing;"],
        "tags-tag-resources": ["tags: owner, model, stage, cost-center are not among the tags;"],
    };
    for (const [policy, sentences] of Object.entries(refusals)) {
        it(`refuses it by ${policy}, and says what, where and how to mend it`, () => {
            const report = reported(text, "mandatory", policy);
            for (const sentence of sentences) assert.ok(report.includes(sentence), report);
        });
    }

    it("names the resource of each refusal", () => {
        assert.match(text, /\[mandatory\].*s3-encrypt-buckets +\(aws:s3:Bucket: data\)/);
        assert.match(text, /\[mandatory\].*sagemaker-encrypt-job-volumes +\(aws:sfn:StateMachine: training\)/);
    });
});
