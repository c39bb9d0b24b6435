import * as http from "node:http";
import { bundleAt, bundlesPath } from "../quicksight/bundles";
import { type Account, Accounts } from "./core/account";
import { messageOf, ServiceError } from "./core/errors";
import { Faults } from "./core/faults";
import { readServiceModel } from "./core/serviceModel";
import type { Services } from "./core/services";
import { RequestValidator } from "./core/validation";
import { endpoints } from "./hosting/endpoints";
import { InvocationMetrics } from "./hosting/metrics";
import { invokeEndpoint, payloadLimit } from "./hosting/runtime";
import { processingJobs } from "./jobs/processing";
import { trainingJobs } from "./jobs/training";
import { type JsonApi, jsonApis } from "./jsonApis";
import { transformJobs } from "./transform/transform";
import { tuningJobs } from "./tuning/tuningJobs";

/** Where faults are asked for: beside the AWS APIs, on the server's own address only. */
export const faultsPath = "/_faults";

interface Answer {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: Buffer | string;
}

/**
 * The SageMaker, SageMaker Runtime, Application Auto Scaling and QuickSight APIs over HTTP.
 *
 * It trusts its caller: signatures and permissions are the emulator's business, which stands before it and names the
 * account and the region in `x-drivetrain-account` and `x-drivetrain-region`.
 */
export class Api {
    private readonly accounts = new Accounts();
    private readonly services: Services;
    private readonly metrics: InvocationMetrics;
    private readonly validators = new Map<string, RequestValidator>();

    constructor(surroundings: Omit<Services, "faults" | "metrics">) {
        this.metrics = new InvocationMetrics(surroundings.aws);
        this.services = { ...surroundings, faults: new Faults(), metrics: this.metrics };
    }

    /** Handles one HTTP request. */
    async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
        const answer = await this.answer(request);
        response.writeHead(answer.status, answer.headers);
        response.end(answer.body);
    }

    /** Ends every job and every endpoint, of all accounts. */
    async close(): Promise<void> {
        [...this.accounts].forEach((account) => tuningJobs.of(account).forEach((job) => job.abandon()));
        const all = [...this.accounts].flatMap((account) => [
            ...[trainingJobs.of(account), processingJobs.of(account), transformJobs.of(account)].flatMap((jobs) =>
                [...jobs.values()].map((job) => job.abandon()),
            ),
            ...[...endpoints.of(account).values()].map((endpoint) => endpoint.stop()),
        ]);
        await Promise.allSettled(all);
        await this.metrics.close();
    }

    private async answer(request: http.IncomingMessage): Promise<Answer> {
        const { method, url = "/" } = request;
        const invocation = /^\/endpoints\/([^/]+)\/invocations$/.exec(url.split("?")[0]!);
        try {
            if (method === "GET" && url === "/health") {
                return json(200, { status: "ok" });
            }
            if (method === "GET" && url.startsWith(bundlesPath)) {
                return bundle(url);
            }
            if (url === faultsPath) {
                return json(200, await this.setFaults(method, request));
            }
            const account = this.accounts.get(
                header(request, "x-drivetrain-account"),
                header(request, "x-drivetrain-region"),
            );
            if (method === "POST" && invocation) {
                this.services.faults.refuse("InvokeEndpoint");
                const body = await readBody(request, payloadLimit);
                const name = decodeURIComponent(invocation[1]!);
                const { headers, body: answer } = await invokeEndpoint(
                    account,
                    name,
                    request.headers,
                    body,
                    this.metrics,
                );
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

    /** POST adds faults that are to happen, DELETE takes those back that still wait; both tell what waits then. */
    private async setFaults(method: string | undefined, request: http.IncomingMessage): Promise<object> {
        const { faults } = this.services;
        if (method === "POST") {
            faults.add(parseInput(await readBody(request, payloadLimit)));
        } else if (method === "DELETE") {
            faults.clear();
        }
        return faults.list;
    }

    private async call(account: Account, target: string, body: Buffer): Promise<object> {
        const [prefix, name = ""] = target.split(".") as [string, string?];
        const api = jsonApis[prefix] ?? jsonApis.SageMaker!;
        const validator = this.validatorOf(api);
        const operation = api.operations[name];
        if (!operation) {
            throw new ServiceError(
                "UnknownOperationException",
                validator.knows(name)
                    ? `The local stage does not support the ${api.name} operation ${name}.`
                    : `${api.name} has no operation ${name}.`,
            );
        }
        this.services.faults.refuse(name);
        const input = parseInput(body);
        validator.check(name, input);
        const output = await operation(account, input as never, this.services);
        this.services.faults.refuse(name, true);
        return output;
    }

    private validatorOf({ model }: JsonApi): RequestValidator {
        const validator =
            this.validators.get(model) ?? new RequestValidator(readServiceModel(this.services.python, model));
        this.validators.set(model, validator);
        return validator;
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

function bundle(url: string): Answer {
    const found = bundleAt(url);
    if (!found) throw new ServiceError("AccessDenied", "There is no such bundle.", 403);
    return { status: 200, headers: { "content-type": "application/zip" }, body: Buffer.from(found) };
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
