import assert from "node:assert/strict";
import { JobLogs } from "../../../components/foundation/JobLogs";
import { document, record } from "../../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "dev",
    prefix: "drivetrain-platform-dev",
};
const groups = ["/aws/sagemaker/ProcessingJobs", "/aws/sagemaker/TrainingJobs", "/aws/sagemaker/TransformJobs"];

describe("the logs of an account's jobs", () => {
    const build = () => record(() => new JobLogs("job-logs", { scope, logRetentionDays: 90, keyDeletionDays: 7 }));

    it("get a key and a retention, whether SageMaker has made their groups or not", async () => {
        const { inputs, resources } = await build();
        const invocation = inputs("aws:lambda/invocation:Invocation");
        assert.equal(invocation["lifecycleScope"], "CRUD");
        assert.deepEqual(document(invocation["input"]), {
            groups,
            retentionInDays: 90,
            kmsKeyId: "arn:of:aws:kms/key:Key:job-logs-key",
        });
        // A LogGroup would be refused where there is one of its name: the only one is the function's own.
        const made = resources.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
        assert.deepEqual(
            made.map(({ inputs }) => inputs["name"]),
            ["/aws/lambda/drivetrain-platform-dev-job-logs"],
        );
    });

    it("are all that the function may change", async () => {
        const { inputs } = await build();
        const { Statement } = document(inputs("aws:iam/rolePolicy:RolePolicy")["policy"]) as {
            Statement: { Action: string | string[]; Resource: string | string[] }[];
        };
        const adopting = Statement.find(({ Action }) => Action.includes("logs:AssociateKmsKey"));
        assert.deepEqual(adopting, {
            Effect: "Allow",
            Action: [
                "logs:CreateLogGroup",
                "logs:PutRetentionPolicy",
                "logs:AssociateKmsKey",
                "logs:DisassociateKmsKey",
            ],
            Resource: groups.flatMap((group) => {
                const arn = `arn:aws:logs:us-east-1:111111111111:log-group:${group}`;
                return [arn, `${arn}:*`];
            }),
        });
    });

    it("are encrypted by a key that is for logs alone", async () => {
        const key = (await build()).inputs("aws:kms/key:Key");
        assert.deepEqual([key["enableKeyRotation"], key["deletionWindowInDays"]], [true, 7]);
        const statements = document(key["policy"])["Statement"] as { Sid: string }[];
        assert.deepEqual(
            statements.map(({ Sid }) => Sid),
            ["AccountDecides", "LogsEncrypt"],
        );
    });
});
