import { readFile } from "node:fs/promises";
import { QuickSightClient } from "@aws-sdk/client-quicksight";
import { stackPrefix } from "../../../contracts/names";
import { renamed } from "../../quicksight/bundle";
import { importBundle } from "../../quicksight/jobs";
import { requireImported } from "../../quicksight/outputs";
import { paceOf } from "../../runs/pace";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { findStack, modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { Exit, UsageError } from "../../terminal/errors";
import { step } from "../../terminal/progress";

export interface ImportOptions extends CommonOptions {
    /** The stack that the bundle was exported from. */
    readonly from: string;
}

/** Makes the dashboard of a file in a stack whose program leaves QuickSight's assets alone. */
export async function importDashboard(file: string, options: ImportOptions): Promise<number> {
    const stack = stackOf(options);
    const from = findStack(options.from);
    const source = await readBundle(file);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const quickSight = requireImported(outputs, stack.name);
    const exported = stackPrefix(from.stage, modelOf(from.name)?.name ?? "");
    const bundle = renamed(file, source, exported, quickSight.prefix);
    await step({
        title: `import ${quickSight.dashboardId}`,
        run: (report) => importBundle(new QuickSightClient({}), stack, quickSight, bundle, paceOf(stack), report),
    });
    const { dashboardId } = quickSight;
    answer(
        options.json,
        { ok: true, stack: stack.name, dashboardId, from: from.name },
        () => `${dashboardId} is what ${exported} was, for the groups of ${stack.name}.`,
    );
    return Exit.ok;
}

async function readBundle(file: string): Promise<Uint8Array> {
    try {
        return await readFile(file);
    } catch {
        throw new UsageError(`There is no file "${file}".`);
    }
}
