import { claimId, type CreatedObject } from "../../contracts/ledger";
import { type Judgement, violatedName } from "../../contracts/monitoring";
import type { Notice } from "../../contracts/notices";
import { s3Uri } from "../../contracts/places";
import type { DetectedDrift, RetrainingDecision, RetrainingSettings } from "../../contracts/retraining";
import { publish } from "../shared/notices";
import { composeRetrainingNotice } from "./retrainingNotice";
import { type Claimed, connectRetraining, type Landed, type RetrainingServices } from "./retrainingServices";

/** What the handler knows of the model. */
export interface RetrainingPlan extends RetrainingSettings {
    readonly model: string;
    /** By algorithm. */
    readonly pipelines: Readonly<Record<string, RetrainedPipeline>>;
}

export interface RetrainedPipeline {
    /** The training pipeline's state machine. */
    readonly name: string;
    readonly arn: string;
    /** The ledger's key of its endpoint's lease, which tells what the version that serves has learnt from. */
    readonly lease: string;
}

/** What is wrong with what a caller sends, and not with what the model knows: training mends none of it. */
const callersFaults = ["missing_column_check", "extra_column_check", "data_type_check", "completeness_check"];

const dayMilliseconds = 86_400_000;

/**
 * Starts a training run of each algorithm that has not learnt from the newest data yet, unless the last start is too
 * recent. What was decided stands in the ledger; people are told of what changes.
 *
 * May run twice for one event: runs have the name of the event's execution, so that each is started once.
 */
export async function retrain(
    services: RetrainingServices,
    plan: RetrainingPlan,
    drift: DetectedDrift,
): Promise<RetrainingDecision> {
    const decision = await decide(services, plan, drift);
    if (decision.outcome !== "too little" && (await services.isNews(situationOf(decision)))) {
        await services.publish(composeRetrainingNotice(plan.model, decision));
    }
    // Last, so that a message may be sent twice, but none is lost.
    await services.remember(situationOf(decision), decision);
    return decision;
}

async function decide(
    services: RetrainingServices,
    plan: RetrainingPlan,
    drift: DetectedDrift,
): Promise<RetrainingDecision> {
    const now = services.now();
    const told = { at: now.toISOString(), monitoringRun: drift.execution, runs: {} };
    const drifted = driftedIn(plan, drift);
    if (drifted.length < plan.fewest) {
        const reason = `${drifted.length} of what drifted can be mended by training, and the settings ask for ${plan.fewest}.`;
        return { ...told, outcome: "too little", reason };
    }
    const landed = await services.newest();
    if (landed === undefined) {
        return { ...told, outcome: "nothing newer", reason: "No training data is in the landing bucket any more." };
    }
    const data = s3Uri(landed.bucket, landed.key);
    const [open, reasons] = await unlearnt(services, plan, drift, landed);
    if (open.length === 0) {
        return { ...told, outcome: "nothing newer", reason: reasons.join(" "), data };
    }
    const since = new Date(now.getTime() - plan.coolDownDays * dayMilliseconds);
    const last = await services.takeTurn(drift.execution, now, since);
    if (last !== undefined) {
        const until = new Date(last.getTime() + plan.coolDownDays * dayMilliseconds);
        const reason = `The last retraining was started at ${shown(last)}: none is until ${shown(until)}.`;
        return { ...told, outcome: "cooling down", reason, data };
    }
    const runs: Record<string, string> = {};
    for (const algorithm of open) {
        const { arn } = plan.pipelines[algorithm]!;
        runs[algorithm] = await services.start(arn, runName(drift), eventOf(landed, drift));
    }
    const reason = `Training of ${open.join(", ")} was started over ${data}, since ${drifted.join(", ")} drifted.`;
    return { ...told, outcome: "started", reason: [reason, ...reasons].join(" "), runs, data };
}

