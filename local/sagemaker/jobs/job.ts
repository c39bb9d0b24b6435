import * as fs from "node:fs";
import * as path from "node:path";
import { Container, type ContainerOptions, type ExitCode } from "../containers/container";
import type { Account } from "../core/account";
import type { RoleAssumer } from "../core/aws";
import type { Faults } from "../core/faults";
import type { InvocationMetrics } from "../hosting/metrics";

/** What every part of the server needs of its surroundings. */
export interface Services {
    /** The folder under which every job and endpoint has its private root. */
    readonly root: string;
    /** The Python interpreter that runs containers. */
    readonly python: string;
    readonly aws: RoleAssumer;
    /** What is to go wrong on purpose. */
    readonly faults: Faults;
    /** Where invocations are counted. */
    readonly metrics: InvocationMetrics;
}

/**
 * Makes the private root of a job or endpoint: an empty folder which nothing else uses.
 *
 * @returns the folder whose `opt/ml` stands for the container's `/opt/ml`
 */
export function makePrivateRoot(services: Services, account: Account, ...names: readonly string[]): string {
    const folder = path.join(services.root, account.id, account.region, ...names);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(folder, "opt", "ml"), { recursive: true });
    return folder;
}

/** Writes a JSON file of the container's contract, with its folders. */
export function writeJson(file: string, value: unknown): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(value));
}

/** The start of a text file that a container may leave, or undefined. */
export function readStart(file: string, characters: number): string | undefined {
    if (!fs.existsSync(file)) {
        return undefined;
    }
    return fs.readFileSync(file, "utf8").trim().slice(0, characters) || undefined;
}

/** The time that has passed since a moment, as SageMaker counts it: whole seconds. */
export function secondsSince(start: Date): number {
    return Math.round((Date.now() - start.getTime()) / 1000);
}

/** Why a job was ended early: on request, when its container had run long enough, or when it had waited long enough. */
export type EarlyEnd = "stopped" | "time" | "wait";

/** The runs of a job's container, one as a rule: they can be stopped from outside, and stop when their time is over. */
export class JobRun {
    /** Why the job was ended early, if it was. */
    ended?: EarlyEnd;
    /** Whether the machines of the last run were taken away. */
    interrupted = false;
    /** How long the container has run so far, in milliseconds. */
    milliseconds = 0;
    private container?: Container;
    private wake?: () => void;

    /** @param limit seconds that the container may run, all runs together */
    constructor(private readonly limit: number) {}

    /** Runs the container to its end; a run that was stopped before it began gives exit code 137. */
    async run(options: ContainerOptions): Promise<ExitCode> {
        this.interrupted = false;
        if (this.ended) {
            return 137;
        }
        const began = Date.now();
        const container = new Container(options);
        this.container = container;
        const timer = setTimeout(() => void this.end("time"), this.limit * 1000 - this.milliseconds);
        try {
            return await container.exited;
        } finally {
            clearTimeout(timer);
            this.milliseconds += Date.now() - began;
        }
    }

    /** Waits between two runs, or until the job is ended. */
    async pause(milliseconds: number): Promise<void> {
        if (!this.ended) {
            await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, milliseconds);
                this.wake = () => (clearTimeout(timer), resolve());
            });
        }
    }

    /** Takes the machines of the run away. */
    async interrupt(): Promise<void> {
        this.interrupted = true;
        await this.container?.stop();
    }

    async end(reason: EarlyEnd): Promise<void> {
        this.ended ??= reason;
        this.wake?.();
        await this.container?.stop();
    }
}
