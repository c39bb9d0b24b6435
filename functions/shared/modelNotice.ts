import type { Notice } from "../../contracts/notices";
import { folderOfTransform } from "../../contracts/places";
import type { ChampionComparison, TrainingOutcome } from "../../contracts/verdict";
import {
    asSubject,
    executionLines,
    failureLines,
    isRollback,
    isSettlement,
    outcomeOf,
    parsedObject,
    publish,
    shownNumber,
    type StatusChange,
    versionIn,
} from "./notices";

/** What the notice knows of the pipeline beside the event. */
export interface PipelineFacts {
    readonly model: string;
    readonly algorithm: string;
    /** Where runs leave their files: an S3 location with a slash at its end. */
    readonly runs: string;
}

/** The output of a run, as far as the event tells it. */
type Verdict = Partial<TrainingOutcome>;

/** What happened, and what to do about it. */
export function composeNotice(event: StatusChange, facts: PipelineFacts): Notice {
    const verdict = parsedObject(event.detail.output) as Verdict;
    const outcome = outcomeOf(event);
    const what = `${facts.model} with ${facts.algorithm}`;
    const lines = [
        headline(outcome, what, event, verdict),
        "",
        ...(event.detail.status === "SUCCEEDED"
            ? [`Reason: ${verdict.reason ?? "the output of the run tells"}`]
            : failureLines(event)),
        "",
        `What to do: ${advice(outcome, event, verdict, facts)}`,
        "",
        `Model: ${facts.model}`,
        `Algorithm: ${facts.algorithm}`,
        ...figures(verdict),
        ...versionLines(outcome, verdict),
        ...folderLines(verdict),
        ...executionLines(event),
    ];
    return {
        subject: asSubject(`[drivetrain] ${what}: ${outcome}${subjectMetric(verdict)}`),
        message: lines.join("\n"),
        attributes: { model: facts.model, algorithm: facts.algorithm, outcome },
    };
}

function headline(outcome: string, what: string, { detail }: StatusChange, verdict: Verdict): string {
    const still = "what served before still serves";
    const run = versionIn(detail.input) === undefined ? "run" : "deployment";
    if (outcome === "rolled back") {
        return `The version of ${what} that served was rejected; the one before it serves again.`;
    }
    if (outcome === "withdrawn") {
        return `The version of ${what} that served was rejected, and there is none to come back: it has no champion.`;
    }
    if (isSettlement(detail.input)) return settlementHeadline(outcome, what);
    if (isRollback(detail.input)) {
        return `A version of ${what} was rejected, and its rollback did not succeed (${outcome}): it may still serve.`;
    }
    if (outcome === "promoted") return `A new model of ${what} serves.`;
    if (outcome === "rejected") return `A new model of ${what} was rejected; ${still}.`;
    if (outcome === "pending") return `A new model of ${what} waits for approval; ${still}.`;
    if (outcome === "superseded") return supersededHeadline(what, detail.input, verdict);
    if (outcome === "succeeded") return `A ${run} of ${what} ended well.`;
    if (outcome !== "failed") {
        return `A ${run} of ${what} was ended: ${outcome}; \`npx drivetrain status\` tells what serves.`;
    }
    if (failedIn(statesBehindSwitch.export, detail.cause)) {
        return `The new model of ${what} serves, but its ${run} failed then: Parameter Store has the old names, all or some.`;
    }
    if (failedIn(statesBehindSwitch.scaling, detail.cause)) {
        return `The new model of ${what} is promoted; only scaling is not registered, so its endpoint keeps its size.`;
    }
    if (detail.error === "VersionRejected") {
        return `A version of ${what} was rejected while it was deployed: it does not become the champion.`;
    }
    if (detail.error === "LeaseLost") return `A ${run} of ${what} failed; it has changed nothing that serves.`;
    if (detail.error === "EndpointTimeout") {
        return `A ${run} of ${what} failed: its endpoint took too long, and may still come to serve the new model.`;
    }
    if (detail.error !== "EndpointNotServing" && failedIn(["Describe endpoint"], detail.cause)) {
        return `A ${run} of ${what} failed while its endpoint was changing, which may still come to serve the new model.`;
    }
    if (deploymentCutOff(detail)) {
        return `A ${run} of ${what} failed, since its deployment was ended; the endpoint may still come to serve the new model.`;
    }
    return `A ${run} of ${what} failed; ${still}.`;
}

