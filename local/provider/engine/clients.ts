/**
 * AWS SDK clients at the emulator's endpoint, loaded when a service is first used: loading all of them takes seconds,
 * and most programs need a few.
 */
const constructors = {
    apigateway: async (c: Options) => new (await import("@aws-sdk/client-api-gateway")).APIGateway(c),
    athena: async (c: Options) => new (await import("@aws-sdk/client-athena")).Athena(c),
    cloudcontrol: async (c: Options) => new (await import("@aws-sdk/client-cloudcontrol")).CloudControl(c),
    cloudwatch: async (c: Options) => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(c),
    dynamodb: async (c: Options) => new (await import("@aws-sdk/client-dynamodb")).DynamoDB(c),
    ec2: async (c: Options) => new (await import("@aws-sdk/client-ec2")).EC2(c),
    ecr: async (c: Options) => new (await import("@aws-sdk/client-ecr")).ECR(c),
    events: async (c: Options) => new (await import("@aws-sdk/client-eventbridge")).EventBridge(c),
    glue: async (c: Options) => new (await import("@aws-sdk/client-glue")).Glue(c),
    iam: async (c: Options) => new (await import("@aws-sdk/client-iam")).IAM(c),
    kms: async (c: Options) => new (await import("@aws-sdk/client-kms")).KMS(c),
    lambda: async (c: Options) => new (await import("@aws-sdk/client-lambda")).Lambda(c),
    logs: async (c: Options) => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(c),
    quicksight: async (c: Options) => new (await import("@aws-sdk/client-quicksight")).QuickSight(c),
    s3: async (c: Options) => new (await import("@aws-sdk/client-s3")).S3({ ...c, forcePathStyle: true }),
    sagemaker: async (c: Options) => new (await import("@aws-sdk/client-sagemaker")).SageMaker(c),
    sfn: async (c: Options) => new (await import("@aws-sdk/client-sfn")).SFN(c),
    sns: async (c: Options) => new (await import("@aws-sdk/client-sns")).SNS(c),
    sqs: async (c: Options) => new (await import("@aws-sdk/client-sqs")).SQS(c),
    ssm: async (c: Options) => new (await import("@aws-sdk/client-ssm")).SSM(c),
};

interface Options {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** For each service a function that gives its client. */
export type Clients = {
    readonly [Service in keyof typeof constructors]: () => ReturnType<(typeof constructors)[Service]>;
};

/** The clients of one account; the emulator tells accounts apart by the access key, which is the account's number. */
export function clientsFor(account: string, region: string): Clients {
    const options = { region, credentials: { accessKeyId: account, secretAccessKey: "local" } };
    const made = new Map<string, Promise<unknown>>();
    const entries = Object.entries(constructors).map(([service, construct]) => [
        service,
        () => {
            const client = made.get(service) ?? construct({ ...options, endpoint: endpoint() });
            made.set(service, client);
            return client;
        },
    ]);
    return Object.fromEntries(entries) as Clients;
}

/**
 * The emulator's address, from AWS_ENDPOINT_URL.
 * @throws when it is missing, or is not on this machine: the local provider never talks to a cloud.
 */
export function endpoint(): string {
    const url = process.env.AWS_ENDPOINT_URL;
    if (!url) throw new Error("AWS_ENDPOINT_URL is not set: the local provider needs the local emulator's address.");
    const host = new URL(url).hostname;
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) {
        throw new Error(`AWS_ENDPOINT_URL is ${url}: the local provider talks to this machine only.`);
    }
    return url;
}
