import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

/** What a test changes from one update to the next. */
export interface Variant {
    readonly answer?: string;
    readonly functionName?: string;
    readonly retention?: number;
    readonly tag?: string;
    readonly value?: string;
    readonly output?: number;
    readonly rate?: number;
}

const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });

/** What Step Functions asks of the role of a machine that writes a log. */
const logDelivery = [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
];

/** A little of everything that the project deploys: names known, names made up, policies, code, documents. */
export function everyService(variant: Variant = {}): pulumi.automation.PulumiFn {
    return async () => {
        const { accountId } = await aws.getCallerIdentity();
        const key = new aws.kms.Key("key", { enableKeyRotation: true, deletionWindowInDays: 7 });
        new aws.kms.Alias("alias", { name: "alias/every", targetKeyId: key.keyId });
        const bucket = new aws.s3.Bucket("data", {
            bucket: `every-${accountId}`,
            forceDestroy: true,
            tags: { team: variant.tag ?? "ml" },
        });
        const madeUp = new aws.s3.Bucket("madeUp", { forceDestroy: true });
        settingsOf(bucket, key);
        new aws.s3.BucketObjectv2("object", {
            bucket: bucket.id,
            key: "code/script.py",
            source: new pulumi.asset.StringAsset("print(1)\n"),
            contentType: "text/x-python",
        });
        const topic = new aws.sns.Topic("topic", { name: "every", kmsMasterKeyId: key.arn });
        new aws.sns.TopicSubscription("mail", { topic: topic.arn, protocol: "email", endpoint: "ml@example.com" });
        new aws.sns.TopicPolicy("topicPolicy", {
            arn: topic.arn,
            policy: pulumi.jsonStringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sns:Publish",
                        Resource: topic.arn,
                    },
                ],
            }),
        });
        const answer = theFunction(variant);
        const api = theApi(answer, variant);
        theMachine(answer, variant);
        const parameter = new aws.ssm.Parameter("parameter", {
            name: "/every/parameter",
            type: "String",
            value: variant.value ?? "one",
        });
        glueJob(bucket, key, variant);
        const queue = new aws.sqs.Queue("queue", { name: "every", sqsManagedSseEnabled: true });
        return { ...api, madeUp: madeUp.bucket, version: parameter.version, queue: queue.url };
    };
}

function glueJob(bucket: aws.s3.Bucket, key: aws.kms.Key, variant: Variant): void {
    const keys = new aws.glue.SecurityConfiguration("keys", {
        encryptionConfiguration: {
            cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: key.arn },
            jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: key.arn },
            s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: key.arn },
        },
    });
    const role = new aws.iam.Role("glueRole", { assumeRolePolicy: trust("glue.amazonaws.com") });
    new aws.glue.Job("job", {
        name: "every",
        roleArn: role.arn,
        glueVersion: "5.0",
        workerType: "G.1X",
        numberOfWorkers: 2,
        timeout: variant.rate ?? 60,
        executionProperty: { maxConcurrentRuns: 1 },
        command: { scriptLocation: pulumi.interpolate`s3://${bucket.id}/code/script.py`, pythonVersion: "3" },
        defaultArguments: { "--job-bookmark-option": "job-bookmark-enable", "--TempDir": "s3://every/temp/" },
        securityConfiguration: keys.name,
        tags: { team: variant.tag ?? "ml" },
    });
}

function settingsOf(bucket: aws.s3.Bucket, key: aws.kms.Key): void {
    const args = { bucket: bucket.id };
    new aws.s3.BucketVersioning("versions", { ...args, versioningConfiguration: { status: "Enabled" } });
    new aws.s3.BucketOwnershipControls("owner", { ...args, rule: { objectOwnership: "BucketOwnerEnforced" } });
    new aws.s3.BucketNotification("events", { ...args, eventbridge: true });
    new aws.s3.BucketPublicAccessBlock("private", {
        ...args,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    new aws.s3.BucketServerSideEncryptionConfiguration("encryption", {
        ...args,
        rules: [
            {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
                bucketKeyEnabled: true,
            },
        ],
    });
    new aws.s3.BucketLifecycleConfiguration("lifecycle", {
        ...args,
        rules: [
            {
                id: "old",
                status: "Enabled",
                filter: { prefix: "runs/" },
                noncurrentVersionExpiration: { noncurrentDays: 30 },
                abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
        ],
    });
    const TlsOnly = {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    new aws.s3.BucketPolicy("tlsOnly", {
        ...args,
        policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [TlsOnly] }),
    });
}

function theFunction(variant: Variant): aws.lambda.Function {
    const name = variant.functionName ?? "every";
    const role = new aws.iam.Role("role", { name: "every", assumeRolePolicy: trust("lambda.amazonaws.com") });
    const logs = new aws.cloudwatch.LogGroup("logs", {
        name: "/aws/lambda/every",
        retentionInDays: variant.retention ?? 7,
    });
    const policy = new aws.iam.RolePolicy("rolePolicy", {
        name: "log",
        role: role.name,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: pulumi.interpolate`${logs.arn}:*`,
                },
            ],
        }),
    });
    const body = JSON.stringify(variant.answer ?? "first");
    return new aws.lambda.Function(
        "function",
        {
            name,
            role: role.arn,
            runtime: "nodejs22.x",
            handler: "index.handler",
            timeout: 10,
            environment: { variables: { STAGE: "test" } },
            code: new pulumi.asset.AssetArchive({
                "index.js": new pulumi.asset.StringAsset(
                    `exports.handler = async () => ({ statusCode: 200, body: ${body} });\n`,
                ),
            }),
        },
        { dependsOn: [policy, logs] },
    );
}

