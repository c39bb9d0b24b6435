import type { Architecture, Lambda, LogFormat, PackageType, Runtime, TracingMode } from "@aws-sdk/client-lambda";
import type { lambda } from "@pulumi/aws";
import { fromApi, regional, taggable, toApi } from "../../engine/convert";
import { define, Inputs } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { zipArchive } from "../../engine/zip";

/** Inputs that UpdateFunctionCode and not UpdateFunctionConfiguration changes. */
const codeInputs = ["architectures", "code", "s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash"];
const otherInputs = ["publish", "reservedConcurrentExecutions", "skipDestroy", "tags", "tagsAll"];

const lambdaFunction = define<lambda.FunctionArgs, lambda.FunctionState>({
    inputs: {
        ...regional,
        ...taggable,
        architectures: "strings",
        code: "file",
        deadLetterConfig: { "targetArn!": "string" },
        description: "string",
        environment: { variables: "map" },
        ephemeralStorage: { size: "number" },
        handler: "string",
        kmsKeyArn: "string",
        layers: "strings",
        loggingConfig: {
            applicationLogLevel: "string",
            "logFormat!": "Text|JSON",
            logGroup: "string",
            systemLogLevel: "string",
        },
        memorySize: "number",
        name: "string",
        packageType: "Zip|Image",
        publish: "boolean",
        reservedConcurrentExecutions: "number",
        "role!": "string",
        runtime: "string",
        s3Bucket: "string",
        s3Key: "string",
        s3ObjectVersion: "string",
        skipDestroy: "boolean",
        sourceCodeHash: "string",
        timeout: "number",
        tracingConfig: { "mode!": "Active|PassThrough" },
        vpcConfig: { ipv6AllowedForDualStack: "boolean", "securityGroupIds!": "set", "subnetIds!": "set" },
    },
    outputs: [
        "arn",
        "codeSha256",
        "invokeArn",
        "lastModified",
        "qualifiedArn",
        "qualifiedInvokeArn",
        "responseStreamingInvokeArn",
        "signingJobArn",
        "signingProfileVersionArn",
        "sourceCodeSize",
        "tagsAll",
        "version",
    ],
    computed: ["architectures", "ephemeralStorage", "loggingConfig", "sourceCodeHash", "tracingConfig"],
    autoName: { property: "name", maxLength: 64 },
    defaults: {
        memorySize: 128,
        packageType: "Zip",
        publish: false,
        reservedConcurrentExecutions: -1,
        skipDestroy: false,
        timeout: 3,
    },
    replaceOn: ["name", "packageType"],
    volatile: (changed) => (touchesFunction(changed) ? ["codeSha256", "lastModified", "sourceCodeSize"] : []),
    async create(aws, inputs) {
        const client = await aws.clients.lambda();
        const FunctionName = inputs.name ?? "";
        await client.createFunction({
            ...configuration(inputs),
            FunctionName,
            Architectures: inputs.architectures as Architecture[] | undefined,
            Code: code(inputs),
            PackageType: inputs.packageType as PackageType,
            Publish: inputs.publish,
            Tags: inputs.tagsAll,
        });
        return {
            id: FunctionName,
            async finish() {
                await settled(client, FunctionName);
                if ((inputs.reservedConcurrentExecutions ?? -1) >= 0) await setConcurrency(aws, FunctionName, inputs);
            },
        };
    },
    async read(aws, id) {
        const client = await aws.clients.lambda();
        const { Configuration: live = {}, Concurrency, Tags } = await client.getFunction({ FunctionName: id });
        const arn = live.FunctionArn?.replace(/:(\$LATEST|\d+)$/, "") ?? "";
        const version = live.Version ?? "$LATEST";
        return {
            arn,
            name: id,
            architectures: live.Architectures,
            codeSha256: live.CodeSha256,
            deadLetterConfig: fromApi(live.DeadLetterConfig),
            description: live.Description,
            environment: live.Environment && { variables: live.Environment.Variables ?? {} },
            ephemeralStorage: fromApi(live.EphemeralStorage),
            handler: live.Handler,
            invokeArn: invokeArn(aws, arn),
            kmsKeyArn: live.KMSKeyArn,
            lastModified: live.LastModified,
            layers: live.Layers?.map((layer) => layer.Arn ?? ""),
            loggingConfig: fromApi(live.LoggingConfig),
            memorySize: live.MemorySize,
            packageType: live.PackageType,
            qualifiedArn: `${arn}:${version}`,
            qualifiedInvokeArn: invokeArn(aws, `${arn}:${version}`),
            reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? -1,
            responseStreamingInvokeArn: invokeArn(aws, arn, "2021-11-15", "response-streaming-invocations"),
            role: live.Role,
            runtime: live.Runtime,
            sourceCodeSize: live.CodeSize,
            timeout: live.Timeout,
            tracingConfig: fromApi(live.TracingConfig),
            version,
            vpcConfig: live.VpcConfig?.SubnetIds?.length ? fromApi(live.VpcConfig) : undefined,
            tagsAll: Tags ?? {},
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.lambda();
        const FunctionName = id;
        if (changedBeyondCode(changed)) {
            await client.updateFunctionConfiguration({ ...configuration(news), FunctionName });
            await settled(client, FunctionName);
        }
        if (codeInputs.some((name) => changed.has(name))) {
            const Architectures = news.architectures as Architecture[] | undefined;
            await client.updateFunctionCode({ ...code(news), FunctionName, Architectures, Publish: news.publish });
            await settled(client, FunctionName);
        }
        if (changed.has("reservedConcurrentExecutions")) await setConcurrency(aws, id, news);
        const Resource = aws.arn("lambda", `function:${id}`);
        if (tags.removed.length) await client.untagResource({ Resource, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ Resource, Tags: tags.set });
    },
    async delete(aws, id, state) {
        if (state.skipDestroy) return;
        await (await aws.clients.lambda()).deleteFunction({ FunctionName: id });
    },
});

const changedBeyondCode = (changed: ReadonlySet<string>): boolean =>
    [...changed].some((name) => !codeInputs.includes(name) && !otherInputs.includes(name));

const touchesFunction = (changed: ReadonlySet<string>): boolean =>
    changedBeyondCode(changed) || codeInputs.some((name) => changed.has(name));

/** What an input that is left out means to UpdateFunctionConfiguration, which would keep the old value. */
function configuration(inputs: Inputs<lambda.FunctionArgs>) {
    return {
        DeadLetterConfig: { TargetArn: inputs.deadLetterConfig?.targetArn ?? "" },
        Description: inputs.description ?? "",
        Environment: { Variables: inputs.environment?.variables ?? {} },
        EphemeralStorage: { Size: inputs.ephemeralStorage?.size ?? 512 },
        Handler: inputs.handler,
        KMSKeyArn: inputs.kmsKeyArn ?? "",
        Layers: inputs.layers ?? [],
        LoggingConfig: toApi<{ LogFormat?: LogFormat } | undefined>(inputs.loggingConfig),
        MemorySize: inputs.memorySize,
        Role: inputs.role,
        Runtime: inputs.runtime as Runtime,
        Timeout: inputs.timeout,
        TracingConfig: { Mode: (inputs.tracingConfig?.mode ?? "PassThrough") as TracingMode },
        VpcConfig: {
            SubnetIds: inputs.vpcConfig?.subnetIds ?? [],
            SecurityGroupIds: inputs.vpcConfig?.securityGroupIds ?? [],
        },
    };
}

function code(inputs: Inputs<lambda.FunctionArgs>) {
    const { s3Bucket: S3Bucket, s3Key: S3Key, s3ObjectVersion: S3ObjectVersion } = inputs;
    if (S3Bucket) return { S3Bucket, S3Key, S3ObjectVersion };
    if (!inputs.code) throw new Error('The function has neither "code" nor "s3Bucket" and "s3Key".');
    return { ZipFile: zipArchive(inputs.code) };
}

async function setConcurrency(aws: Session, FunctionName: string, inputs: Inputs<lambda.FunctionArgs>): Promise<void> {
    const client = await aws.clients.lambda();
    const ReservedConcurrentExecutions = inputs.reservedConcurrentExecutions ?? -1;
    if (ReservedConcurrentExecutions < 0) await client.deleteFunctionConcurrency({ FunctionName });
    else await client.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions });
}

/** Waits until Lambda has taken a change, which the next call would collide with. */
async function settled(client: Lambda, FunctionName: string, deadline = Date.now() + 60_000): Promise<void> {
    for (;;) {
        const { State, LastUpdateStatus, StateReason } = await client.getFunctionConfiguration({ FunctionName });
        if (State === "Failed" || LastUpdateStatus === "Failed") throw new Error(StateReason ?? "the function failed");
        if (State !== "Pending" && LastUpdateStatus !== "InProgress") return;
        if (Date.now() > deadline) throw new Error(`the function was still ${State} after a minute`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/** The ARN by which API Gateway invokes a function. */
function invokeArn(aws: Session, arn: string, version = "2015-03-31", path = "invocations"): string {
    return `arn:${aws.partition}:apigateway:${aws.region}:lambda:path/${version}/functions/${arn}/${path}`;
}

export const types = { "aws:lambda/function:Function": lambdaFunction };
