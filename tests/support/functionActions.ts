import assert from "node:assert/strict";
import { UNKNOWN } from "../../policies/engine/judgement";
import { requirementOf } from "../../policies/reading/callActions";
import type { SentCommand } from "./handlerCalls";

/** The properties of a function by which Lambda itself uses the function's role. */
export interface FunctionPlatform {
    readonly environment?: { readonly variables: Readonly<Record<string, string>> };
    readonly kmsKeyArn?: string;
    readonly tracingConfig?: { readonly mode: string };
    readonly vpcConfig?: object;
    readonly deadLetterConfig?: object;
    /** Whether events that the function could not handle go to a queue. */
    readonly sendsFailures: boolean;
}

/** What writing something encrypted takes of its key, where it is read again by the writer's rights. */
const readAndWrite = ["kms:Decrypt", "kms:GenerateDataKey"];

/**
 * What the service asks of the key, of who sends a command, where what it touches has the stack's key. The sources stand
 * in local/emulator/iam/encryption_at_rest.py, which asks for the same.
 */
const keyActions: Readonly<Record<string, readonly string[]>> = {
    "s3:GetObject": ["kms:Decrypt"],
    "s3:PutObject": ["kms:GenerateDataKey"],
    "s3:CopyObject": readAndWrite,
    "s3:CreateMultipartUpload": readAndWrite,
    "s3:UploadPart": readAndWrite,
    "s3:UploadPartCopy": readAndWrite,
    "s3:CompleteMultipartUpload": readAndWrite,
    "sns:Publish": readAndWrite,
    "dynamodb:DeleteItem": ["kms:Decrypt"],
    "dynamodb:GetItem": ["kms:Decrypt"],
    "dynamodb:UpdateItem": ["kms:Decrypt"],
};

/**
 * All that a function's role must allow, and nothing else.
 * @param commands what its handler sends
 * @throws where nobody has listed what a command needs
 */
export function functionActions(commands: readonly SentCommand[], platform: FunctionPlatform): readonly string[] {
    return [...new Set([...commands.flatMap(commandActions), ...platformActions(platform)])].sort();
}

function commandActions({ client, operation, members }: SentCommand): readonly string[] {
    const command = `${client}:${operation}`;
    const action = operation.charAt(0).toLowerCase() + operation.slice(1);
    const required = requirementOf({
        // As a state machine would call it.
        resource: `arn:aws:states:::aws-sdk:${client.replaceAll("-", "")}:${action}`,
        input: Object.fromEntries(members.map((member) => [member, UNKNOWN])),
        path: command,
        credentials: undefined,
    });
    assert.ok(required !== undefined, `nobody has listed what ${command} needs: policies/reading/callActions.ts`);
    const ofKey = keyActions[command] ?? [];
    for (const one of ofKey) assert.ok(required.mayNeed.includes(one), `${command} does not need ${one}`);
    return [...required.needs.flatMap((need) => oneOf(need, members)), ...ofKey];
}

/** The action for a version is asked where the request names one. */
function oneOf(need: string | readonly string[], members: readonly string[]): string {
    if (typeof need === "string") return need;
    const isVersion = (action: string) => action.endsWith("Version");
    const found = need.filter((action) => isVersion(action) === members.includes("VersionId"));
    assert.equal(found.length, 1, `which of ${need.join()} is needed?`);
    return String(found[0]);
}

/**
 * What Lambda does as the function's role. Logs, traces and networks, as AWS's own policies for execution roles have it:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html (but for `logs:CreateLogGroup`, since
 * the group is there before the function). Variables under a key of one's own:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html. Where events go that failed:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html, and, since the queue is encrypted,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html.
 */
function platformActions(platform: FunctionPlatform): readonly string[] {
    const { environment, kmsKeyArn, tracingConfig, vpcConfig, deadLetterConfig, sendsFailures } = platform;
    const hasVariables = Object.keys(environment?.variables ?? {}).length > 0;
    return [
        ...["logs:CreateLogStream", "logs:PutLogEvents"],
        ...(hasVariables && kmsKeyArn !== undefined ? ["kms:Decrypt"] : []),
        ...(sendsFailures || deadLetterConfig !== undefined ? ["sqs:SendMessage", ...readAndWrite] : []),
        ...(tracingConfig?.mode === "Active" ? ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] : []),
        ...(vpcConfig === undefined ? [] : networkActions),
    ];
}

const networkActions = [
    ...["CreateNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets", "DeleteNetworkInterface"],
    ...["AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"],
].map((name) => `ec2:${name}`);
