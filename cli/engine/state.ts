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
    const state = JSON.parse(await ask(["stack", "export", "--stack", stack])) as {
        deployment?: { resources?: StateResource[] };
    };
    return state.deployment?.resources ?? [];
}

/** What exists outside the engine: neither components, which have no id, nor the engine's own bookkeeping. */
export function made(resources: readonly StateResource[]): StateResource[] {
    return resources.filter(({ type, id }) => id !== undefined && !type.startsWith("pulumi:"));
}

/** How many resources there are of a stack, whether or not its first `up` ended. */
export async function countMade(stack: string): Promise<number> {
    return (await existingStacks()).includes(stack) ? made(await readResources(stack)).length : 0;
}

/** Whether an update of the stack was killed in the middle of a resource: the state cannot tell whether it exists. */
export async function hasPendingOperations(stack: string): Promise<boolean> {
    const state = JSON.parse(await ask(["stack", "export", "--stack", stack])) as {
        deployment?: { pending_operations?: unknown[] | null };
    };
    return (state.deployment?.pending_operations ?? []).length > 0;
}
