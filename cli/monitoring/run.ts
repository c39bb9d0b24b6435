import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type DriftVerdict, violatedName } from "../../contracts/monitoring";
import type { ModelOutputs } from "../../contracts/outputs";
import { type EndedRun, endedRun } from "../runs/endedRun";
import { followExecution } from "../runs/executions";
import { failedIn } from "../runs/failures";
import { waitingState } from "../runs/lease";
import type { Pace } from "../runs/pace";
import { machinesText } from "../runs/waits";
import { count } from "../terminal/format";
import { type Report, step } from "../terminal/progress";

/** What a monitoring run came to: its verdict, or that there was nothing to judge. */
export type MonitoringOutcome =
    | DriftVerdict
    | ({ readonly verdict: "nothing new"; readonly reason: string; readonly location: string } & Pick<
          DriftVerdict,
          "captures"
      > & { readonly counts?: DriftVerdict["counts"] });

/** One monitoring run that has ended. */
export type MonitoringRun = EndedRun<MonitoringOutcome>;

/** Starts the monitor, as its schedule would, and follows the run to its end. */
export async function runMonitor({ monitoring }: ModelOutputs, pace: Pace, title = "monitor"): Promise<MonitoringRun> {
    const client = new SFNClient({});
    return step({
        title,
        run: async (report: Report): Promise<MonitoringRun> => {
            const command = new StartExecutionCommand({ stateMachineArn: monitoring.stateMachineArn, input: "{}" });
            const { executionArn = "" } = await client.send(command);
            return endedRun<MonitoringOutcome>(
                await followExecution(client, executionArn, pace, (state) => report(workText(state))),
            );
        },
        detail: outcomeOf,
        isFailure: (run) => run.failure !== undefined,
    });
}

/** What a run does, where its state's name does not say it. */
function workText(state: string): string {
    return state === waitingState ? "waits for another monitoring run" : (machinesText(state) ?? state);
}

/** `calm: 804 rows`, `drifted: mileage, make` or `failed in "Analyze"` */
export function outcomeOf({ output, status, failure }: MonitoringRun): string {
    if (output === undefined) return failedIn(status, failure?.state);
    if (output.verdict === "nothing new") return "nothing new";
    if (output.verdict === "calm") return `calm: ${count(output.counts.rows, "row")}`;
    return `drifted: ${violatedIn(output).join(", ")}`;
}

/** The features and metrics that are violated, each once. */
export function violatedIn({ violations }: Pick<DriftVerdict, "violations">): string[] {
    return [...new Set(Object.values(violations).flat().map(violatedName))];
}
