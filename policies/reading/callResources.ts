import { isObject, listOf, UNKNOWN } from "../engine/judgement";
import { passedRoles } from "./callActions";
import { covers } from "./permissions";
import { callOf, type Task } from "./stateMachine";
import { waitRule } from "./waitActions";

/** What a call acts on, as far as the definition names it. */
export interface CallResource {
    readonly action: string;
    /** An ARN; `*` in place of a region or an account that the definition does not tell. */
    readonly arn: string;
}

const [any, everywhere] = ["*", "*:*"];

/** By call: the action that is judged, and the ARN that a field of the request is or makes. */
const named: Readonly<Record<string, readonly [action: string, field: string, arnOf?: (value: string) => string]>> = {
    "lambda:invoke": [
        "lambda:InvokeFunction",
        "FunctionName",
        (name) => `arn:${any}:lambda:${everywhere}:function:${name}`,
    ],
    "states:startExecution": ["states:StartExecution", "StateMachineArn"],
    "sfn:startExecution": ["states:StartExecution", "StateMachineArn"],
    "sns:publish": ["sns:Publish", "TopicArn"],
    "sqs:sendMessage": [
        "sqs:SendMessage",
        "QueueUrl",
        (url) => `arn:${any}:sqs:${everywhere}:${url.split("/").at(-1)}`,
    ],
    "ssm:putParameter": ["ssm:PutParameter", "Name", parameterOf],
    "ssm:getParameter": ["ssm:GetParameter", "Name", parameterOf],
    "ssm:getParameters": ["ssm:GetParameters", "Names", parameterOf],
    ...Object.fromEntries(
        ["getItem", "putItem", "updateItem", "deleteItem", "query", "scan"].map((action) => [
            `dynamodb:${action}`,
            [`dynamodb:${capital(action)}`, "TableName", tableOf] as const,
        ]),
    ),
    ...Object.fromEntries(
        ["createEndpoint", "updateEndpoint", "deleteEndpoint", "describeEndpoint"].map((action) => [
            `sagemaker:${action}`,
            [`sagemaker:${capital(action)}`, "EndpointName", endpointOf] as const,
        ]),
    ),
    ...Object.fromEntries(
        ["startJobRun", "getJobRun", "getJobRuns", "batchStopJobRun"].map((action) => [
            `glue:${action}`,
            [
                `glue:${capital(action)}`,
                "JobName",
                (name: string) => `arn:${any}:glue:${everywhere}:job/${name}`,
            ] as const,
        ]),
    ),
    "s3:putObject": ["s3:PutObject", "Bucket", (bucket) => `arn:${any}:s3:::${bucket}/`],
    "s3:copyObject": ["s3:PutObject", "Bucket", (bucket) => `arn:${any}:s3:::${bucket}/`],
    "s3:getObject": ["s3:GetObject", "Bucket", (bucket) => `arn:${any}:s3:::${bucket}/`],
};

/** What a task's call acts on. What only the running state machine knows is left out. */
export function resourcesOfCall(task: Task): readonly CallResource[] {
    if (task.credentials !== undefined) return rolesOf("sts:AssumeRole", task.credentials);
    if (/^arn:[^:]+:lambda:/.test(task.resource)) return [{ action: "lambda:InvokeFunction", arn: task.resource }];
    const call = callOf(task);
    if (call === undefined) return [];
    const rule = waitRule(call);
    const rules =
        rule === undefined ? [] : [{ action: "events:PutRule", arn: `arn:${any}:events:${everywhere}:rule/${rule}` }];
    const roles = call.service === "sts" ? [] : rolesOf("iam:PassRole", task.input);
    const [action, field, arnOf] = named[`${call.service}:${call.action}`] ?? [];
    if (action === undefined || field === undefined || !isObject(task.input)) return [...roles, ...rules];
    const values = listOf(task.input[field]).filter((value) => typeof value === "string");
    const own = values.map((value) => ({ action, arn: /^arn:/.test(value) ? value : (arnOf?.(value) ?? value) }));
    return [...own, ...roles, ...rules];
}

/** Whether the resource of a statement takes in what a call acts on; of a bucket it is enough to be about its objects. */
export function takesIn(resource: string, arn: string): boolean {
    if (resource === "*" || covers(resource, arn)) return true;
    const [pattern, wanted] = [partsOf(resource), partsOf(arn)];
    return (
        pattern.every((part, index) => wanted[index] === any || index === 5 || covers(part, wanted[index] ?? "")) &&
        (covers(pattern[5] ?? "", wanted[5] ?? "") || isOfBucket(pattern[5] ?? "", wanted[5] ?? ""))
    );
}

function isOfBucket(pattern: string, name: string): boolean {
    return name.endsWith("/") && covers(pattern.split("/")[0] ?? "", name.slice(0, -1)) && pattern.includes("/");
}

/** The six parts of an ARN, of which the last may have colons. */
function partsOf(arn: string): readonly string[] {
    const parts = arn.split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function rolesOf(action: string, input: unknown): readonly CallResource[] {
    if (input === UNKNOWN) return [];
    return passedRoles(input).flatMap((arn) => (typeof arn === "string" && /^arn:/.test(arn) ? [{ action, arn }] : []));
}

function parameterOf(name: string): string {
    return `arn:${any}:ssm:${everywhere}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}

function tableOf(name: string): string {
    return `arn:${any}:dynamodb:${everywhere}:table/${name}`;
}

function endpointOf(name: string): string {
    return `arn:${any}:sagemaker:${everywhere}:endpoint/${name.toLowerCase()}`;
}

function capital(action: string): string {
    return `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}