function theMachine(invoked: aws.lambda.Function, variant: Variant): void {
    const role = new aws.iam.Role("machineRole", { assumeRolePolicy: trust("states.amazonaws.com") });
    const logs = new aws.cloudwatch.LogGroup("machineLogs", { name: "/aws/vendedlogs/states/every" });
    const policy = new aws.iam.RolePolicy("machinePolicy", {
        role: role.name,
        policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: logDelivery, Resource: "*" }] },
    });
    const machineArgs: aws.sfn.StateMachineArgs = {
        name: "every",
        roleArn: role.arn,
        tracingConfiguration: { enabled: true },
        loggingConfiguration: {
            level: "ALL",
            includeExecutionData: true,
            logDestination: pulumi.interpolate`${logs.arn}:*`,
        },
        definition: JSON.stringify({
            QueryLanguage: "JSONata",
            StartAt: "Done",
            States: { Done: { Type: "Pass", Output: variant.output ?? 1, End: true } },
        }),
    };
    const machine = new aws.sfn.StateMachine("machine", machineArgs, { dependsOn: [policy] });
    const rule = new aws.cloudwatch.EventRule("rule", {
        name: "every",
        eventPattern: JSON.stringify({ source: ["aws.s3"], "detail-type": ["Object Created"] }),
    });
    new aws.cloudwatch.EventTarget("target", { rule: rule.name, arn: machine.arn, roleArn: role.arn });
    new aws.cloudwatch.EventTarget("functionTarget", { rule: rule.name, targetId: "function", arn: invoked.arn });
    new aws.lambda.Permission("permission", {
        action: "lambda:InvokeFunction",
        function: invoked.name,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
    });
}

function theApi(answer: aws.lambda.Function, variant: Variant) {
    const api = new aws.apigateway.RestApi("api", { name: "every", endpointConfiguration: { types: "REGIONAL" } });
    const restApi = api.id;
    const resource = new aws.apigateway.Resource("resource", {
        restApi,
        parentId: api.rootResourceId,
        pathPart: "predictions",
    });
    const at = { restApi, resourceId: resource.id, httpMethod: "POST" };
    const method = new aws.apigateway.Method("method", { ...at, authorization: "AWS_IAM" });
    const integration = new aws.apigateway.Integration(
        "integration",
        { ...at, type: "AWS_PROXY", integrationHttpMethod: "POST", uri: answer.invokeArn },
        { dependsOn: [method] },
    );
    new aws.lambda.Permission("apiPermission", {
        action: "lambda:InvokeFunction",
        function: answer.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
    });
    const deployment = new aws.apigateway.Deployment(
        "deployment",
        { restApi, triggers: { version: "1" } },
        { dependsOn: [integration] },
    );
    const stage = new aws.apigateway.Stage("stage", { restApi, deployment: deployment.id, stageName: "v1" });
    new aws.apigateway.MethodSettings("settings", {
        restApi,
        stageName: stage.stageName,
        methodPath: "*/*",
        settings: { throttlingRateLimit: variant.rate ?? 50, throttlingBurstLimit: 100, metricsEnabled: true },
    });
    const plan = new aws.apigateway.UsagePlan("plan", {
        name: "every",
        apiStages: [{ apiId: api.id, stage: stage.stageName }],
        throttleSettings: { rateLimit: variant.rate ?? 50, burstLimit: 100 },
    });
    const key = new aws.apigateway.ApiKey("apiKey", { name: "every" });
    new aws.apigateway.UsagePlanKey("planKey", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });
    return { url: pulumi.interpolate`${stage.invokeUrl}/predictions`, apiKeyId: key.id };
}

/** A network by awsx, with what hangs on it. */
export const network: pulumi.automation.PulumiFn = async () => {
    const vpc = new awsx.ec2.Vpc("network", {
        cidrBlock: "10.20.0.0/16",
        numberOfAvailabilityZones: 2,
        natGateways: { strategy: "Single" },
        subnetStrategy: "Auto",
        tags: { team: "ml" },
    });
    new aws.ec2.DefaultSecurityGroup("closed", { vpcId: vpc.vpcId });
    const group = new aws.ec2.SecurityGroup("group", { vpcId: vpc.vpcId });
    new aws.vpc.SecurityGroupIngressRule("https", {
        securityGroupId: group.id,
        cidrIpv4: "10.20.0.0/16",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
    });
    new aws.ec2.VpcEndpoint("s3", {
        vpcId: vpc.vpcId,
        serviceName: "com.amazonaws.us-east-1.s3",
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
    });
    new aws.ec2.VpcEndpoint("logs", {
        vpcId: vpc.vpcId,
        serviceName: "com.amazonaws.us-east-1.logs",
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: vpc.privateSubnetIds,
        securityGroupIds: [group.id],
    });
    return { vpcId: vpc.vpcId, privateSubnetIds: vpc.privateSubnetIds, publicSubnetIds: vpc.publicSubnetIds };
};