/** Whether a run failed because the deployment that it waited for was ended from outside, which its settlement tells of. */
function deploymentCutOff({ error, cause }: StatusChange["detail"]): boolean {
    return error === "States.TaskFailed" && failedIn(["Deploy the model"], cause);
}

/** What a deployment that ended badly has left was looked after, or could not be. */
function settlementHeadline(outcome: string, what: string): string {
    return outcome === "promoted"
        ? `A new model of ${what} serves: what its deployment had left undone is done.`
        : `What a deployment of ${what} has left could not be settled; \`npx drivetrain status\` tells what serves.`;
}

/** Nothing of this run is deployed: its data came late, or its version, or the approval of that. */
function supersededHeadline(
    what: string,
    input: string | null | undefined,
    { approval, modelPackageArn }: Verdict,
): string {
    if (versionIn(input) === undefined && modelPackageArn) {
        return `A new model of ${what} was not deployed, and its version is rejected; what served before still serves.`;
    }
    if (approval === "taken back") {
        return `The approval of a version of ${what} came too late and was taken back; nothing was deployed.`;
    }
    return versionIn(input) === undefined
        ? `Data older than what ${what} serves on came late; nothing was trained.`
        : `A version of ${what} is not approved any more; nothing was deployed.`;
}

/** The state machine's states that come after the endpoint's change: until the model is promoted, and after that. */
export const statesBehindSwitch = {
    export: [
        "Ask for the approval again",
        "Approve the model",
        "Note the deployment",
        "Remember the data",
        "Export to Parameter Store",
    ],
    scaling: ["Register scaling", "Put scaling policy"],
} as const;

/** Whether the state that a run failed in, which its cause begins with, is one of these. */
function failedIn(states: readonly string[], cause: string | null | undefined): boolean {
    return states.some((state) => cause?.startsWith(`${state}: `));
}

function advice(outcome: string, { detail }: StatusChange, verdict: Verdict, facts: PipelineFacts): string {
    const push = "push the data file once more to start a new run.";
    const approved = versionIn(detail.input) !== undefined;
    // A deployment that fails rejects the version itself, or its settlement does.
    const again = approved ? `approve the version again, or ${push}` : push;
    const quarantine = quarantineOf(verdict, facts);
    if (outcome === "promoted" || outcome === "succeeded") return "nothing.";
    if (outcome === "rolled back") return `nothing; to train another one, ${push}`;
    if (outcome === "withdrawn") {
        return `${push} The next model that passes the threshold serves; until then batches and real time do without ${facts.algorithm}. The endpoint ${verdict.endpointName} still runs, though nobody is sent to it.`;
    }
    if (outcome === "pending") return approval(facts.algorithm, verdict.modelPackageArn ?? "<its ARN>");
    if (outcome === "superseded") return `nothing; if this data should be served none the less, ${push}`;
    if (outcome === "failed" && failedIn(statesBehindSwitch.export, detail.cause)) {
        return `${settledFirst(detail)}mend what the reason names and soon ${push} Until a model is exported, requests are encoded for the one before.`;
    }
    if (outcome === "failed" && failedIn(statesBehindSwitch.scaling, detail.cause)) {
        return `${triedAgain(detail)}mend what the reason names; the next model that is promoted registers scaling. To have it before, make the request of the failed state, which the execution (below) shows, by the AWS CLI.`;
    }
    if (isRollback(detail.input) && !isSettlement(detail.input)) {
        return "wait for the settlement, which tries it again and tells of it.";
    }
    if (detail.error === "VersionRejected") {
        return "nothing if it was meant; where the version had come to serve, its settlement brings back the one before and tells of it.";
    }
    if (isSettlement(detail.input)) {
        return `mend what the reason names; where the endpoint does not serve the champion that \`npx drivetrain status\` tells, ${push}`;
    }
    if (deploymentCutOff(detail)) {
        return `wait for the settlement of the deployment, which tells what came of it; where the model does not serve then, ${push}`;
    }
    if (detail.error === "LeaseLost") return `as the reason says; the next run waits until no other one is under way.`;
    if (outcome === "rejected") {
        return `look at the data of this run and the rows it set aside (${quarantine}), or change the gate in the model's file; then ${again}`;
    }
    if (outcome === "aborted") return `nothing if it was meant; else ${again}`;
    if (detail.error === "EndpointNotUpdatable") return `do as the reason says; then ${again}`;
    if (detail.error?.startsWith("Endpoint")) {
        return `look at the endpoint's alarms and its log, then at the model that was deployed (the execution below names it); then ${again}`;
    }
    if (approved) return `open the execution (below) and mend what the reason names; then ${again}`;
    return `open the execution (below) and mend what the reason names (rows that could not be used are under ${quarantine}); then ${again}`;
}

