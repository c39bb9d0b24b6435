import { relative } from "node:path";
import { parseS3Uri } from "../../../contracts/places";
import { reportFiles } from "../../../contracts/reports";
import { inRoot, root } from "../../checkout";
import { fetchReport } from "../../insights/report";
import { CommandError } from "../../terminal/errors";
import { step } from "../../terminal/progress";
import { type LifecycleStep, required } from "../lifecycle";

/** Brings the report of the last run that drifted here: what its notice links to. */
export const report: LifecycleStep = {
    name: "report",
    run: async (lifecycle) => {
        const { stack, outputs, monitoring, recorder } = lifecycle;
        const run = required(
            monitoring.findLast(({ output }) => output?.verdict === "drifted"),
            "monitor drifted traffic",
        );
        const { location = "" } = run.output ?? {};
        const file = inRoot(".drivetrain", "run", reportFiles.page);
        const found = await step({
            title: "report",
            run: () => fetchReport(stack, outputs, parseS3Uri(location).key.split("/").at(-1), file),
        });
        if (found.lacks !== undefined) throw new CommandError(`The run left no report: ${found.lacks}`);
        const path = relative(root, file);
        recorder.add({ insights: { report: path } });
        return path;
    },
};
