import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { models } from "../../../infra/models";
import { type Notification, openMailbox, readMailbox } from "../../../local";
import { inRoot, root } from "../../checkout";
import type { Purpose } from "../../files/csvFile";
import { placeOf, push } from "../../files/landing";
import { mismatches, type ToldRun, untold } from "../../lifecycle/notices";
import { type Scores, type Summary, summaryFile, SummaryRecorder } from "../../lifecycle/summary";
import { PredictionClient } from "../../realtime/client";
import { askApi, askEndpoints, differences } from "../../realtime/predictions";
import type { PushedObject } from "../../runs/executions";
import { followRuns, requireEnded, type TrainingRun } from "../../runs/training";
import { runsTable } from "../../runs/verdicts";
import { readScored, wrongCounts, wrongResults } from "../../scoring/result";
import { followScoring, outcomeOf, type ScoringOutput, type ScoringRun } from "../../scoring/run";
import { notScoredText, scoringText } from "../../scoring/text";
import { deploy, policiesOf } from "../../stacks/deployment";
import { endStage, enterStarting, isStageRunning } from "../../stacks/environment";
import { paceOf } from "../../stacks/options";
import { type ModelOutputs, readOutputs } from "../../stacks/outputs";
import { findStack } from "../../stacks/stack";
import { CommandError, Exit, exitCodeOf, explain } from "../../terminal/errors";
import { answer, count, duration, number, table } from "../../terminal/format";
import { checkInterrupted, interruption, pause, poll } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";
import { takeDown } from "../down/action";

export interface StartOptions {
    /** Leave the stage running for other commands. */
    readonly keep?: boolean;
    readonly json?: boolean;
}

const data = inRoot("data", "used-cars.csv");
const rowsAsked = 5;
/** Of a result in which every row is wrong. */
const mistakesShown = 10;
const notifiedWithinMs = 30_000;
/** A notification that is sent twice arrives twice within this time. */
const duplicatedWithinMs = 2000;

const stack = findStack("local");
/** Its file has the rule of the results; which algorithms there are, the stack's outputs tell: config may add some. */
const [model] = models;

/** Runs that have ended, filled as soon as they have, so that they are told also when a later step fails. */
interface EndedRuns {
    readonly training: TrainingRun[];
    readonly scoring: ScoringRun[];
}

/**
 * The whole lifecycle on the local stage, from nothing: deploy, push data, train, predict, score, be told, take down.
 */
