import { readResources } from "../engine/state";
import type { Deployment } from "../stacks/deployment";
import { findOutputs } from "../stacks/outputs";
import type { StackReference } from "../stacks/stack";
import type { Report } from "../terminal/progress";
import { findLeftovers, leftoversText } from "./leftovers";
import { patienceOf } from "./patience";
import { removalRefusal, removedBy } from "./removedPipelines";
import { sweepClients } from "./scope";
import { sweep } from "./sweep";

/**
 * Before algorithms leave the stack, what their runs made goes, since the engine knows nothing of it.
 * @param agreed whether that may be removed
 * @throws CommandError where it may not
 */
export async function prune(
    stack: StackReference,
    previewed: Deployment,
    agreed: boolean,
    report: Report,
): Promise<void> {
    const outputs = await findOutputs(stack);
    if (outputs === undefined) return;
    const removed = removedBy(outputs, await readResources(stack.name), previewed);
    const algorithms = Object.keys(removed.pipelines);
    if (algorithms.length === 0) return;
    const clients = sweepClients();
    const leftovers = leftoversText(await findLeftovers(removed, clients));
    if (leftovers === undefined) return;
    if (!agreed) throw removalRefusal(stack.name, algorithms, leftovers);
    await sweep(removed, clients, patienceOf(stack), report);
}
