import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { PackagedFunction } from "./packages";

/** What an invocation ended with: the handler's result, or its error as Lambda tells it. */
export interface Invocation {
    readonly result?: unknown;
    readonly error?: { readonly name: string; readonly message: string };
    /** What the function printed. */
    readonly log: string;
}

const root = join(__dirname, "../../..");

/** What Lambda does: loads the module, calls the handler once, and hands its outcome over (by file descriptor 3). */
const bootstrap = `
    const { writeSync } = require("node:fs");
    const tell = (outcome) => { writeSync(3, JSON.stringify(outcome)); process.exit(0); };
    const { MODULE, HANDLER, EVENT } = process.env;
    Promise.resolve()
        .then(() => require(MODULE)[HANDLER](JSON.parse(EVENT), { awsRequestId: "request", getRemainingTimeInMillis: () => 29000 }))
        .then((result) => tell({ result }), ({ name, message }) => tell({ error: { name, message } }));
`;

/** The SDK that the Lambda runtime carries is all that a function finds beside its package. */
export function provideRuntime(folder: string): void {
    symlinkSync(join(root, "node_modules/@aws-sdk"), join(folder, "node_modules/@aws-sdk"));
}

/** Packages every function of the program, outside the checkout so that none finds packages of ours by chance. */
export function packageFunctions(): { readonly folder: string; readonly functions: readonly string[] } {
    const folder = mkdtempSync(join(tmpdir(), "closures-"));
    const script = join(__dirname, "packages.ts");
    execFileSync(process.execPath, ["-r", "./tools/typescript.js", script, folder], { cwd: root });
    const functions = readdirSync(folder);
    mkdirSync(join(folder, "node_modules"));
    provideRuntime(folder);
    return { folder, functions };
}

/** Invokes a function once, in a node process that knows nothing but its package, its environment and the SDK. */
export async function invoke(folder: string, name: string, endpoint: string, event: unknown): Promise<Invocation> {
    const { handler, environment } = describe(folder, name);
    const [module = "", exported = ""] = handler.split(".");
    const child = spawn(process.execPath, ["-e", bootstrap], {
        cwd: join(folder, name, "code"),
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        env: {
            ...environment?.variables,
            PATH: process.env["PATH"],
            MODULE: join(folder, name, "code", module),
            HANDLER: exported,
            EVENT: JSON.stringify(event),
            AWS_ENDPOINT_URL: endpoint,
            AWS_REGION: "us-east-1",
            AWS_ACCESS_KEY_ID: "111111111111",
            AWS_SECRET_ACCESS_KEY: "test",
            AWS_MAX_ATTEMPTS: "1",
        },
    });
    const outputs = [child.stdout, child.stderr, child.stdio[3] as Readable].map((stream) => text(stream as Readable));
    const [log = "", errors = "", outcome = ""] = await Promise.all(outputs);
    if (outcome === "") {
        throw new Error(`${name} ended without an outcome: ${log}${errors}`);
    }
    return { ...(JSON.parse(outcome) as Invocation), log: log + errors };
}

export function describe(folder: string, name: string): PackagedFunction {
    return JSON.parse(readFileSync(join(folder, name, "function.json"), "utf8")) as PackagedFunction;
}
