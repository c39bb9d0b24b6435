import { openFile } from "../../insights/open";
import { fetchReport } from "../../insights/report";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

export interface ReportOptions extends CommonOptions {
    readonly run?: string;
    readonly open: boolean;
}

/** Brings a drift report here, and opens it. */
export async function report(options: ReportOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const found = await fetchReport(stack, await readOutputs(stack), options.run);
    const opened = options.open && !options.json && (await openFile(found.file));
    answer(options.json, { stack: stack.name, ...found }, () =>
        [`${opened ? "Opened" : "Report"}: ${found.file}`, ...(found.lacks === undefined ? [] : [found.lacks])].join(
            "\n",
        ),
    );
    return Exit.ok;
}