export async function start(options: StartOptions): Promise<number> {
    const recorder = new SummaryRecorder(stack.name, model.name);
    const runs: EndedRuns = { training: [], scoring: [] };
    let exitCode: number = Exit.ok;
    try {
        await lifecycle(recorder, runs);
        if (!options.keep) {
            await recorder.step(
                "destroy",
                () => takeDown(stack, async () => {}),
                (gone) => gone.join(", "),
            );
        }
    } catch (error) {
        exitCode = exitCodeOf(error);
        const policies = policiesOf(error);
        if (policies) recorder.add({ policies });
        process.stderr.write(`\ndrivetrain: ${explain(error)}\n`);
        if (process.env.DRIVETRAIN_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
        if (!options.keep || interruption.aborted) await step({ title: "end the local stage", run: endStage });
    }
    const summary = recorder.write();
    answer(options.json, summary, () => report(summary, runs, options));
    return exitCode;
}

async function lifecycle(recorder: SummaryRecorder, runs: EndedRuns): Promise<void> {
    const { outputs } = await recorder.step(
        "deploy",
        () => deployFromNothing(recorder),
        ({ resources }) => count(resources, "resource"),
    );
    const pushed = await recorder.step("push", () => pushData(outputs, "training"), placeOf);
    await recorder.step("train", () => trainAll(recorder, outputs, pushed, runs.training), trainDetail);
    await recorder.step(
        "predict",
        () => predictSome(recorder, outputs),
        (scores) => count(scores.length, "prediction"),
    );
    await recorder.step("score", () => scoreAll(recorder, outputs, runs.scoring), outcomeOf);
    await recorder.step(
        "notify",
        () => readNotifications(recorder, toldRuns(runs)),
        (n) => count(n, "notification"),
    );
}

async function deployFromNothing(recorder: SummaryRecorder) {
    await step({ title: "local stage", run: startAnew, detail: () => "running" });
    const { policies, resources } = await deploy(stack);
    recorder.add({ policies });
    const outputs = await readOutputs(stack);
    // Before any run: what is published later arrives.
    await openMailbox(outputs.topicArn);
    return { resources, outputs };
}

/** A stage that was kept, or left behind by a run that was cut off, makes room: the lifecycle begins with nothing. */
async function startAnew(report: (line: string) => void): Promise<void> {
    if (await isStageRunning()) {
        report("ending the one that runs, to begin from nothing");
        await endStage();
    }
    checkInterrupted();
    await enterStarting(stack, report);
    checkInterrupted();
}

function pushData(outputs: ModelOutputs, purpose: Purpose): Promise<PushedObject> {
    return step({
        title: `push ${relative(root, data)} for ${purpose}`,
        run: () => push(outputs, data, purpose),
        detail: placeOf,
    });
}

async function trainAll(
    recorder: SummaryRecorder,
    outputs: ModelOutputs,
    pushed: PushedObject,
    runs: TrainingRun[],
): Promise<TrainingRun[]> {
    runs.push(...(await followRuns(outputs, pushed, paceOf(stack))));
    recorder.addTraining(runs);
    requireEnded(runs);
    const rejected = runs.filter((run) => run.output?.verdict !== "promoted");
    if (rejected.length > 0) {
        throw new CommandError(rejected.map((run) => `${run.algorithm}: ${run.output?.reason}`).join("\n"));
    }
    return runs;
}

function trainDetail(runs: readonly TrainingRun[]): string {
    return runs.map((run) => `${run.algorithm} ${run.output?.verdict}`).join(", ");
}

function predictSome(recorder: SummaryRecorder, outputs: ModelOutputs): Promise<Scores[]> {
    return step({
        title: "predict",
        run: async () => {
            const csv = readFileSync(data, "utf8")
                .split("\n")
                .slice(0, rowsAsked + 1)
                .join("\n");
            const api = new PredictionClient(outputs.realtime);
            const predictions = await askApi(api, outputs, csv);
            const { url } = outputs.realtime;
            recorder.add({ realtime: { url, requests: api.requests, predictions, combine: outputs.combine } });
            const wrong = differences(predictions, await askEndpoints(outputs, csv), model.combine);
            if (wrong.length > 0) throw new CommandError(wrong.join("\n"));
            return predictions;
        },
        detail: (predictions) => `${count(predictions.length, "row")}, each as the endpoints say themselves`,
    });
}

/** Scores the file by the same code as the command does, and looks at every row of the result. */
async function scoreAll(recorder: SummaryRecorder, outputs: ModelOutputs, runs: ScoringRun[]): Promise<ScoringRun> {
    const pushed = await pushData(outputs, "scoring");
    const run = await followScoring(outputs, pushed, paceOf(stack));
    runs.push(run);
    if (run.output?.verdict !== "scored") throw new CommandError(notScoredText(run, undefined));
    recorder.addScoring(run.output);
    const wrong = await wrongScoring(outputs, run.output);
    if (wrong.length > 0) throw new CommandError(wrong.slice(0, mistakesShown).join("\n"));
    return run;
}

/** What does not add up in a scoring run and in its result, as sentences. */
async function wrongScoring({ algorithms }: ModelOutputs, output: ScoringOutput): Promise<string[]> {
    const scored = await readScored(output.location);
    return [...wrongCounts(output, scored.rows.length), ...wrongResults(scored, algorithms, model.combine)];
}

function readNotifications(recorder: SummaryRecorder, runs: readonly ToldRun[]): Promise<number> {
    return step({
        title: "notifications",
        run: async () => {
            const arrived: Notification[] = [];
            try {
                await waitForNotices(arrived, runs);
                await pause(duplicatedWithinMs);
                arrived.push(...(await readMailbox()));
            } finally {
                recorder.add({ notifications: arrived.map(({ topic, subject }) => ({ topic, subject })) });
            }
            const wrong = mismatches(arrived, runs);
            if (wrong.length > 0) throw new CommandError(wrong.join("\n"));
            return arrived.length;
        },
        detail: (n) => `${count(n, "message")}, one of each run`,
    });
}

function toldRuns({ training, scoring }: EndedRuns): ToldRun[] {
    return [
        ...training.map(({ algorithm, executionArn }) => ({ what: `training of ${algorithm}`, executionArn })),
        ...scoring.map(({ executionArn }) => ({ what: "scoring", executionArn })),
    ];
}

async function waitForNotices(arrived: Notification[], runs: readonly ToldRun[]): Promise<void> {
    await poll(
        async () => {
            arrived.push(...(await readMailbox()));
            return untold(arrived, runs).length === 0 ? arrived : undefined;
        },
        {
            everyMs: 200,
            deadlineMs: notifiedWithinMs,
            late: () => {
                const missing = untold(arrived, runs).map(({ what }) => what);
                return new CommandError(
                    `No notification of ${missing.join(", ")} arrived within ${duration(notifiedWithinMs / 1000)}.`,
                );
            },
        },
    );
}

/** What happened, as people read it, and what to try next. */
export function report(summary: Summary, { training, scoring }: EndedRuns, { keep }: StartOptions): string {
    const { realtime, notifications = [], policies, steps } = summary;
    const rounded = (scores: Scores): (string | undefined)[] => Object.values(scores).map(number);
    return [
        "",
        ...(training.length > 0 ? [runsTable(training)] : []),
        ...(realtime ? [table(Object.keys(realtime.predictions[0] ?? {}), realtime.predictions.map(rounded))] : []),
        ...scoring.filter((run) => run.output?.verdict === "scored").map((run) => scoringText(run, {})),
        ...notifications.map(({ subject }) => `Notification: ${subject}`),
        ...(policies
            ? [
                  `Policies: ${count(policies.rules, "rule")}, ${count(policies.mandatoryViolations, "mandatory violation")}, ${count(policies.advisoryViolations, "advisory violation")}.`,
              ]
            : []),
        table(
            ["step", "result", "time", "detail"],
            steps.map((one) => [
                one.name,
                one.ok ? "ok" : "failed",
                duration(one.seconds),
                // The reason stands above, in full.
                one.ok ? one.detail : "see above",
            ]),
        ),
        `${summary.ok ? "Every step held" : interruption.aborted ? "Interrupted" : "Not every step held"}, in ${duration(summary.seconds)}. Summary: ${relative(root, summaryFile)}`,
        ...(summary.ok ? next(keep) : []),
    ].join("\n");
}

function next(keep: boolean | undefined): string[] {
    if (!keep) {
        return [
            "Next: `npm start -- --keep` leaves the stage running for `npx drivetrain status`, `predict` and `train`.",
        ];
    }
    return [
        "The local stage keeps running. Next:",
        "  npx drivetrain status                        which models serve, last runs",
        "  npx drivetrain predict data/used-cars.csv    ask the API",
        "  npx drivetrain score data/used-cars.csv      score a file by batch",
        "  npx drivetrain train data/used-cars.csv      the same data again: not better, so rejected",
        "  npx drivetrain down                          leave nothing behind",
    ];
}
