import { strict as assert } from "node:assert";
import {
    APIGatewayClient,
    CreateDeploymentCommand,
    CreateRestApiCommand,
    GetResourcesCommand,
    PutIntegrationCommand,
    PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import {
    AssociateKmsKeyCommand,
    CloudWatchLogsClient,
    CreateLogGroupCommand,
    DescribeLogGroupsCommand,
    DisassociateKmsKeyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
    AttachRolePolicyCommand,
    CreateOpenIDConnectProviderCommand,
    CreatePolicyCommand,
    CreateRoleCommand,
    IAMClient,
    PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
    CreateAliasCommand,
    CreateKeyCommand,
    DescribeKeyCommand,
    KMSClient,
    PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
    CopyObjectCommand,
    CreateBucketCommand,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    PutBucketEncryptionCommand,
    PutBucketPolicyCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { CreateModelCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Delivery } from "../../../../components/delivery/Delivery";
import { record } from "../../../support/recorder";
import { account, allow, arn, Cloud, region, zip } from "../cloud";

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

    it("ask for the key that an object was written with, wherever it is read", async () => {
        const kms = new KMSClient(cloud.client);
        const newKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        const [own, foreign] = [await newKey(), await newKey()];
        const root = new S3Client({ ...cloud.client, forcePathStyle: true });
        await root.send(new CreateBucketCommand({ Bucket: "arrivals" }));
        await root.send(new CreateBucketCommand({ Bucket: "artifacts" }));
        const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: own };
        const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
        for (const Bucket of ["arrivals", "artifacts"]) {
            await root.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
        }
        const file = { Bucket: "arrivals", Key: "a b.csv" };
        await root.send(
            new PutObjectCommand({ ...file, Body: "x", ServerSideEncryption: "aws:kms", SSEKMSKeyId: foreign }),
        );
        await root.send(new PutObjectCommand({ ...file, Key: "own.csv", Body: "x" }));

        const objects = allow(
            ["s3:PutObject", "s3:GetObject"],
            ["arrivals", "artifacts"].map((b) => `arn:aws:s3:::${b}/*`),
        );
        const using = (key: string) => allow(["kms:Decrypt", "kms:GenerateDataKey"], key);
        const role = await cloud.role("copier", "sagemaker.amazonaws.com", [objects, using(own)]);
        const s3 = new S3Client({ ...(await as("sagemaker.amazonaws.com", role)), forcePathStyle: true });
        const copy = (name: string) =>
            s3.send(
                new CopyObjectCommand({
                    Bucket: "artifacts",
                    Key: "kept",
                    CopySource: `arrivals/${encodeURIComponent(name)}`,
                }),
            );
        const refused = new RegExp(`not authorized to perform: kms:Decrypt on resource: ${foreign}`);
        await copy("own.csv");
        await assert.rejects(copy("a b.csv"), refused);
        await assert.rejects(s3.send(new GetObjectCommand(file)), refused);
        await assert.rejects(
            s3.send(
                new PutObjectCommand({
                    ...file,
                    Key: "c",
                    Body: "x",
                    ServerSideEncryption: "aws:kms",
                    SSEKMSKeyId: foreign,
                }),
            ),
            /not authorized to perform: kms:GenerateDataKey/,
        );
        await cloud.allow("copier", [objects, using(own), allow("kms:Decrypt", foreign)]);
        await copy("a b.csv");
        await s3.send(new GetObjectCommand(file));
        // Parts are read again when they are put together.
        await cloud.allow("copier", [objects, allow("kms:GenerateDataKey", own)]);
        const upload = new CreateMultipartUploadCommand({ Bucket: "artifacts", Key: "large" });
        await assert.rejects(s3.send(upload), /not authorized to perform: kms:Decrypt/);
    });

    it("give an object no key of more than 1,024 bytes", async () => {
        const root = new S3Client({ ...cloud.client, forcePathStyle: true });
        await root.send(new CreateBucketCommand({ Bucket: "long-names" }));
        const put = (Key: string) => root.send(new PutObjectCommand({ Bucket: "long-names", Key, Body: "" }));
        await put("k".repeat(1024));
        await put("\u00fc".repeat(512));
        await assert.rejects(put("k".repeat(1025)), { name: "KeyTooLongError" });
        await assert.rejects(put("\u00fc".repeat(513)), { name: "KeyTooLongError" });
    });

    it("let CloudWatch Logs use a log group's key, or the group is refused it", async () => {
        const [kms, logs] = [new KMSClient(cloud.client), new CloudWatchLogsClient(cloud.client)];
        const policyFor = (groups: string) => ({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "logs.us-east-1.amazonaws.com" },
                    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                    Resource: "*",
                    Condition: {
                        ArnLike: { "kms:EncryptionContext:aws:logs:arn": arn("logs", `log-group:${groups}`) },
                    },
                },
            ],
        });
        const keyFor = async (groups: string) =>
            (await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(policyFor(groups)) }))).KeyMetadata!.Arn!;
        const [right, other] = [await keyFor("/jobs/*"), await keyFor("/others/*")];
        const refused = { name: "InvalidParameterException", message: /not allowed to be used with LogGroup/ };
        const create = (logGroupName: string, kmsKeyId?: string) =>
            logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId }));
        await assert.rejects(create("/jobs/a", other), refused);
        await create("/jobs/a", right);
        await create("/jobs/b");
        const associate = (kmsKeyId: string) =>
            logs.send(new AssociateKmsKeyCommand({ logGroupName: "/jobs/b", kmsKeyId }));
        await assert.rejects(associate(other), refused);
        await associate(right);
        const keyOf = async () => {
            const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/jobs/b" }));
            return logGroups?.[0]?.kmsKeyId;
        };
        assert.equal(await keyOf(), right);
        await logs.send(new DisassociateKmsKeyCommand({ logGroupName: "/jobs/b" }));
        assert.equal(await keyOf(), undefined);
    });

    it("keep a key for a function's variables only where there are any", async () => {
        const key = (await new KMSClient(cloud.client).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        const lambda = new LambdaClient(cloud.client);
        const Role = await cloud.role("keyless", "lambda.amazonaws.com", []);
        const ZipFile = zip("index.js", "exports.handler = async () => 1;");
        const code = { Role, Runtime: "nodejs22.x" as const, Handler: "index.handler", Code: { ZipFile } };
        const create = async (FunctionName: string, Variables: Record<string, string>) =>
            lambda.send(
                new CreateFunctionCommand({ ...code, FunctionName, KMSKeyArn: key, Environment: { Variables } }),
            );
        assert.equal((await create("with-variables", { A: "b" })).KMSKeyArn, key);
        assert.ok(!(await create("without-variables", {})).KMSKeyArn);
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

    it("ask both accounts about another one's objects, key and copies, and tell roles apart", async () => {
        const theirs = { ...cloud.client, credentials: { accessKeyId: "222222222222", secretAccessKey: "local" } };
        const role = await cloud.role("foreign-reader", "lambda.amazonaws.com", []);
        const readers = (Action: string, Resource: string, roles = [role]) => ({
            ...{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action, Resource },
            Condition: { ArnEquals: { "aws:PrincipalArn": roles } },
        });
        const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
        const own = {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            Action: "kms:*",
            Resource: "*",
        };
        const kms = new KMSClient(theirs);
        const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy(own) }));
        const KeyId = KeyMetadata!.Arn!;
        const owner = new S3Client({ ...theirs, forcePathStyle: true });
        const Bucket = "theirs";
        await owner.send(new CreateBucketCommand({ Bucket }));
        const sealed = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KeyId } as const;
        await owner.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x", ...sealed }));
        const mine = new S3Client({ ...cloud.client, forcePathStyle: true });
        await mine.send(new CreateBucketCommand({ Bucket: "mine" }));

        const clientOf = async (name: string) =>
            new S3Client({ ...(await as("lambda.amazonaws.com", name)), forcePathStyle: true });
        const s3 = await clientOf(role);
        const get = (client = s3) => client.send(new GetObjectCommand({ Bucket, Key: "a" }));
        const share = (...statements: object[]) =>
            owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));
        const onObjects = "arn:aws:s3:::theirs/*";
        const rights = [allow("s3:GetObject", onObjects), allow("s3:PutObject", "arn:aws:s3:::mine/*")];

        await share(readers("s3:GetObject", onObjects));
        await assert.rejects(get(), { name: "AccessDenied" });
        await cloud.allow("foreign-reader", [...rights, allow("kms:Decrypt", KeyId)]);
        await assert.rejects(get(), /not authorized to perform: kms:Decrypt on resource: .*222222222222:key/);
        await kms.send(
            new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy: policy(own, readers("kms:Decrypt", "*")) }),
        );
        assert.equal(await (await get()).Body!.transformToString(), "x");
        await s3.send(new CopyObjectCommand({ Bucket: "mine", Key: "a", CopySource: "theirs/a" }));
        const other = await cloud.role("other-foreign-reader", "lambda.amazonaws.com", [
            ...rights,
            allow("kms:Decrypt", KeyId),
        ]);
        await assert.rejects(get(await clientOf(other)), { name: "AccessDenied" });
        await cloud.allow("foreign-reader", rights);
        await assert.rejects(get(), /not authorized to perform: kms:Decrypt/);
        await share(readers("s3:GetObject", onObjects, [other]));
        await assert.rejects(get(), { name: "AccessDenied" });
    });

    describe("of deliveries", () => {
        const boundary = `arn:aws:iam::${account}:policy/boundary`;
        const roleTrust = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });

        /** Brings up what the component asks for: the provider for GitHub, its roles and their policies. */
        before(async () => {
            const iam = new IAMClient(cloud.client);
            const everything = JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }],
            });
            await iam.send(new CreatePolicyCommand({ PolicyName: "boundary", PolicyDocument: everything }));
            const scope = {
                partition: "aws",
                region,
                accountId: account,
                stage: "dev",
                prefix: "drivetrain-platform-dev",
            };
            const args = { scope, repository: "anvil/cars", boundaryArn: boundary };
            const { resources } = await record(() => new Delivery("delivery", args));
            for (const { type, inputs } of resources) {
                const Url = inputs["url"] as string;
                const PolicyName = inputs["name"] as string;
                if (type.includes("openIdConnectProvider")) {
                    const ClientIDList = inputs["clientIdLists"] as string[];
                    await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList }));
                } else if (type === "aws:iam/role:Role") {
                    const AssumeRolePolicyDocument = inputs["assumeRolePolicy"] as string;
                    await iam.send(new CreateRoleCommand({ RoleName: PolicyName, AssumeRolePolicyDocument }));
                } else if (type === "aws:iam/policy:Policy") {
                    const PolicyDocument = inputs["policy"] as string;
                    await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
                }
            }
            for (const { inputs } of resources.filter(({ type }) => type.includes("rolePolicyAttachment"))) {
                const name = String(inputs["policyArn"]).split(":").at(-1)!;
                const PolicyArn = `arn:aws:iam::${account}:policy/${name}`;
                await iam.send(new AttachRolePolicyCommand({ RoleName: inputs["role"] as string, PolicyArn }));
            }
        });

        /** What a client of a role is made with, by a token such as GitHub's of a subject. */
        async function byToken(role: string, sub: string, aud = "sts.amazonaws.com") {
            const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
            const issuer = "https://token.actions.githubusercontent.com";
            const token = [{ alg: "RS256" }, { iss: issuer, sub, aud, iat: 1, exp: 4_000_000_000 }].map(encoded);
            const { Credentials: made } = await new STSClient(cloud.client).send(
                new AssumeRoleWithWebIdentityCommand({
                    RoleArn: `arn:aws:iam::${account}:role/drivetrain-platform-dev-${role}`,
                    RoleSessionName: "workflow",
                    WebIdentityToken: [...token, "c2ln"].join("."),
                }),
            );
            const credentials = {
                ...{ accessKeyId: made!.AccessKeyId!, secretAccessKey: made!.SecretAccessKey! },
                sessionToken: made!.SessionToken!,
            };
            return { ...cloud.client, credentials };
        }
        const main = "repo:anvil/cars:ref:refs/heads/main";

        it("let in the workflows of one repository, each by what it is", async () => {
            await byToken("deployer", main);
            await byToken("inspector", main);
            await byToken("previewer", "repo:anvil/cars:pull_request");
            const refused = { name: "AccessDenied" };
            await assert.rejects(byToken("deployer", "repo:anvil/cars:pull_request"), refused);
            await assert.rejects(byToken("deployer", "repo:anvil/cars:ref:refs/heads/main2"), refused);
            await assert.rejects(byToken("deployer", "repo:fork/cars:ref:refs/heads/main"), refused);
            await assert.rejects(byToken("deployer", main, "elsewhere"), refused);
            await assert.rejects(byToken("previewer", main), refused);
        });

        it("let a deployer make roles within the boundary alone, and change no role of the platform's", async () => {
            const iam = new IAMClient(await byToken("deployer", main));
            const refused = { name: "AccessDenied" };
            const made = { RoleName: "drivetrain-dev-cars-predict", AssumeRolePolicyDocument: roleTrust };
            const policy = {
                PolicyName: "all",
                PolicyDocument: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
                }),
            };
            await assert.rejects(iam.send(new CreateRoleCommand(made)), refused);
            const other = { ...made, PermissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess" };
            await assert.rejects(iam.send(new CreateRoleCommand(other)), refused);
            await iam.send(new CreateRoleCommand({ ...made, PermissionsBoundary: boundary }));
            await iam.send(new PutRolePolicyCommand({ RoleName: made.RoleName, ...policy }));
            await cloud.role("drivetrain-dev-cars-older", "lambda.amazonaws.com", []);
            const older = { RoleName: "drivetrain-dev-cars-older" };
            await assert.rejects(iam.send(new PutRolePolicyCommand({ ...older, ...policy })), refused);
            const platforms = { RoleName: "drivetrain-platform-dev-deployer", ...policy };
            await assert.rejects(iam.send(new PutRolePolicyCommand(platforms)), refused);
        });
    });
});
