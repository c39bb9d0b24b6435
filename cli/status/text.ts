import type { Version } from "../runs/registry";
import { notRunning } from "../stacks/environment";
import { notDeployedText } from "../stacks/outputs";
import { stackOption } from "../stacks/stackOption";
import { count, duration, number } from "../terminal/format";
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
        Object.entries(metrics ?? {})
            .map(([name, value]) => `${name} ${number(value)}`)
            .join("\n"),
        endpoint.name,
        endpoint.status,
    ]);
    const runs = pipelines
        .flatMap(([, pipeline]) => pipeline.runs)
        .sort((a, b) => (b.started ?? "").localeCompare(a.started ?? ""))
        .map((run): Cell[] => [
            run.started?.replace("T", " ").slice(0, 19),
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
        found.scoring ? lastScoring(found.scoring) : "No file was scored yet.",
    ].join("\n");
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

function lastScoring({ started, verdict, status, reason }: Omit<RunStatus, "algorithm">): string {
    const at = started?.replace("T", " ").slice(0, 19);
    return `Last scored (${at} UTC): ${verdict ?? status.toLowerCase()}${reason ? `, ${reason}` : ""}`;
}
