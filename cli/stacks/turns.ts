import { rmSync } from "node:fs";
import { join } from "node:path";
import { findHolder, findHolders, type Holder, note, withLock } from "../../local";
import { inRoot } from "../checkout";
import { findLiveLock, lockedStacks } from "../engine/locks";
import { CommandError, Interrupted } from "../terminal/errors";
import { interruption, pause } from "../terminal/interrupt";
import type { StackReference } from "./stack";

/** Where the local stage's stacks have their state. */
export const localState = inRoot(".drivetrain", "state");

/** Where commands note what they work on: `<stack>.lock` who alone may change a stack, `<pid>.use` who follows its runs. */
const folder = inRoot(".drivetrain", "locks");

/** How long a command waits for another one: the longest of an `up`, many times over. */
const waitsMs = 15 * 60_000;

/** Somebody who works on the local stage: a command of ours, or an engine that a person has started. */
export type Worker = Pick<Holder, "pid" | "hostname" | "since" | "command">;

/**
 * Does what only one command at a time may do to a stack. Another command on the same stack is waited for; other stacks
 * go on side by side. On AWS the engine's own lock keeps stacks.
 * @throws CommandError when the other still works in the end
 */
export async function inTurn<T>(stack: Pick<StackReference, "name" | "local">, work: () => Promise<T>): Promise<T> {
    if (!stack.local) return work();
    const { name } = stack;
    const path = join(folder, `${name}.lock`);
    // Who starts the engine without us (`npx pulumi up`) has its lock alone.
    const untilEngineFree = async (): Promise<T> => {
        await untilFree(`the stack ${name}`, () => findEngine(name));
        return work();
    };
    try {
        return await withLock(path, untilEngineFree, {
            command: ownCommand(),
            milliseconds: waitsMs,
            signal: interruption,
            onWait: (holder) => say(`${waitingText(`the stack ${name}`, holder)}.`),
            late: (holder) => new CommandError(lateText(`the stack ${name}`, holder, path)),
        });
    } catch (error) {
        throw error === interruption.reason ? new Interrupted() : error;
    }
}

/** Waits until nobody else is at it, and says who is. @param free what more to do in order not to wait */
export async function untilFree(what: string, find: () => Worker | undefined, free = ""): Promise<void> {
    let told: Worker | undefined;
    for (const deadline = Date.now() + waitsMs; ; await pause(200)) {
        const worker = find();
        if (worker === undefined) return;
        if (Date.now() > deadline) throw new CommandError(lateText(what, worker));
        if (worker.pid !== told?.pid) say(`${waitingText(what, worker)}${free}.`);
        told = worker;
    }
}

/** Notes that this process uses the local stage, so that nobody ends the stage under it. Ends with the process. */
export function noteUse(): void {
    const path = join(folder, `${process.pid}.use`);
    note(path, ownCommand());
    process.once("exit", () => rmSync(path, { force: true }));
}

/** The others who work on the local stage. */
export function otherWorkers(): Worker[] {
    const holders = findHolders(folder, /\.(lock|use)$/);
    const engines = lockedStacks(localState).flatMap((stack) =>
        holders.has(`${stack}.lock`) ? [] : (findEngine(stack) ?? []),
    );
    const others = [...holders.values(), ...engines].filter(({ pid }) => pid !== process.pid);
    return [...new Map(others.map((one) => [one.pid, one])).values()];
}

/** The engine that works on a stack of the local stage, whoever started it. */
export function findEngine(stack: string): Worker | undefined {
    const lock = findLiveLock(localState, stack);
    if (!lock) return undefined;
    const { pid, hostname, timestamp: since = "" } = lock;
    return { pid, hostname, since, command: findHolder(join(folder, `${stack}.lock`))?.command ?? "npx pulumi" };
}

/** `npx drivetrain up -s local (process 4711, since 14:03:22)`. */
export function workerText({ command, pid, since }: Worker): string {
    const at = new Date(since);
    const time = Number.isNaN(at.getTime()) ? "" : `, since ${at.toTimeString().slice(0, 8)}`;
    return `\`${command}\` (process ${pid}${time})`;
}

function waitingText(what: string, worker: Worker): string {
    const minutes = waitsMs / 60_000;
    return `${workerText(worker)} works on ${what}: waiting for it, ${minutes} minutes at most; Ctrl-C ends the wait`;
}

function lateText(what: string, worker: Worker, path?: string): string {
    const left = path ? ` If no such process runs any more on ${worker.hostname}, remove ${path}.` : "";
    return `${workerText(worker)} still works on ${what}: wait for it or end it, then try again.${left}`;
}

function say(line: string): void {
    process.stderr.write(`${line}\n`);
}

function ownCommand(): string {
    return ["npx drivetrain", ...process.argv.slice(2)].join(" ");
}
