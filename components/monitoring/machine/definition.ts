import { leaseId } from "../../../contracts/ledger";
import { findKey } from "../../asl/dataStates";
import { failWith } from "../../asl/failures";
import { jsonata } from "../../asl/jsonata";
import { takeLease } from "../../asl/lease";
import { type Definition, states, when } from "../../asl/states";
import type { WaitingArgs } from "../../asl/waiting";
import { nameMonitorRun } from "./expressions";
import type { MonitorRequestArgs } from "./requests";
import { watchCaptures } from "./states/captures";
import { consolidate } from "./states/consolidation";
import { evaluateDrift } from "./states/drift";
import { judge, keepWindow } from "./states/judgement";
import { type RefreshArgs, refreshDataSets } from "./states/refresh";
import { writeReport } from "./states/report";
import { type Champion, findVersions } from "./states/versions";

/** Everything that the state machine of a monitor has to know: names and ARNs, no resources. */
export interface MonitorDefinitionArgs extends MonitorRequestArgs, WaitingArgs {
    readonly stateMachineName: string;
    /** What the names of all jobs begin with. */
    readonly base: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    readonly ledgerTable: string;
    readonly keyAlias: string;
    /** By algorithm: its endpoint, and the parameters that tell which version serves, and where its baseline is. */
    readonly champions: Readonly<Record<string, Champion>>;
    /** Name of the Glue job. */
    readonly consolidation: string;
    readonly writeReportArn: string;
    readonly evaluateDriftArn: string;
    readonly watchCapturesArn: string;
    readonly timeoutSeconds: number;
    readonly pollSeconds: number;
    /** What of QuickSight is refreshed at the end of a run. @default nothing */
    readonly refresh?: Pick<RefreshArgs, "accountId" | "dataSets">;
}

/**
 * From what was asked and answered since the last run to the verdict whether it has drifted.
 *
 * Any input starts a run. What later states need they find in variables:
 *
 * - `$run` (id, names and places of this run, its window of rows included)
 * - `$found`, `$models` (the versions that serve, each with its baseline), `$keyArn`
 * - `$open` (the window of an earlier run that was consolidated and not judged, or nothing), `$begun` (those of later runs
 *   which began one and came no further, or nothing), `$judged` (by judgement, where the run that judged last has left its
 *   files), `$counts`, `$captures`, `$judgements`
 * - `$refreshes`, where QuickSight is refreshed
 * - `$consolidation`, `$analyses` (what the jobs were), `$report` (the report's URI, or nothing)
 * - `$failure`, and the counters `$tries` and `$waits`
 *
 * A window that was consolidated stays open in the ledger until it is judged: the next run carries its rows over, since
 * a bookmark never returns what was read.
 */
export function monitorDefinition(args: MonitorDefinitionArgs): Definition {
    const { refresh } = args;
    const lease = { ...args, lease: leaseId(args.stateMachineName) };
    return states({
        Comment: `Judges whether what ${args.model} is asked, and how well it answers, has drifted`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the run",
        States: {
            "Name the run": {
                Type: "Pass",
                Assign: { run: nameMonitorRun(args), tries: 0, waits: 0 },
                Next: "Take the lease",
            },
            // One run at a time
            ...takeLease(lease, "Find the versions", "Run failed"),

            // Is there anything to judge, and anything to judge it by?
            ...findVersions(args, "Is there a baseline?"),
            "Is there a baseline?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $count($models) > 0 %}", Next: "Find the key" }],
                Default: "No baseline yet",
            },
            "No baseline yet": {
                Type: "Pass",
                Comment: "Nothing is read, so that the first run with a baseline finds all of it",
                Output: notJudged(args, "'No version that serves has a baseline: train first.'"),
                End: true,
            },
            ...findKey(args, "Read the open window", "Run failed"),
            ...consolidate(args, "Keep the window open"),
            ...keepWindow(args, "Watch the captures"),
            ...watchCaptures(args, "Is there anything to judge?"),
            "Is there anything to judge?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $counts.rows + $counts.labelled > 0 %}", Next: "Judge" }],
                Default: "Nothing new",
            },
            "Nothing new": {
                Type: "Pass",
                Output: notJudged(args, nothingNew, "'counts': $counts, 'captures': [$captures]"),
                End: true,
            },

            // Has it drifted?
            ...judge(args, "Write the report"),
            ...writeReport(args, "Evaluate drift"),
            ...evaluateDrift(args, refresh ? "Refresh QuickSight" : "Verdict told"),
            ...when(refresh, (wanted) => refreshDataSets({ ...args, ...wanted }, "Verdict told")),
            "Verdict told": {
                Type: "Pass",
                Output: `{% $merge([$verdict, {'captures': [$captures]${refresh ? ", 'refreshes': $refreshes" : ""}}]) %}`,
                End: true,
            },
            ...failWith("Run failed"),
        },
    });
}

/** What cannot be read was asked all the same, and people look for it; so they do for labels that fit no row. */
const nothingNew = `$counts.labels > 0
    ? 'Nothing was asked since the last run, and of the labels that came none is of a row that waits for one: '
        & $string($counts.labels) & '.'
    : $counts.brokenLines > 0
    ? 'Nothing that can be judged came since the last run, and lines that cannot be read: ' & $string($counts.brokenLines) & '.'
    : 'Nothing was asked, and no label came, since the last run.'`;

/** @param reason an expression */
function notJudged({ model }: MonitorDefinitionArgs, reason: string, more = "'captures': []"): string {
    return jsonata(`{
        'verdict': 'nothing new',
        'model': '${model}',
        'reason': ${reason},
        'location': $run.location,
        ${more}
    }`);
}
