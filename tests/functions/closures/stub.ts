import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A call of an AWS API, as far as the stub reads it. */
export interface StubCall {
    /** `GetParameters` and the like; for APIs without such a name, the method and the path. */
    readonly operation: string;
    /** The body: JSON or a form as an object, all else as text. */
    readonly input: unknown;
}

/** An answer: an object is sent as JSON, a text as it is, a refusal with its status. */
export type StubAnswer = object | string | Refusal;

export interface Refusal {
    readonly status: number;
    readonly body: string;
}

/** Answers AWS API calls on the loopback interface from a table by operation, and remembers them. */
export class AwsStub {
    readonly calls: StubCall[] = [];
    private answers: Readonly<Record<string, StubAnswer>> = {};
    private readonly server: Server;

    constructor() {
        this.server = createServer((request, response) => {
            void readCall(request).then((call) => {
                this.calls.push(call);
                const answer = this.answerTo(call) ?? { status: 500, body: '{"__type":"NoAnswer"}' };
                const refused = typeof answer === "object" && "status" in answer && "body" in answer;
                const { status, body } = refused ? answer : { status: 200, body: answer };
                response.statusCode = status;
                response.end(typeof body === "string" ? body : JSON.stringify(body));
            });
        });
    }

    /** Where it listens. */
    async start(): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** Forgets the calls so far, and answers by this table from now on. */
    expect(answers: Readonly<Record<string, StubAnswer>>): void {
        this.calls.length = 0;
        this.answers = answers;
    }

    /** By the operation, or by one that ends in `*` and begins alike. */
    private answerTo({ operation }: StubCall): StubAnswer | undefined {
        const begins = Object.keys(this.answers).find(
            (one) => one.endsWith("*") && operation.startsWith(one.slice(0, -1)),
        );
        return this.answers[operation] ?? (begins === undefined ? undefined : this.answers[begins]);
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }
}

async function readCall(request: IncomingMessage): Promise<StubCall> {
    const body = await text(request);
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") {
        return { operation: target.split(".").at(-1) ?? "", input: JSON.parse(body) as unknown };
    }
    const form = Object.fromEntries(new URLSearchParams(body));
    if (form["Action"] !== undefined) {
        return { operation: form["Action"], input: form };
    }
    const path = new URL(request.url ?? "/", "http://stub").pathname;
    return { operation: `${request.method} ${decodeURIComponent(path)}`, input: body };
}
