import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { readIfThere, writeWhole } from "./files";
import { withLock } from "./lock";
import { endProcesses, isRunning, ProcessRecord, StartedProcess, startProcess, until } from "./processes";
import { findPython } from "./python";

/** The local stage as it runs: servers on the loopback interface, on ports that were free. */
export interface Stage {
    /** The address that answers for every AWS service. */
    readonly endpoint: string;
    /** The SageMaker server's own address, behind the endpoint. */
    readonly sagemaker: string;
    /** Where faults of SageMaker are asked for: `POST` a JSON list of faults, `DELETE` to take them back. */
    readonly faults: string;
    /** The ports of the resource providers. */
    readonly providers: { readonly [provider in "aws" | "awsx" | "docker-build"]: number };
    readonly region: string;
    readonly processes: readonly { readonly name: string; readonly pid: number }[];
}

/** Where a stage keeps its state and what its servers are; tests have stages of their own. */
export interface StageOptions {
    /** The folder of everything that the stage writes. @default `.drivetrain/local` */
    readonly directory: string;
    /** @default the project's own */
    readonly servers?: { readonly sagemaker?: string; readonly provider?: string };
    /**
     * Drops what others keep of a stage that has gone, while nobody can start or find another. Its servers have ended.
     * @default nobody keeps anything
     */
    readonly forget?: () => Promise<void>;
}

interface StoredStage extends Stage {
    readonly processes: readonly ProcessRecord[];
}

const checkout = resolve(__dirname, "..");
const region = "us-east-1";
/** The secret of every account's root user on the local stage. */
const secretAccessKey = "local";
const startMilliseconds = 60_000;
/** How long servers that run may leave a question unanswered: a machine that is busy is not one where they were killed. */
const answerMilliseconds = 30_000;

/** The stage of this checkout. */
export const ownStage: StageOptions = { directory: join(checkout, ".drivetrain", "local") };
const ownServers = {
    sagemaker: join(checkout, "local", "sagemaker", "server.ts"),
    provider: join(checkout, "local", "provider", "server.ts"),
};

/** Aborts the start that is under way in this process. */
let starting: AbortController | undefined;

/**
 * Starts the local stage, or finds the one that runs. What a crashed or half-started stage left is cleaned first.
 *
 * @param report takes a line a step
 * @throws Error in one sentence, with the end of the log of the server that failed
 */
export async function startStage(report: (line: string) => void = () => {}, options = ownStage): Promise<Stage> {
    return withLock(lockOf(options), async () => {
        const running = await findStage(options);
        if (running) return running;
        reportKilled(report, options);
        await clean(options);
        starting = new AbortController();
        try {
            return await start(report, options, starting.signal);
        } catch (error) {
            await clean(options);
            throw error;
        } finally {
            starting = undefined;
        }
    });
}

/** The stage that runs and answers; undefined when there is none, or when part of it has gone. */
export async function findStage(options = ownStage): Promise<Stage | undefined> {
    const stage = storedStage(options);
    if (!stage) return undefined;
    const ports = [Number(new URL(stage.sagemaker).port), ...Object.values(stage.providers)];
    const isWhole = (): boolean => stage.processes.every(isRunning);
    let answers = false;
    await until(async () => {
        const asked = isWhole() ? await Promise.all([isHealthy(stage.endpoint), ...ports.map(isListening)]) : [];
        answers = asked.length > 0 && asked.every(Boolean);
        return answers || !isWhole();
    }, answerMilliseconds);
    return answers ? stage : undefined;
}

/** The stage once nobody is starting or ending one; undefined when there is none then. */
export function awaitStage(options = ownStage): Promise<Stage | undefined> {
    return withLock(lockOf(options), () => findStage(options));
}

/**
 * Ends the stage's processes, waits until they have gone, and removes everything that the stage wrote.
 *
 * @param isNeeded asked while nobody can start or find the stage; where it says so, the stage stays
 * @returns whether the stage has ended
 */
export async function stopStage(
    options = ownStage,
    isNeeded: () => boolean | Promise<boolean> = () => false,
): Promise<boolean> {
    starting?.abort(new Error("The local stage was stopped while it was starting."));
    return withLock(lockOf(options), async () => {
        if (await isNeeded()) return false;
        await clean(options);
        return true;
    });
}

/**
 * The environment in which AWS clients, and the Pulumi engine, use the local stage.
 *
 * @param accountId 12 digits; the stage has any number of accounts side by side
 */
export function stageEnvironment(stage: Stage, accountId: string): Record<string, string> {
    return {
        AWS_ENDPOINT_URL: stage.endpoint,
        AWS_REGION: stage.region,
        AWS_DEFAULT_REGION: stage.region,
        AWS_ACCESS_KEY_ID: accountId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        PULUMI_DEBUG_PROVIDERS: Object.entries(stage.providers)
            .map(([provider, port]) => `${provider}:${port}`)
            .join(),
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
    };
}

/** Says what a killed stage takes along. @throws Error where its servers run: it was not killed, and is not to be */
function reportKilled(report: (line: string) => void, options: StageOptions): void {
    const stage = storedStage(options);
    if (!stage) return;
    const gone = stage.processes.filter((server) => !isRunning(server)).map(({ name }) => name);
    if (gone.length === 0) {
        throw new Error(
            `The local stage runs, and has not answered for ${answerMilliseconds / 1000} seconds: try again, or end it, ` +
                "and all that is deployed to it, by `npx drivetrain stop --now`.",
        );
    }
    report(`the stage was killed (${gone.join(", ")}), and what was deployed to it is gone: it starts anew`);
}

