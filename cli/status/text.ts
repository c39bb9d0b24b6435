import type { Version } from "../runs/registry";
import { notRunning } from "../stacks/environment";
import { notDeployedText } from "../stacks/outputs";
import { stackOption } from "../stacks/stackOption";
import { count, duration, number } from "../terminal/format";
import { type Cell, table, wrapped } from "../terminal/table";

/** A run, as the state machine and its output tell of it. */
export interface RunStatus {
    readonly algorithm: string;
    readonly name: string;
    readonly status: string;
    readonly verdict?: string;
    readonly reason?: string;
    readonly started?: string;
    readonly seconds?: number;
}

export interface PipelineStatus {
    /** The name of the model that serves; absent until one was promoted. */
    readonly champion?: string;
    /** Its version in the registry. */
    readonly version?: Version;
    /** The newest version that waits for approval; absent where it is older than the one that serves. */
    readonly waiting?: Version;
    readonly metrics?: Readonly<Record<string, number>>;
    readonly endpoint: { readonly name: string; readonly status: string };
    readonly runs: readonly RunStatus[];
}

export interface StackStatus {
    readonly stack: string;
    /** Whether the local stage runs; absent for stacks on AWS. */
    readonly stageRunning?: boolean;
    /** Whether it was brought up to its end once. */
    readonly deployed: boolean;
    /** Of a stack whose first `up` did not end: those that it made. */
    readonly resources?: number;
    readonly model?: string;
    readonly url?: string;
    readonly pipelines?: Readonly<Record<string, PipelineStatus>>;
    /** The last scoring run; absent until a file was scored. */
    readonly scoring?: Omit<RunStatus, "algorithm">;
}

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
