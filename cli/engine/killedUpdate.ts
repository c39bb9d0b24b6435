import { type Report } from "../terminal/progress";
import { operate } from "./pulumi";
import { type ExportedState, exportState, importState, type StoredResource } from "./state";

/** The ids that a stack's resources were created with, by URN, also those that the engine did not learn. */
export type Created = Readonly<Record<string, string>>;

/**
 * Brings the state of a stack whose update was killed in line with what is there: what was being created and was made is
 * taken over, what was not made is forgotten, and what was being changed or deleted is read anew. Neither another stack
 * nor what runs have made is touched.
 *
 * The stack must be there, and no other engine may work on it.
 */
export async function settleKilledUpdate(stack: string, created: Created, report: Report): Promise<void> {
    const { settled, unsure } = settle(await exportState(stack), created);
    await importState(stack, settled);
    if (unsure.length > 0) await operate("refresh", stack, report, { targets: unsure });
}

/**
 * A state without operations that are under way.
 * @returns with the URNs of which the state does not tell what they are now
 */
export function settle(
    { deployment, ...state }: ExportedState,
    created: Created,
): { settled: ExportedState; unsure: string[] } {
    const pending = deployment?.pending_operations ?? [];
    let resources = deployment?.resources ?? [];
    for (const { type, resource } of pending) {
        const id = created[resource.urn];
        if (type !== "creating" || id === undefined || has(resources, resource.urn, id)) continue;
        // A replacement: what it replaces is still to be deleted, as if the engine had got that far.
        resources = resources.map((one) => (one.urn === resource.urn ? { ...one, delete: true } : one));
        resources.push({ ...resource, id, outputs: resource.inputs });
    }
    const unsure = new Set(pending.map(({ resource }) => resource.urn));
    return {
        settled: { ...state, deployment: { ...deployment, resources, pending_operations: [] } },
        unsure: [...unsure].filter((urn) => resources.some((one) => one.urn === urn && one.custom)),
    };
}

function has(resources: readonly StoredResource[], urn: string, id: string): boolean {
    return resources.some((one) => one.urn === urn && one.id === id);
}