/** The features and metrics that drifted and count, each once. */
function driftedIn({ on }: RetrainingPlan, { violations }: DetectedDrift): string[] {
    const counts: Readonly<Record<Judgement, boolean>> = {
        "data-quality": on !== "model",
        "model-quality": on !== "data",
    };
    const names = Object.entries(violations)
        .filter(([judgement]) => counts[judgement as Judgement])
        .flatMap(([, found]) => found)
        .filter(({ constraint_check_type }) => !callersFaults.includes(constraint_check_type))
        .map(violatedName);
    return [...new Set(names)];
}

/** The algorithms that have not learnt from the data, and of the others why they learn nothing of it, in sentences. */
async function unlearnt(
    services: RetrainingServices,
    plan: RetrainingPlan,
    drift: DetectedDrift,
    landed: Landed,
): Promise<readonly [open: string[], reasons: string[]]> {
    const open: string[] = [];
    const reasons: string[] = [];
    for (const [algorithm, pipeline] of Object.entries(plan.pipelines)) {
        const reason = await learnt(services, pipeline, drift, landed);
        if (reason === undefined) open.push(algorithm);
        else reasons.push(`${algorithm}: ${reason}`);
    }
    return [open, reasons];
}

/** Why a run over the data would tell nothing new; undefined where it would. */
async function learnt(
    services: RetrainingServices,
    { name, arn, lease }: RetrainedPipeline,
    drift: DetectedDrift,
    landed: Landed,
): Promise<string | undefined> {
    const data = s3Uri(landed.bucket, landed.key);
    const serving = await services.serving(lease);
    if (serving?.key === `${landed.bucket}/${landed.key}` && serving.version === landed.version) {
        return `the version that serves learnt from ${data}, the newest data.`;
    }
    if (serving !== undefined && Date.parse(serving.time) > landed.written.getTime()) {
        return `the version that serves learnt from ${serving.key} of ${serving.time}, which is newer than ${data}.`;
    }
    const claimed = await services.claimed(claimId(name, objectOf(landed)), arn);
    // Of a delivery of this event that did not come to its end.
    if (claimed === undefined || claimed.name === runName(drift)) return undefined;
    return claimReason(data, claimed);
}

function claimReason(data: string, { status, verdict, reason }: Claimed): string {
    if (status === "RUNNING") return `a run learns from ${data}, the newest data, right now.`;
    if (verdict === "pending") return `a version that learnt from ${data}, the newest data, waits for approval.`;
    return `a run has learnt from ${data}, the newest data, already (${verdict ?? status.toLowerCase()}${reason ? `: ${reason}` : ""}).`;
}

/** As S3 would tell of it, but that nobody tells sequencers; and why the run is. */
function eventOf(landed: Landed, { execution }: DetectedDrift): object {
    return {
        time: shown(landed.written),
        detail: { ...objectOf(landed), reason: "DriftDetected" },
        retraining: { monitoringRun: execution },
    };
}

function objectOf({ bucket, key, version }: Landed): CreatedObject {
    return { bucket: { name: bucket }, object: { key, ...(version !== "" && { "version-id": version }) } };
}

/** The same for every delivery of an event: the name of the execution of the monitor that tells of the drift. */
function runName({ execution }: DetectedDrift): string {
    return `retrain-${execution.split(":").at(-1)}`.slice(0, mostNameCharacters);
}

/** What Step Functions takes. */
const mostNameCharacters = 80;

/** What people are told once of. */
function situationOf({ outcome, reason }: RetrainingDecision): string {
    return `${outcome}: ${reason}`;
}

/** Whole seconds, as events of S3 have them. */
function shown(time: Date): string {
    return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** The factory of the Lambda's handler, which takes the event `DriftDetected`. Environment: LEDGER_TABLE, TOPIC_ARN. */
export function startRetrainingHandler(
    plan: RetrainingPlan,
    place: { readonly bucket: string; readonly prefix: string; readonly monitor: string },
): () => (event: { readonly detail: DetectedDrift }) => Promise<RetrainingDecision> {
    return () => async (event) => {
        const services = await connectRetraining(process.env.LEDGER_TABLE ?? "", place);
        return retrain({ ...services, publish: (notice: Notice) => publish(notice) }, plan, event.detail);
    };
}
