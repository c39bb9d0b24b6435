import { testMetrics } from "../../contracts/parameters";
import type { RetrainingDecision } from "../../contracts/retraining";
import type { Version } from "../runs/registry";
import { notRunning } from "../stacks/environment";
import { notDeployedText } from "../stacks/outputs";
import { stackOption } from "../stacks/stackOption";
import { count, duration, number, r2Text } from "../terminal/format";
import { type Cell, table, wrapped } from "../terminal/table";
import type { RunStatus, StackStatus } from "./status";

/** The status as people read it. */
export function statusText(found: StackStatus): string {
    if (found.stageRunning === false) return notRunning(found.stack);
    if (!found.deployed) return notDeployedText(found.stack, found.resources);
    const pipelines = Object.entries(found.pipelines ?? {});
    const serving = pipelines.map(([algorithm, { champion, version, metrics, endpoint }]): Cell[] => [
        algorithm,
        version && `${version.version}, ${approvalText(version.approval)}`,
        champion ?? "none yet",
        metrics && metricLines(metrics).join("\n"),
        endpoint.name,
        endpoint.status,
    ]);
    const runs = pipelines
        .flatMap(([, pipeline]) => pipeline.runs)
        .sort((a, b) => (b.started ?? "").localeCompare(a.started ?? ""))
        .map((run): Cell[] => [
            shownTime(run.started),
            run.algorithm,
            run.verdict ?? run.status.toLowerCase(),
            run.seconds === undefined ? undefined : duration(run.seconds),
            wrapped(run.reason ?? ""),
        ]);
    return [
        `Stack ${found.stack}: model ${found.model}, ${count(found.resources ?? 0, "resource")}.`,
        `Predictions: ${found.url}`,
        table(["algorithm", "version", "champion", "metrics", "endpoint", "status"], serving),
        ...pipelines.flatMap(([algorithm, { waiting }]) =>
            waiting ? [waitingText(algorithm, waiting, found.stack)] : [],
        ),
        runs.length > 0
            ? table(["started (UTC)", "algorithm", "result", "time", "why"], runs)
            : "No training has run yet.",
        found.scoring ? last("scored", found.scoring) : "No file was scored yet.",
        ...(found.monitoring ? [last("monitored", found.monitoring)] : []),
        ...(found.retraining ? [retrainingText(found.retraining)] : []),
    ].join("\n");
}

/** Each metric a line; r2 with the range in which it lies at that number of rows. */
function metricLines(metrics: Readonly<Record<string, number>>): string[] {
    const { rows, r2, r2Low, r2High } = testMetrics;
    const own = Object.entries(metrics).filter(([name]) => ![rows, r2, r2Low, r2High].some((one) => one === name));
    const [low, high] = [metrics[r2Low], metrics[r2High]];
    const range = low === undefined || high === undefined ? "" : ` (${r2Text(low)} to ${r2Text(high)})`;
    return [
        ...own.map(([name, value]) => `${name} ${number(value)}`),
        ...(metrics[r2] === undefined ? [] : [`${r2} ${r2Text(metrics[r2])}${range}`]),
        ...(metrics[rows] === undefined ? [] : [`on ${count(metrics[rows], "test row")}`]),
    ];
}

/** Which version waits for a person, and what it takes. */
function waitingText(algorithm: string, { version, modelName }: Version, stack: string): string {
    const model = modelName ? ` (${modelName})` : "";
    const approve = `npx drivetrain approve ${algorithm}${stackOption(stack)}`;
    return `${algorithm}: version ${version}${model} waits for approval, and serves after \`${approve}\`.`;
}

/** `PendingManualApproval` in words. */
function approvalText(approval: string): string {
    return approval === "PendingManualApproval" ? "waits for approval" : approval.toLowerCase();
}

/** `Last drift (2026-03-02 00:00:00 UTC): retraining started. Training of ...` */
function retrainingText({ at, outcome, reason }: RetrainingDecision): string {
    const done = outcome === "started" ? "retraining started" : `not retrained, ${outcome}`;
    return `Last drift (${shownTime(at)} UTC): ${done}. ${reason}`;
}

function shownTime(time: string | undefined): string | undefined {
    return time?.replace("T", " ").slice(0, 19);
}

function last(what: string, { started, verdict, status, reason }: Omit<RunStatus, "algorithm">): string {
    return `Last ${what} (${shownTime(started)} UTC): ${verdict ?? status.toLowerCase()}${reason ? `, ${reason}` : ""}`;
}