/** A settlement that fails is not settled again: from then on it is a person's turn. */
function settledFirst({ input }: StatusChange["detail"]): string {
    return isSettlement(input)
        ? ""
        : "wait for the settlement, which tries it again and tells of it; where that fails, ";
}

/** A settlement that has only scaling to register says nothing where it succeeds: the promotion was told. */
function triedAgain({ input }: StatusChange["detail"]): string {
    return isSettlement(input) ? "" : "wait for the settlement, which tries it again; where it tells that it failed, ";
}

function approval(algorithm: string, arn: string): string {
    return (
        `approve it by \`npx drivetrain approve ${algorithm}\` (with \`-s\` and the stack's name) or by ` +
        `\`aws sagemaker update-model-package --model-package-arn ${arn} --model-approval-status Approved\`; ` +
        `with \`Rejected\` it never serves.`
    );
}

/** Where a run puts the rows that it could not use. */
function quarantineOf(verdict: Verdict, facts: PipelineFacts): string {
    return `${folderOf(verdict) ?? `${facts.runs}<run>`}/quarantine/`;
}

function figures({ metric, comparison }: Verdict): string[] {
    return [
        ...(metric ? [`Metric: ${metric.name} = ${metric.value} (threshold ${metric.threshold})`] : []),
        ...(comparison ? [`Compared: ${comparisonOf(comparison)}`] : []),
    ];
}

function comparisonOf({ metric, rows, challenger, champion, margin }: ChampionComparison): string {
    const on = `${rows.toLocaleString("en-US")} test rows: challenger ${metric} ${shownNumber(challenger)}`;
    if (champion === null) return `on ${on}, no champion yet`;
    const by = margin > 0 ? ` (to be undercut by more than ${shownNumber(margin)})` : "";
    return `on the same ${on}, champion ${metric} ${shownNumber(champion)}${by}`;
}

function versionLines(outcome: string, verdict: Verdict): string[] {
    const endpoint = `Endpoint: ${verdict.endpointName} (${verdict.endpointConfigName})`;
    return [
        ...(verdict.modelName ? [`Model version: ${verdict.modelName}`] : []),
        ...(verdict.modelPackageArn ? [`Model package: ${verdict.modelPackageArn}`] : []),
        ...(outcome === "promoted" ? [endpoint] : []),
        ...(verdict.championModelName ? [`${champion(outcome)}: ${verdict.championModelName}`] : []),
    ];
}

/** Where the files of a run are, its verdict among them. */
function folderLines(verdict: Verdict): string[] {
    const folder = folderOf(verdict);
    return folder === undefined ? [] : [`Files: ${folder}/`];
}

/** A run that was not judged does not tell its own folder. */
function folderOf({ transform }: Verdict): string | undefined {
    return transform ? folderOfTransform(transform) : undefined;
}

function champion(outcome: string): string {
    return outcome === "promoted" ? "Served before" : "Serves still";
}

function subjectMetric({ metric }: Verdict): string {
    return metric ? ` (${metric.name} ${Math.round(metric.value * 100) / 100})` : "";
}

/** The end of one execution as people are told of it: published, by the facts that the environment names. */
export async function publishNotice(event: StatusChange): Promise<Notice> {
    const notice = composeNotice(event, {
        model: process.env.MODEL ?? "",
        algorithm: process.env.ALGORITHM ?? "",
        runs: process.env.RUNS ?? "",
    });
    await publish(notice);
    return notice;
}
