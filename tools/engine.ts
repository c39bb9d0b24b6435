import { existsSync, mkdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** The Pulumi CLI that set-up chose (`tools/setup/pulumi.mjs` writes this file). */
export interface Engine {
    /** Version of the CLI, without a leading "v". */
    readonly version: string;
    /** How it was had. */
    readonly origin: "installed" | "downloaded" | "built";
    /** Folder that holds `pulumi` and beside it `pulumi-language-nodejs`. */
    readonly directory: string;
    /** Name of the folder under `$PULUMI_HOME/versions`, by which the npm package `pulumi` finds the CLI. */
    readonly name: string;
    /** PULUMI_HOME of the set-up. */
    readonly home: string;
    /** The Python interpreter of the private environment. */
    readonly python: string;
}

const root = path.dirname(__dirname);

/** Where set-up notes its choice. */
export const engineFile = path.join(root, ".drivetrain", "setup", "engine.json");

/** Passphrase of the local stage's secrets. It protects nothing: the state is as local as this file. */
const localPassphrase = "local";

/** The engine that set-up chose. Throws one sentence where set-up has not run or its engine is gone. */
export function findEngine(file: string = engineFile): Engine {
    const engine = readEngine(file);
    if (!engine || !existsSync(path.join(engine.directory, "pulumi"))) {
        throw new Error("The Pulumi CLI is not set up: run `npm run setup`.");
    }
    return engine;
}

/** Another set-up may be replacing it. */
function readEngine(file: string): Engine | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as Engine;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        return undefined;
    }
}

/**
 * What to add to the environment of a process that runs Pulumi (`pulumi ...` as well as `npx pulumi ...`).
 *
 * @param options.local  true for stacks of the local stage: state in `.drivetrain/state` with a known passphrase.
 *                       Otherwise the backend and its secrets are what the user has chosen.
 */
export function engineEnvironment(options: { readonly local: boolean }): Record<string, string> {
    const engine = findEngine();
    const common = {
        PATH: withFirst(engine.directory, process.env.PATH ?? ""),
        PULUMI_HOME: engine.home,
        // The npm package `pulumi` (npx pulumi) starts the CLI of this name and has nothing to download.
        PULUMI_VERSION: engine.name,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // tsc checks the program's types in the tests; the engine need not do so again in every preview.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        DRIVETRAIN_PYTHON: engine.python,
    };
    return options.local ? { ...common, ...localBackend() } : common;
}

function localBackend(): Record<string, string> {
    const state = path.join(root, ".drivetrain", "state");
    mkdirSync(state, { recursive: true });
    // The engine keeps attributes of each file in a second one, which it writes in place: who reads meanwhile fails, and
    // an engine that is killed leaves half of it (`metadata` of gocloud.dev/blob/fileblob). Nobody needs them.
    return { PULUMI_BACKEND_URL: `file://${state}?metadata=skip`, PULUMI_CONFIG_PASSPHRASE: localPassphrase };
}

function withFirst(directory: string, searchPath: string): string {
    const others = searchPath.split(path.delimiter).filter((entry) => entry !== directory);
    return [directory, ...others].join(path.delimiter);
}
