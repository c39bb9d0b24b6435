import { writeFile } from "node:fs/promises";
import { QuickSightClient } from "@aws-sdk/client-quicksight";
import { exportBundle } from "../../quicksight/jobs";
import { requireQuickSight } from "../../quicksight/outputs";
import { paceOf } from "../../runs/pace";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { step } from "../../terminal/progress";

/** Writes the dashboard of a stack to a file, for `import-dashboard`. */
export async function exportDashboard(file: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const { dashboardId, ...outputs } = requireQuickSight(await readOutputs(stack), stack.name);
    const bundle = await step({
        title: `export ${dashboardId}`,
        run: (report) =>
            exportBundle(new QuickSightClient({}), stack, { dashboardId, ...outputs }, paceOf(stack), report),
        detail: ({ length }) => `${length} bytes`,
    });
    await writeFile(file, bundle);
    answer(options.json, { ok: true, stack: stack.name, dashboardId, file }, () => `${dashboardId} is in ${file}.`);
    return Exit.ok;
}
