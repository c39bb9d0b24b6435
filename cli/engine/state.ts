import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "./pulumi";

/** A resource as a stack's state has it, as far as it is read. */
export interface StateResource {
    readonly type: string;
    readonly urn?: string;
    readonly id?: string;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Names of the project's stacks in the chosen backend. */
export async function existingStacks(): Promise<string[]> {
    const listed = JSON.parse(await ask(["stack", "ls", "--json"])) as { name: string }[];
    return listed.map((stack) => stack.name.split("/").at(-1) ?? stack.name);
}

/** The resources of a stack, as the engine keeps them. */
export async function readResources(stack: string): Promise<StateResource[]> {
    return (await exportState(stack)).deployment?.resources ?? [];
}

/** What exists outside the engine: neither components, which have no id, nor the engine's own bookkeeping. */
export function made(resources: readonly StateResource[]): StateResource[] {
    return resources.filter(({ type, id }) => id !== undefined && !type.startsWith("pulumi:"));
}

/** How many resources there are of a stack, whether or not its first `up` ended. */
export async function countMade(stack: string): Promise<number> {
    return (await existingStacks()).includes(stack) ? made(await readResources(stack)).length : 0;
}

/** A stack's state as the engine exports and imports it, as far as it is read; the rest goes along. */
export interface ExportedState {
    readonly deployment?: {
        readonly resources?: StoredResource[];
        readonly pending_operations?: readonly PendingOperation[] | null;
    };
}

/** A resource as an exported state has it. */
export interface StoredResource extends StateResource {
    readonly urn: string;
    readonly custom?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
    /** It has been replaced, and is still to be deleted. */
    readonly delete?: boolean;
}

/** What an update was doing to a resource when it was killed. */
export interface PendingOperation {
    readonly type: string;
    readonly resource: StoredResource;
}

/** Exports a stack's state. */
export async function exportState(stack: string): Promise<ExportedState> {
    return JSON.parse(await ask(["stack", "export", "--stack", stack])) as ExportedState;
}

/** Replaces a stack's state. */
export async function importState(stack: string, state: ExportedState): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "drivetrain-state-"));
    try {
        const file = join(folder, "state.json");
        await writeFile(file, JSON.stringify(state));
        await ask(["stack", "import", "--stack", stack, "--file", file]);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
