import { strict as assert } from "node:assert";
import { UNKNOWN } from "../../../local/provider/engine/values";
import { AwsProvider } from "../../../local/provider/provider";

const bucket = (stack: string) =>
    `urn:pulumi:${stack}::drivetrain::drivetrain:foundation:Foundation$aws:s3/bucket:Bucket::b`;

function provider(config: Record<string, unknown> = {}): AwsProvider {
    const made = new AwsProvider();
    made.configure("peer", { region: "us-east-1", allowedAccountIds: '["333333333333"]', ...config });
    return made;
}

describe("the local provider", () => {
    const olds = { inputs: {}, state: {} };

    for (const stack of ["dev", "prod", "platform-dev", "localhost", "my-local"]) {
        it(`changes and reads nothing for the stack "${stack}", but previews it`, async () => {
            const aws = provider();
            const refused = new RegExp(`The stack "${stack}" is not a local one`);
            await assert.rejects(aws.create("peer", bucket(stack), { bucket: "b" }, false), refused);
            await assert.rejects(aws.update("peer", bucket(stack), "b", olds, {}, false), refused);
            await assert.rejects(aws.read("peer", bucket(stack), "b", {}, {}), refused);
            await assert.rejects(aws.delete("peer", bucket(stack), "b", {}), refused);
            const { outputs } = await aws.create("peer", bucket(stack), { bucket: "b" }, true);
            assert.equal(outputs.arn, UNKNOWN);
        });
    }

    it("talks to no other machine", async () => {
        const before = process.env.AWS_ENDPOINT_URL;
        process.env.AWS_ENDPOINT_URL = "https://s3.us-east-1.amazonaws.com";
        try {
            const create = provider().create("peer", bucket("local"), { bucket: "b" }, false);
            await assert.rejects(create, /talks to this machine only/);
        } finally {
            if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
            else process.env.AWS_ENDPOINT_URL = before;
        }
    });

    it("names a resource type and a function that it does not know", async () => {
        const urn = "urn:pulumi:local::drivetrain::aws:rds/instance:Instance::db";
        await assert.rejects(provider().create("peer", urn, {}, true), /aws:rds\/instance:Instance/);
        assert.throws(() => provider().invoke("peer", "aws:ec2/getAmi:getAmi", {}), /aws:ec2\/getAmi:getAmi/);
    });

    it("refuses an account that is not allowed, and config that it would ignore", () => {
        assert.throws(() => provider({ accessKey: "111111111111" }), /AWS account ID not allowed: 111111111111/);
        const [problem] = provider().checkConfig({ region: "us-east-1", assumeRoles: "[]" });
        assert.equal(problem?.property, "assumeRoles");
    });

    it("asks for a region and an account where there is none", () => {
        assert.throws(() => new AwsProvider().configure("peer", {}), /has no region/);
        const nobody = new AwsProvider();
        const before = process.env.AWS_ACCESS_KEY_ID;
        delete process.env.AWS_ACCESS_KEY_ID;
        try {
            nobody.configure("peer", { region: "us-east-1" });
            const ask = () => nobody.invoke("peer", "aws:index/getCallerIdentity:getCallerIdentity", {});
            assert.throws(ask, /has no account/);
        } finally {
            if (before !== undefined) process.env.AWS_ACCESS_KEY_ID = before;
        }
    });

    it("keeps the config of several providers apart", () => {
        const aws = provider();
        aws.configure("other", { region: "us-east-1", allowedAccountIds: '["444444444444"]' });
        const account = (peer: string) =>
            aws.invoke(peer, "aws:index/getCallerIdentity:getCallerIdentity", {}).accountId;
        assert.deepEqual([account("peer"), account("other")], ["333333333333", "444444444444"]);
    });

    it("never guesses whose connection it is", async () => {
        await assert.rejects(provider().create("stranger", bucket("local"), {}, true), /was interrupted/);
    });

    it("answers the program's functions without an emulator", () => {
        const aws = provider();
        const image = aws.invoke("peer", "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage", {
            repositoryName: "sagemaker-xgboost",
            imageTag: "1.7-1",
        });
        assert.equal(image.registryPath, "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1");
        assert.equal(aws.invoke("peer", "aws:index/getPartition:getPartition", {}).partition, "aws");
        assert.equal(aws.invoke("peer", "aws:index/getRegion:getRegion", {}).region, "us-east-1");
        const zones = aws.invoke("peer", "aws:index/getAvailabilityZones:getAvailabilityZones", {});
        assert.deepEqual((zones.names as string[]).slice(0, 2), ["us-east-1a", "us-east-1b"]);
        assert.throws(
            () => aws.invoke("peer", "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage", { repositoryName: "x" }),
            /no SageMaker image "x"/,
        );
    });

    it("renders policy documents as the published provider does", () => {
        const { json } = provider().invoke("peer", "aws:iam/getPolicyDocument:getPolicyDocument", {
            statements: [
                {
                    sid: "Read",
                    actions: ["s3:GetObject"],
                    resources: ["arn:aws:s3:::b/*"],
                    principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
                    conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
                },
            ],
        });
        assert.deepEqual(JSON.parse(json as string), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "Read",
                    Effect: "Allow",
                    Action: "s3:GetObject",
                    Resource: "arn:aws:s3:::b/*",
                    Principal: { Service: "lambda.amazonaws.com" },
                    Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
                },
            ],
        });
    });
});
