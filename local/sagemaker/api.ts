import * as http from "node:http";
import { type Account, Accounts } from "./account";
import { messageOf, ServiceError } from "./errors";
import type { Services } from "./job";
import { operations } from "./operations";
import { invokeEndpoint, payloadLimit } from "./runtime";
import { readServiceModel } from "./serviceModel";
import { RequestValidator } from "./validation";

interface Answer {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: Buffer | string;
}

/**
 * The SageMaker and SageMaker Runtime APIs over HTTP.
 *
 * It trusts its caller: signatures and permissions are the emulator's business, which stands before it and names the
 * account and the region in `x-drivetrain-account` and `x-drivetrain-region`.
 */
export class Api {
    private readonly accounts = new Accounts();
    private validator?: RequestValidator;

    constructor(private readonly services: Services) {}

    /** Handles one HTTP request. */
    async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
        const answer = await this.answer(request);
        response.writeHead(answer.status, answer.headers);
        response.end(answer.body);
    }

    /** Ends every job and every endpoint, of all accounts. */
    async close(): Promise<void> {
        const all = [...this.accounts].flatMap((account) => [
            ...[...account.trainingJobs.values(), ...account.processingJobs.values()].map((job) => job.abandon()),
            ...[...account.endpoints.values()].map((endpoint) => endpoint.stop()),
        ]);
        await Promise.allSettled(all);
    }

    private async answer(request: http.IncomingMessage): Promise<Answer> {
        const { method, url = "/" } = request;
        const invocation = /^\/endpoints\/([^/]+)\/invocations$/.exec(url.split("?")[0]!);
        try {
            if (method === "GET" && url === "/health") {
                return json(200, { status: "ok" });
            }
            const account = this.accounts.get(
                header(request, "x-drivetrain-account"),
                header(request, "x-drivetrain-region"),
            );
            if (method === "POST" && invocation) {
                const body = await readBody(request, payloadLimit);
                const name = decodeURIComponent(invocation[1]!);
                const { headers, body: answer } = await invokeEndpoint(account, name, request.headers, body);
                return { status: 200, headers, body: answer };
            }
            const target = header(request, "x-amz-target");
            if (method !== "POST" || !target) {
                throw new ServiceError(
                    "UnknownOperationException",
                    `There is no ${method} ${url} in the SageMaker API.`,
                    404,
                );
            }
            return json(200, await this.call(account, target, await readBody(request, payloadLimit)));
        } catch (error) {
            return describeError(error, invocation !== null);
        }
    }

    private async call(account: Account, target: string, body: Buffer): Promise<object> {
        const name = target.split(".").at(-1)!;
        const operation = operations[name];
        this.validator ??= new RequestValidator(readServiceModel(this.services.python));
        if (!operation) {
            const known = this.validator.knows(name);
            throw new ServiceError(
                "UnknownOperationException",
                known
                    ? `The local stage does not support the SageMaker operation ${name}.`
                    : `SageMaker has no operation ${name}.`,
            );
        }
        const input = parseInput(body);
        this.validator.check(name, input);
        return operation(account, input as never, this.services);
    }
}

/** Members that are null count as absent, as on AWS. */
function parseInput(body: Buffer): unknown {
    const text = body.toString("utf8");
    try {
        return JSON.parse(text || "{}", (_, value: unknown) => (value === null ? undefined : value));
    } catch {
        throw new ServiceError("SerializationException", "The request body is not valid JSON.");
    }
}

async function readBody(request: http.IncomingMessage, limit: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size <= limit) {
            chunks.push(chunk);
        }
    }
    if (size > limit) {
        throw new ServiceError(
            "ValidationError",
            `The request has ${size} bytes; SageMaker takes at most ${limit} bytes in one request.`,
            413,
        );
    }
    return Buffer.concat(chunks);
}

function describeError(error: unknown, runtime: boolean): Answer {
    const known = error instanceof ServiceError ? error : new ServiceError("InternalFailure", messageOf(error), 500);
    if (!(error instanceof ServiceError)) {
        console.error(error);
    }
    const body = runtime
        ? { Message: known.message, ...known.details }
        : { __type: known.code, message: known.message, ...known.details };
    const answer = json(known.status, body);
    return { ...answer, headers: { ...answer.headers, "x-amzn-errortype": known.code } };
}

function json(status: number, value: object): Answer {
    return {
        status,
        headers: { "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify(toWire(value)),
    };
}

/** AWS JSON writes a time as seconds since the epoch. */
function toWire(value: unknown): unknown {
    if (value instanceof Date) {
        return value.getTime() / 1000;
    }
    if (Array.isArray(value)) {
        return value.map(toWire);
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toWire(member)]));
    }
    return value;
}

function header(request: http.IncomingMessage, name: string): string | undefined {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
}
