import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { APIGatewayClient, GetApiKeyCommand } from "@aws-sdk/client-api-gateway";
import { SignatureV4 } from "@smithy/signature-v4";
import type { ModelOutputs } from "../stacks/outputs";
import { defaultStack, stackOption } from "../stacks/stackOption";
import { CommandError } from "../terminal/errors";

export interface ApiAnswer {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
}

/** Sends records to a model's prediction API, signed by the caller's credentials and with the API key. */
export class PredictionClient {
    private readonly gateway = new APIGatewayClient({});
    private apiKey: string | undefined;
    private sent = 0;

    constructor(private readonly realtime: ModelOutputs["realtime"]) {}

    /** How many requests were sent. */
    get requests(): number {
        return this.sent;
    }

    async post(body: string, contentType: string, accept: string): Promise<ApiAnswer> {
        const url = new URL(this.realtime.url);
        const headers = {
            host: url.host,
            "content-type": contentType,
            accept,
            "x-api-key": await this.key(),
        };
        const signer = new SignatureV4({
            service: "execute-api",
            region: await this.gateway.config.region(),
            credentials: this.gateway.config.credentials,
            sha256: Sha256,
        });
        const signed = await signer.sign({
            method: "POST",
            protocol: url.protocol,
            hostname: url.hostname,
            path: url.pathname,
            query: Object.fromEntries(url.searchParams),
            headers,
            body,
        });
        this.sent += 1;
        const response = await fetch(url, { method: "POST", headers: signed.headers, body });
        return {
            status: response.status,
            contentType: response.headers.get("content-type") ?? "",
            body: await response.text(),
        };
    }

    private async key(): Promise<string> {
        if (this.apiKey === undefined) {
            const request = new GetApiKeyCommand({ apiKey: this.realtime.apiKeyId, includeValue: true });
            this.apiKey = (await this.gateway.send(request)).value ?? "";
        }
        return this.apiKey;
    }
}

/** The signer's hash, by node's own crypto. */
class Sha256 {
    private hash: Hash | Hmac;

    constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
        this.hash = this.fresh();
    }

    update(data: string | ArrayBuffer | ArrayBufferView): void {
        this.hash.update(bytes(data));
    }

    digest(): Promise<Uint8Array> {
        return Promise.resolve(new Uint8Array(this.hash.digest()));
    }

    reset(): void {
        this.hash = this.fresh();
    }

    private fresh(): Hash | Hmac {
        return this.secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(this.secret));
    }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
    if (typeof data === "string") return Buffer.from(data, "utf8");
    return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

interface Refused {
    /** The prediction function's words; API Gateway's own refusals have `message` or `Message` alone. */
    readonly message?: string;
    readonly Message?: string;
    readonly errors?: readonly {
        readonly row: number | null;
        readonly column: string | null;
        readonly message: string;
    }[];
}

/** What to do about a refusal, by its status. */
function hintOf(status: number, stack: string): string {
    if (status === 403) return " (the caller needs execute-api:Invoke on this API)";
    if (status !== 413) return "";
    return ` (\`npx drivetrain score FILE.csv${stackOption(stack)}\` scores a larger CSV by batch)`;
}

/**
 * The API's refusal as sentences, each with the row and the column that it names.
 * @param stack the name of the stack whose API it is
 */
export function refusal({ status, body }: ApiAnswer, stack = defaultStack): CommandError {
    const refused = parse(body);
    const said = refused?.message ?? refused?.Message ?? (body.trim().slice(0, 500) || "nothing else");
    const problems = (refused?.errors ?? []).map(({ row, column, message }) => {
        const where = [
            row === null ? "" : row === 0 ? "header" : `row ${row}`,
            column === null ? "" : `column ${column}`,
        ]
            .filter(Boolean)
            .join(", ");
        return `${where ? `${where}: ` : ""}${message}`;
    });
    // The function's words begin with the first problem, and say how many more there are.
    const further = problems.filter((problem) => !said.toLowerCase().startsWith(problem.toLowerCase()));
    return new CommandError(
        [
            `The API answered ${status}: ${said}${hintOf(status, stack)}`,
            ...further.map((problem) => `  ${problem}`),
        ].join("\n"),
    );
}

function parse(body: string): Refused | undefined {
    try {
        return JSON.parse(body) as Refused;
    } catch {
        return undefined;
    }
}