async function start(report: (line: string) => void, options: StageOptions, signal: AbortSignal): Promise<Stage> {
    const servers = new Servers(options, signal);
    const python = findPython();
    mkdirSync(join(options.directory, "tmp"), { recursive: true });
    report("starting the emulator, the SageMaker server and the resource providers");

    const emulator = await servers.start("emulator", python, [join(checkout, "local", "emulator", "launcher.py")], {
        // Lambda functions run from here, so that the AWS SDK resolves to the checkout's, as Lambda's runtime has it.
        TMPDIR: join(options.directory, "tmp"),
        NODE_PATH: join(checkout, "node_modules"),
    });
    const { port } = await servers.announcement<{ port: number }>(emulator);
    const endpoint = `http://127.0.0.1:${port}`;
    const aws = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        DRIVETRAIN_PYTHON: python,
        // The provider builds images into it, and SageMaker runs them from it.
        DRIVETRAIN_IMAGES: join(options.directory, "images"),
    };

    const programs = { ...ownServers, ...options.servers };
    const [sagemaker, provider] = await Promise.all([
        servers.startTypeScript("sagemaker", programs.sagemaker, ["--root", join(options.directory, "sagemaker")], aws),
        servers.startTypeScript("provider", programs.provider, [], aws),
    ]);
    const sagemakerUrl = `http://127.0.0.1:${(await servers.announcement<{ port: number }>(sagemaker)).port}`;
    emulator.tell(sagemakerUrl);
    const providers = await servers.announcement<Stage["providers"]>(provider);
    await servers.wait(emulator, () => isHealthy(endpoint));

    const processes = servers.records;
    const stage: StoredStage = {
        endpoint,
        sagemaker: sagemakerUrl,
        faults: `${sagemakerUrl}/_faults`,
        providers,
        region,
        processes,
    };
    writeJson(join(options.directory, "stage.json"), stage);
    report(`the local stage answers at ${endpoint}`);
    return stage;
}

/** The servers of a stage that is starting. Each is recorded as soon as it runs, so that it is found after a crash. */
class Servers {
    readonly records: ProcessRecord[] = [];
    private readonly deadline = Date.now() + startMilliseconds;

    constructor(
        private readonly options: StageOptions,
        private readonly signal: AbortSignal,
    ) {
        mkdirSync(join(options.directory, "logs"), { recursive: true });
    }

    async start(name: string, command: string, args: string[], env: Record<string, string>): Promise<StartedProcess> {
        this.signal.throwIfAborted();
        const log = this.log(name);
        const base = inherited(["PATH", "HOME", "USER", "LANG", "LC_ALL", "SystemRoot"]);
        const server = await startProcess({ name, command, args, env: { ...base, ...env }, cwd: checkout, log });
        const { pid, identity } = server;
        this.records.push({ name, pid, identity });
        writeJson(join(this.options.directory, "processes.json"), this.records);
        return server;
    }

    startTypeScript(name: string, file: string, args: string[], env: Record<string, string>): Promise<StartedProcess> {
        return this.start(name, process.execPath, ["-r", join(checkout, "tools", "typescript.js"), file, ...args], env);
    }

    /** The object that a server prints on one line when it listens. */
    async announcement<T>(server: ProcessRecord): Promise<T> {
        let line: string | undefined;
        await this.wait(server, () => {
            const lines = readFileSync(this.log(server.name), "utf8").split("\n").slice(0, -1);
            line = lines.find((candidate) => /^\{.*\}$/.test(candidate));
            return line !== undefined;
        });
        return JSON.parse(line!) as T;
    }

    /** Waits for a condition while the server runs. */
    async wait(server: ProcessRecord, condition: () => boolean | Promise<boolean>): Promise<void> {
        const met = await until(async () => {
            this.signal.throwIfAborted();
            if (await condition()) return true;
            if (!isRunning(server)) throw this.failure(server.name, "ended while it was starting");
            return false;
        }, this.deadline - Date.now());
        if (!met) throw this.failure(server.name, `did not start within ${startMilliseconds / 1000} seconds`);
    }

    private failure(name: string, what: string): Error {
        const end = readFileSync(this.log(name), "utf8").trim().split("\n").slice(-15).join("\n");
        return new Error(`The local stage's ${name} ${what}. Its last output:\n${end || "(none)"}`);
    }

    private log(name: string): string {
        return join(this.options.directory, "logs", `${name}.log`);
    }
}

/** Ends what is recorded of a stage and removes what it wrote. */
async function clean(options: StageOptions): Promise<void> {
    await endProcesses(readJson<ProcessRecord[]>(join(options.directory, "processes.json")) ?? []);
    await options.forget?.();
    rmSync(options.directory, { recursive: true, force: true, maxRetries: 5 });
}

function lockOf(options: StageOptions): string {
    return `${options.directory}.lock`;
}

/** Of the caller's environment, what a server needs; its AWS credentials and proxies are none of it. */
function inherited(names: readonly string[]): Record<string, string> {
    return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function storedStage(options: StageOptions): StoredStage | undefined {
    return readJson<StoredStage>(join(options.directory, "stage.json"));
}

function readJson<T>(path: string): T | undefined {
    try {
        return JSON.parse(readIfThere(path) ?? "") as T;
    } catch {
        return undefined;
    }
}

function writeJson(path: string, value: unknown): void {
    writeWhole(path, JSON.stringify(value, undefined, 2));
}

async function isHealthy(endpoint: string): Promise<boolean> {
    try {
        const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2000) });
        await answer.arrayBuffer();
        return answer.ok;
    } catch {
        return false;
    }
}

function isListening(port: number): Promise<boolean> {
    return new Promise((done) => {
        const socket = connect({ host: "127.0.0.1", port, timeout: 1000 });
        const answer = (value: boolean) => () => {
            socket.destroy();
            done(value);
        };
        socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false));
    });
}
