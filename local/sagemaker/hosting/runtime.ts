import type { IncomingHttpHeaders } from "node:http";
import { type ContainerAnswer, invocationSeconds } from "../containers/serving";
import type { Account } from "../core/account";
import { messageOf, ServiceError } from "../core/errors";
import { endpoints } from "./endpoints";
import type { Member } from "./fleet";
import type { InvocationMetrics } from "./metrics";

/** The service's limit on a payload: 25 MB. A container may have a lower one of its own. */
export const payloadLimit = 25 * 1024 * 1024;

/** What `InvokeEndpoint` sends back. */
export interface InvocationAnswer {
    readonly headers: Record<string, string>;
    readonly body: Buffer;
}

/**
 * `InvokeEndpoint` of the SageMaker Runtime API.
 *
 * @throws ServiceError `ValidationError` for a request that no container sees, `ModelError` (424) with the container's
 *     own status and message, `ServiceUnavailable` (503) while a container starts again
 */
export async function invokeEndpoint(
    account: Account,
    endpointName: string,
    headers: IncomingHttpHeaders,
    body: Buffer,
    metrics: InvocationMetrics,
): Promise<InvocationAnswer> {
    const began = performance.now();
    const member = findMember(account, endpointName, header(headers, "x-amzn-sagemaker-target-variant"));
    refuse(headers);
    const inferenceId = inferenceIdIn(headers);
    const answer = await measured(account, member, metrics, began, () => ask(account, member, headers, body));
    if (answer.status < 200 || answer.status > 299) {
        throw modelError(account, member, answer.status, answer.body.toString("utf8"));
    }
    member.capture?.record({
        input: { contentType: header(headers, "content-type"), body },
        output: answer,
        inferenceId,
    });
    return {
        headers: {
            "content-type": answer.contentType,
            "x-amzn-invoked-production-variant": member.variant.name,
            ...(answer.customAttributes ? { "x-amzn-sagemaker-custom-attributes": answer.customAttributes } : {}),
        },
        body: answer.body,
    };
}

function findMember(account: Account, endpointName: string, target: string | undefined): Member {
    const endpoint = endpoints.of(account).get(endpointName);
    if (!endpoint?.fleet) {
        throw new ServiceError("ValidationError", `Endpoint ${endpointName} of account ${account.id} not found.`);
    }
    const member = endpoint.next(target);
    if (!member) {
        throw new ServiceError("ValidationError", `Variant ${target} of endpoint ${endpointName} not found.`);
    }
    return member;
}

/** Counts an invocation, and how long the container took over it, however it ends. */
async function measured(
    account: Account,
    { variant, config }: Member,
    metrics: InvocationMetrics,
    began: number,
    invoke: () => Promise<ContainerAnswer>,
): Promise<ContainerAnswer> {
    const asked = performance.now();
    let status = 0;
    try {
        const answer = await invoke();
        status = answer.status;
        return answer;
    } finally {
        const answered = performance.now();
        metrics.record(
            account,
            { endpoint: variant.endpointName, variant: variant.name, config, instances: variant.instances },
            { status, modelLatency: (answered - asked) * 1000, latency: (answered - began) * 1000 },
        );
    }
}

/** Features of the runtime API that would change the answer. */
const refused = {
    "x-amzn-sagemaker-target-model": "TargetModel",
    "x-amzn-sagemaker-target-container-hostname": "TargetContainerHostname",
    "x-amzn-sagemaker-enable-explanations": "EnableExplanations",
    "x-amzn-sagemaker-inference-component": "InferenceComponentName",
    "x-amzn-sagemaker-session-id": "SessionId",
};

function refuse(headers: IncomingHttpHeaders): void {
    for (const [name, feature] of Object.entries(refused)) {
        if (headers[name] !== undefined) {
            throw new ServiceError("ValidationError", `The local stage does not support ${feature} in InvokeEndpoint.`);
        }
    }
}

/** The caller's own name for a request, by the service model's constraints. */
function inferenceIdIn(headers: IncomingHttpHeaders): string | undefined {
    const id = header(headers, "x-amzn-sagemaker-inference-id");
    if (id === undefined) return undefined;
    const failed = (constraint: string) =>
        new ServiceError(
            "ValidationError",
            `1 validation error detected: Value '${id}' at 'inferenceId' failed to satisfy constraint: ${constraint}`,
        );
    if (id.length < 1) throw failed("Member must have length greater than or equal to 1");
    if (id.length > 64) throw failed("Member must have length less than or equal to 64");
    if (!/^[!-~][ -~]*$/.test(id)) {
        throw failed("Member must satisfy regular expression pattern: \\A\\S[\\p{Print}]*\\z");
    }
    return id;
}

async function ask(
    account: Account,
    member: Member,
    headers: IncomingHttpHeaders,
    body: Buffer,
): Promise<ContainerAnswer> {
    if (!member.variant.ready) {
        throw new ServiceError(
            "ServiceUnavailable",
            `The container of variant ${member.variant.name} of endpoint ${member.variant.endpointName} is not ` +
                "running; try again.",
            503,
        );
    }
    const names = ["content-type", "accept", "x-amzn-sagemaker-custom-attributes"];
    const passed = names.flatMap((name) => {
        const value = header(headers, name);
        return value === undefined ? [] : [[name, value] as const];
    });
    try {
        return await member.variant.invoke(body, Object.fromEntries(passed));
    } catch (error) {
        if (error instanceof Error && error.name === "TimeoutError") {
            throw modelError(
                account,
                member,
                0,
                `Your invocation timed out while waiting for a response from container primary (${invocationSeconds} ` +
                    "seconds). Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, " +
                    "and try again.",
            );
        }
        member.variant.report(`An invocation broke off: ${messageOf(error)}`);
        throw modelError(account, member, 503, "The container ended before it answered.");
    }
}

/** SageMaker's wording of what a container answered. */
function modelError(account: Account, { variant }: Member, status: number, message: string): ServiceError {
    const kind = status >= 400 && status < 500 ? "client" : "server";
    const group = `/aws/sagemaker/Endpoints/${variant.endpointName}`;
    const console = `https://${account.region}.console.aws.amazon.com/cloudwatch/home?region=${account.region}`;
    return new ServiceError(
        "ModelError",
        `Received ${kind} error (${status}) from primary with message "${message}". See ${console}` +
            `#logEventViewer:group=${group} in account ${account.id} for more information.`,
        424,
        {
            ErrorCode: `${kind.toUpperCase()}_ERROR_FROM_MODEL`,
            OriginalStatusCode: status,
            OriginalMessage: message,
            LogStreamArn: `arn:aws:logs:${account.region}:${account.id}:log-group:${group}`,
        },
    );
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
}
