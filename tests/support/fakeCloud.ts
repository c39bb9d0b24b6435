import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** An account without its services, and the engine's state of it: what commands see of AWS that nobody deployed. */
export interface FakeCloudOptions {
    /** What the engine tells of stacks, by command and stack: `stack output dev`; of all stacks without one: `stack ls`. */
    readonly engine: Readonly<Record<string, unknown>>;
    /** Whose the credentials are. @default nobody's: who they are is not told */
    readonly accountId?: string;
    /** Answers the JSON APIs; what it throws is an error by its name. @default `{}` to all */
    readonly answer?: (operation: string, input: Readonly<Record<string, unknown>>) => object;
    /** Objects by URI. Whatever is `denied` may not be read, and a bucket's URI may not be listed. */
    readonly objects?: Readonly<Record<string, string>>;
    readonly denied?: readonly string[];
}

/** A `pulumi` on the path, and AWS on the loopback interface, for one test at a time. */
export class FakeCloud {
    /** The operations that were asked for, in their order; of S3 with what they were about. */
    readonly asked: string[] = [];
    private readonly folder = mkdtempSync(join(tmpdir(), "drivetrain-cloud-"));
    private readonly environment = { ...process.env };

    private constructor(
        private readonly options: FakeCloudOptions,
        private readonly server: Server,
    ) {
        server.on(
            "request",
            (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response),
        );
    }

    static async start(options: FakeCloudOptions): Promise<FakeCloud> {
        const cloud = new FakeCloud(options, createServer());
        await new Promise<void>((resolve) => cloud.server.listen(0, "127.0.0.1", resolve));
        writeFileSync(join(cloud.folder, "pulumi"), engineOf(options.engine));
        chmodSync(join(cloud.folder, "pulumi"), 0o755);
        Object.assign(process.env, {
            PATH: `${cloud.folder}${delimiter}${process.env.PATH}`,
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(cloud.server.address() as AddressInfo).port}`,
            ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
            AWS_MAX_ATTEMPTS: "1",
        });
        return cloud;
    }

    stop(): void {
        this.server.closeAllConnections();
        this.server.close();
        for (const name of Object.keys(process.env)) delete process.env[name];
        Object.assign(process.env, this.environment);
        rmSync(this.folder, { recursive: true });
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        const target = request.headers["x-amz-target"];
        if (target !== undefined) return this.serveJson(String(target).split(".").at(-1) ?? "", text, response);
        const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
        if (request.method === "POST") return this.serveIdentity(response);
        const [, bucket = "", ...key] = decodeURIComponent(pathname).split("/");
        const uri = `s3://${bucket}/${key.join("/")}`;
        this.asked.push(searchParams.has("list-type") ? `ListObjectsV2 ${bucket}` : `GetObject ${uri}`);
        return searchParams.has("list-type") ? this.list(bucket, searchParams, response) : this.get(uri, response);
    }

    private serveJson(operation: string, text: string, response: ServerResponse): void {
        this.asked.push(operation);
        try {
            const input = JSON.parse(text || "{}") as Record<string, unknown>;
            response.end(JSON.stringify(this.options.answer?.(operation, input) ?? {}));
        } catch (error) {
            const { name, message } = error as Error;
            response.statusCode = 400;
            response.end(JSON.stringify({ __type: name, message }));
        }
    }

    private serveIdentity(response: ServerResponse): void {
        this.asked.push("GetCallerIdentity");
        const { accountId } = this.options;
        if (accountId === undefined) return void response.end("{}");
        response.setHeader("content-type", "text/xml");
        response.end(
            `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${accountId}</Account>` +
                `</GetCallerIdentityResult></GetCallerIdentityResponse>`,
        );
    }

    private get(uri: string, response: ServerResponse): void {
        if (this.isDenied(uri)) return refuse(response, 403, "AccessDenied");
        const content = this.options.objects?.[uri];
        if (content === undefined) return refuse(response, 404, "NoSuchKey");
        response.end(content);
    }

    private list(bucket: string, query: URLSearchParams, response: ServerResponse): void {
        if (this.isDenied(`s3://${bucket}`)) return refuse(response, 403, "AccessDenied");
        const start = `s3://${bucket}/${query.get("prefix")}`;
        const rests = Object.keys(this.options.objects ?? {}).flatMap((uri) =>
            uri.startsWith(start) ? [uri.slice(start.length)] : [],
        );
        const prefix = query.get("prefix") ?? "";
        const isFolder = (rest: string) => query.has("delimiter") && rest.includes("/");
        const folders = new Set(rests.filter(isFolder).map((rest) => rest.slice(0, rest.indexOf("/") + 1)));
        response.setHeader("content-type", "application/xml");
        response.end(
            `<ListBucketResult>${rests
                .filter((rest) => !isFolder(rest))
                .map((rest) => `<Contents><Key>${prefix}${rest}</Key></Contents>`)
                .join("")}${[...folders]
                .map((folder) => `<CommonPrefixes><Prefix>${prefix}${folder}</Prefix></CommonPrefixes>`)
                .join("")}</ListBucketResult>`,
        );
    }

    private isDenied(uri: string): boolean {
        return this.options.denied?.includes(uri) ?? false;
    }
}

function refuse(response: ServerResponse, status: number, code: string): void {
    response.statusCode = status;
    response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

/** A `pulumi` that answers what is asked of a stack, and fails at whatever would change one. */
const engineOf = (answers: FakeCloudOptions["engine"]): string => `#!${process.execPath}
const answers = ${JSON.stringify(answers)};
const [, , ...asked] = process.argv;
const command = asked.slice(0, 2).join(" ");
const answer = answers[command + " " + asked[asked.indexOf("--stack") + 1]] ?? answers[command];
if (answer === undefined) process.exit(1);
console.log(JSON.stringify(answer));
`;
