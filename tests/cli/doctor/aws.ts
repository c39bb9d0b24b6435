import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What an AWS API answers: text as XML, an object as JSON. */
export type Answer =
    string | { readonly status?: number; readonly json: object } | { readonly status: number; readonly xml: string };

/** Answers by the call: `GetCallerIdentity`, `ListServiceQuotas`, or the path of a REST call. */
export type Answers = Readonly<Record<string, Answer | ((body: string) => Answer)>>;

const variables = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_PROFILE"];

/** Runs something while AWS's APIs are answered from a table; a call that is not in it is refused as one without rights. */
export async function withAws<T>(answers: Answers, work: () => Promise<T>): Promise<T> {
    const server = createServer((request, response) => {
        void read(request).then((body) => {
            const call = callOf(request, body);
            const found = answers[call];
            const answer: Answer = (typeof found === "function" ? found(body) : found) ?? {
                status: 403,
                ...("x-amz-target" in request.headers || request.method === "GET"
                    ? { json: { __type: "AccessDeniedException", message: `no right to ${call}` } }
                    : {
                          xml: `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no right to ${call}</Message></Error></ErrorResponse>`,
                      }),
            };
            if (typeof answer === "string") return response.end(answer);
            response.statusCode = answer.status ?? 200;
            const type = "json" in answer ? (answer.json as { __type?: string }).__type : undefined;
            if (type !== undefined) response.setHeader("x-amzn-errortype", type);
            return response.end("json" in answer ? JSON.stringify(answer.json) : answer.xml);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const before = variables.map((name) => [name, process.env[name]] as const);
    delete process.env["AWS_PROFILE"];
    Object.assign(process.env, {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...{ AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "us-east-1" },
    });
    try {
        return await work();
    } finally {
        for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    }
}

async function read(request: IncomingMessage): Promise<string> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    return body;
}

function callOf({ headers, url = "/" }: IncomingMessage, body: string): string {
    const target = headers["x-amz-target"];
    if (typeof target === "string") return target.split(".").at(-1)!;
    return new URLSearchParams(body).get("Action") ?? url.split("?")[0]!;
}
