import assert from "node:assert/strict";
import { Project } from "./project";

const expired = `
- rule: s3/encryptBuckets
  resource: data
  reason: It is emptied before the year ends.
  owner: data@shop.example
  expires: "2026-01-31"
`;

/** What the engine tells of each, word for word: which rule, of which resource, what must hold, what is wrong where, and how it is mended. */
const refusals: Readonly<Record<string, readonly string[]>> = {
    "a plain bucket": [
        "[mandatory] [severity: high]  s3-encrypt-buckets  (aws:s3:Bucket: data)",
        "Every bucket encrypts what it stores with a key of ours.",
        "bucket: no BucketServerSideEncryptionConfiguration names this bucket; add one with a KMS key.",
        "Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId.",
    ],
    "an endpoint configuration without capture": [
        "[mandatory] [severity: high]  sagemaker-enable-data-capture  (aws:sagemaker:EndpointConfiguration: prices)",
        "Every endpoint keeps what it is asked and what it answers.",
        "dataCaptureConfig: it is missing; ask for data capture explicitly.",
        "Set data capture with enableCapture true. A state machine needs the SDK integration " +
            "(aws-sdk:sagemaker:createEndpointConfig): the optimized one takes no DataCaptureConfig.",
    ],
    'a "*" in a role': [
        "[mandatory] [severity: high]  iam-forbid-wildcard-actions  (aws:iam:Role: training)",
        "IAM documents name every action that they allow.",
        "inlinePolicies[0].policy.Statement[0].Action: * is a wildcard; list the actions that are called.",
        "List the actions that are called, one by one.",
    ],
    "a training job of a state machine whose disks are not encrypted": [
        "[mandatory] [severity: high]  sagemaker-encrypt-job-volumes  (aws:sfn:StateMachine: training)",
        "Every job encrypts the disks of its machines with a key of ours.",
        "definition.States.Train.ResourceConfig.VolumeKmsKeyId: no key is named; name a KMS key of this account.",
        "Set volumeKmsKeyId beside the instance type.",
    ],
    "a training job of a state machine whose results are not encrypted": [
        "[mandatory] [severity: high]  sagemaker-encrypt-job-outputs  (aws:sfn:StateMachine: training)",
        "Every job and asynchronous endpoint encrypts what it writes with a key of ours.",
        "definition.States.Train.OutputDataConfig.KmsKeyId: no key is named; name the KMS key that results are encrypted with.",
        "Set kmsKeyId of the output.",
    ],
    "an exemption that has expired": [
        "[mandatory]  stack  (pulumi:pulumi:Stack: shop-prod)",
        "What the rules say of the whole graph.",
        "The exemption of data from s3/encryptBuckets expired on 2026-01-31: mend the resource, or have " +
            "data@shop.example decide anew, in policies/exemptions.yaml.",
    ],
};

describe("a preview of a program that knows nothing of this project", () => {
    let lines: string;

    before(async () => {
        const project = await Project.open("plain", "prod", { "exemptions.yaml": expired });
        try {
            const { code, text } = await project.preview("--color", "never");
            assert.notEqual(code, 0, text);
            lines = text.replace(/^\s+(- )?/gm, "");
        } finally {
            await project.close();
        }
    });

    for (const [what, report] of Object.entries(refusals)) {
        it(`refuses ${what}, and says what, where and how to mend it`, () =>
            assert.ok(lines.includes(report.join("\n")), lines));
    }
});
