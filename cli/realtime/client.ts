import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { APIGatewayClient, GetApiKeyCommand } from "@aws-sdk/client-api-gateway";
import { SignatureV4 } from "@smithy/signature-v4";
import type { ModelOutputs } from "../../contracts/outputs";

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
