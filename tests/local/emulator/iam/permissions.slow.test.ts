import { strict as assert } from "node:assert";
import {
    APIGatewayClient,
    CreateDeploymentCommand,
    CreateRestApiCommand,
    GetResourcesCommand,
    PutIntegrationCommand,
    PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
    CreateBucketCommand,
    GetObjectCommand,
    PutBucketEncryptionCommand,
    PutBucketPolicyCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { CreateModelCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { allow, arn, Cloud, zip } from "../cloud";

describe("permissions on the local stage", () => {
    let cloud: Cloud;

    before(async () => {
        cloud = await Cloud.start("permissions");
    });
    after(() => cloud?.stop());

    const as = (service: string, role: string) => cloud.as(service, role);

    it("let only the service assume a role that the role trusts", async () => {
        const role = await cloud.role("trusting", "glue.amazonaws.com", []);
        await as("glue.amazonaws.com", role);
        await assert.rejects(as("sagemaker.amazonaws.com", role), { name: "AccessDenied" });
    });

    it("ask for the key of an encrypted bucket", async () => {
        const bucket = "encrypted-bucket";
        const key = (await new KMSClient(cloud.client).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        const root = new S3Client({ ...cloud.client, forcePathStyle: true });
        await root.send(new CreateBucketCommand({ Bucket: bucket }));
        const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: key };
        const Rules = [{ ApplyServerSideEncryptionByDefault }];
        const encryption = { Bucket: bucket, ServerSideEncryptionConfiguration: { Rules } };
        await root.send(new PutBucketEncryptionCommand(encryption));

        const objects = allow(["s3:PutObject", "s3:GetObject"], `arn:aws:s3:::${bucket}/*`);
        const role = await cloud.role("writer", "sagemaker.amazonaws.com", [objects]);
        const s3 = new S3Client({ ...(await as("sagemaker.amazonaws.com", role)), forcePathStyle: true });
        const put = () => s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "text" }));
        const get = () => s3.send(new GetObjectCommand({ Bucket: bucket, Key: "a" }));
        await assert.rejects(put(), /not authorized to perform: kms:GenerateDataKey on resource: .*:key\//);
        await cloud.allow("writer", [objects, allow("kms:GenerateDataKey", key)]);
        await put();
        await assert.rejects(get(), /not authorized to perform: kms:Decrypt on resource: .*:key\//);
        const via = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
        await cloud.allow("writer", [objects, allow("kms:Decrypt", key, via)]);
        await get();
    });

    it("know a key by its aliases, whichever name the caller uses", async () => {
        const root = new KMSClient(cloud.client);
        const [key, other] = await Promise.all(
            ["alias/ours", "alias/theirs"].map(async (AliasName) => {
                const { Arn } = (await root.send(new CreateKeyCommand({}))).KeyMetadata!;
                await root.send(new CreateAliasCommand({ AliasName, TargetKeyId: Arn }));
                return Arn;
            }),
        );
        const ours = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/ours" } };
        const role = await cloud.role("keeper", "lambda.amazonaws.com", [
            allow("kms:DescribeKey", arn("kms", "key/*"), ours),
        ]);
        const kms = new KMSClient(await as("lambda.amazonaws.com", role));
        for (const KeyId of ["alias/ours", key]) await kms.send(new DescribeKeyCommand({ KeyId }));
        for (const KeyId of ["alias/theirs", other]) {
            await assert.rejects(
                kms.send(new DescribeKeyCommand({ KeyId })),
                /not authorized to perform: kms:DescribeKey/,
            );
        }
    });

    it("ask for each parameter that a call names", async () => {
        const root = new SSMClient(cloud.client);
        for (const Name of ["/ours/a", "/ours/b", "/theirs/c"]) {
            await root.send(new PutParameterCommand({ Name, Value: Name, Type: "String" }));
        }
        const read = allow("ssm:GetParameters", arn("ssm", "parameter/ours/*"));
        const ssm = new SSMClient(
            await as("lambda.amazonaws.com", await cloud.role("reader", "lambda.amazonaws.com", [read])),
        );
        const { Parameters } = await ssm.send(new GetParametersCommand({ Names: ["/ours/a", "/ours/b"] }));
        assert.equal(Parameters?.length, 2);
        await assert.rejects(
            ssm.send(new GetParametersCommand({ Names: ["/ours/a", "/theirs/c"] })),
            /not authorized to perform: ssm:GetParameters/,
        );
    });

    it("count the loopback interface as a secure transport", async () => {
        const Bucket = "secure-bucket";
        const root = new S3Client({ ...cloud.client, forcePathStyle: true });
        await root.send(new CreateBucketCommand({ Bucket }));
        const Resource = `arn:aws:s3:::${Bucket}/*`;
        const overTls = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource };
        const insecure = { ...overTls, Condition: { Bool: { "aws:SecureTransport": "false" } } };
        const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [insecure] });
        await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
        const role = await cloud.role("putter", "lambda.amazonaws.com", [allow("s3:PutObject", Resource)]);
        const s3 = new S3Client({ ...(await as("lambda.amazonaws.com", role)), forcePathStyle: true });
        await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "text" }));
    });

    it("name SageMaker's action and resource in a denial", async () => {
        const role = await cloud.role("modeller", "sagemaker.amazonaws.com", []);
        const sagemaker = new SageMakerClient(await as("sagemaker.amazonaws.com", role));
        await assert.rejects(sagemaker.send(new CreateModelCommand({ ModelName: "Cars" })), {
            name: "AccessDeniedException",
            message: /not authorized to perform: sagemaker:CreateModel on resource: .*:model\/cars /,
        });
    });

    it("make SageMaker refuse a role that does not trust it", async () => {
        const role = await cloud.role("untrusting", "lambda.amazonaws.com", []);
        const sagemaker = new SageMakerClient(cloud.client);
        const model = { ModelName: "cars", ExecutionRoleArn: role };
        await assert.rejects(
            sagemaker.send(new CreateModelCommand(model)),
            /allows principal 'sagemaker.amazonaws.com'/,
        );
    });

    it("let API Gateway invoke a function only where the function's policy says so", async () => {
        const functions = new LambdaClient(cloud.client);
        const { FunctionArn } = await functions.send(
            new CreateFunctionCommand({
                FunctionName: "hello",
                Runtime: "nodejs22.x",
                Handler: "index.handler",
                Role: await cloud.role("hello", "lambda.amazonaws.com", []),
                Code: {
                    ZipFile: zip("index.js", `exports.handler = async () => ({ statusCode: 200, body: "hello" });`),
                },
            }),
        );
        const gateway = new APIGatewayClient(cloud.client);
        const { id: restApiId } = await gateway.send(new CreateRestApiCommand({ name: "api" }));
        const resourceId = (await gateway.send(new GetResourcesCommand({ restApiId }))).items![0]!.id;
        const method = { restApiId, resourceId, httpMethod: "POST" };
        await gateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
        const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FunctionArn}/invocations`;
        const proxy = { type: "AWS_PROXY" as const, integrationHttpMethod: "POST", uri };
        await gateway.send(new PutIntegrationCommand({ ...method, ...proxy }));
        const signed = { ...method, httpMethod: "GET" };
        await gateway.send(new PutMethodCommand({ ...signed, authorizationType: "AWS_IAM" }));
        await gateway.send(new PutIntegrationCommand({ ...signed, ...proxy }));
        await gateway.send(new CreateDeploymentCommand({ restApiId, stageName: "test" }));
        const call = () => fetch(`${cloud.stage.endpoint}/_aws/execute-api/${restApiId}/test/`, { method: "POST" });
        const refused = await call();
        assert.equal(`${refused.status} ${await refused.text()}`, `500 {"message": "Internal server error"}`);
        await functions.send(
            new AddPermissionCommand({
                FunctionName: "hello",
                StatementId: "api",
                Action: "lambda:InvokeFunction",
                Principal: "apigateway.amazonaws.com",
                SourceArn: arn("execute-api", `${restApiId}/*/POST/`),
            }),
        );
        const answer = await call();
        assert.equal(`${answer.status} ${await answer.text()}`, "200 hello");
        const unsigned = await fetch(`${cloud.stage.endpoint}/_aws/execute-api/${restApiId}/test/`);
        assert.equal(`${unsigned.status} ${await unsigned.text()}`, `403 {"message":"Missing Authentication Token"}`);
    });
});
