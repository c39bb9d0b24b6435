import type { ModelDefinition } from "../../components/model/model";
import { monitoringOf } from "../../components/model/monitoring";
import { type DriftVerdict, type Judgement, violatedName } from "../../contracts/monitoring";
import type { ModelOutputs } from "../../contracts/outputs";
import type { RetrainingSettings } from "../../contracts/retraining";
import { placeOf, push } from "../files/landing";
import { type MonitoringRun, outcomeOf, runMonitor } from "../monitoring/run";
import { PredictionClient } from "../realtime/client";
import { askApi, type Scores } from "../realtime/predictions";
import type { Pace } from "../runs/pace";
import { followRuns } from "../runs/training";
import type { TrainingRun } from "../runs/trainingRun";
import { CommandError } from "../terminal/errors";
import { count } from "../terminal/format";
import { step } from "../terminal/progress";
import { gainOf } from "./hindsight";
import type { Day, History } from "./history";
import { type DatedData, decideRetraining, type DriftedDay, type ReplayedDecision } from "./retraining";
import {
    type AnsweredRow,
    type SeenDay,
    type SeenMonitoring,
    type SeenTraining,
    told,
    type ToldDay,
    type TrainingGain,
} from "./timeline";
import { csvOf, requestsOf, type Traffic } from "./traffic";
import { referenceOf, resultsBy, type Versions, versionsOf } from "./versions";

/** The stack that a history is pushed through. */
export interface ReplayPlace {
    readonly outputs: ModelOutputs;
    readonly model: ModelDefinition;
    readonly pace: Pace;
    /** Undefined where data is learnt from on the day on which it lands, and drift starts nothing. */
    readonly rule: RetrainingSettings | undefined;
}

/** Data that a day brought and nothing has learnt from yet. */
interface Waiting {
    readonly date: string;
    readonly path: string;
}

/** A row that was answered, with all that asking other versions about it takes. */
interface KnownRow extends AnsweredRow {
    readonly header: readonly string[];
    readonly row: readonly string[];
    readonly scores: Scores;
    readonly served: Versions;
}

/** A training whose worth the rows after it tell. */
interface Change {
    readonly date: string;
    readonly before: Versions;
    readonly after: Versions;
    /** Whether they came to serve. */
    readonly real: boolean;
}

/** Goes through a history day by day: what its stage does is real, and only the days are those of the past. */
export class Replay {
    private readonly api: PredictionClient;
    private readonly rows: KnownRow[] = [];
    private readonly labels = new Map<string, number>();
    private readonly labelledOn = new Map<string, string>();
    private readonly changes: Change[] = [];
    private serving: { readonly versions: Versions; readonly reference: number } | undefined;
    private waiting: Waiting | undefined;
    /** What was trained last, and when drift was the cause last. */
    private learnt: DriftedDay["learnt"];
    private lastStart: string | undefined;
    private lastReasons = "";

    constructor(private readonly place: ReplayPlace) {
        this.api = new PredictionClient(place.outputs.realtime);
    }

    /** @returns what happened, and what ground truth says of it afterwards */
    async run(history: History): Promise<ToldDay[]> {
        const seen: SeenDay[] = [];
        for (const day of history) seen.push(await this.day(day));
        const slack = monitoringOf(this.place.model).qualitySlack ?? 0.1;
        const days = told(seen, this.rows, this.labels, this.labelledOn, slack);
        const gains = await this.gains();
        return days.map((day) => ({ ...day, ...(gains.has(day.date) && { gain: gains.get(day.date) }) }));
    }

    /** A day: data lands, people ask, labels come, the monitor judges, drift may start training. */
    private async day({ date, training, traffic, labels }: Day): Promise<SeenDay> {
        if (training !== undefined) this.waiting = { date, path: training };
        // Drift is not waited for where nothing serves that could drift.
        const landed = this.place.rule === undefined || this.serving === undefined;
        const first = landed && this.waiting ? await this.train(date, this.waiting, "landed") : undefined;
        const models = traffic && (await this.ask(date, traffic));
        const of = labels && (await this.label(date, labels));
        const monitoring = models || of ? await this.judge(date) : undefined;
        const retraining = await this.reaction(date, monitoring);
        const second =
            retraining?.outcome === "started" && this.waiting
                ? await this.train(date, this.waiting, "drift")
                : undefined;
        return {
            date,
            ...((first ?? second) && { training: first ?? second }),
            ...(traffic && models && { traffic: { rows: traffic.rows.length, models } }),
            ...(labels && of && { labels: { rows: labels.labels.length, of } }),
            ...(monitoring && { monitoring: seenMonitoring(monitoring) }),
            ...(retraining && { retraining }),
        };
    }

    private async train(
        date: string,
        { date: of, path }: Waiting,
        cause: SeenTraining["cause"],
    ): Promise<SeenTraining> {
        const { outputs, pace } = this.place;
        this.waiting = undefined;
        if (cause === "drift") this.lastStart = date;
        const pushed = await step({
            title: `${date}: training data`,
            run: () => push(outputs, path, "training", trainingName(of)),
            detail: placeOf,
        });
        const runs = await followRuns(outputs, pushed, pace);
        const verdicts = Object.fromEntries(
            runs.map(({ algorithm, output }) => [algorithm, output?.verdict ?? "failed"]),
        );
        this.learnt = { ...this.dated({ date: of, path }), verdicts };
        const reference = referenceOf(runs) ?? null;
        this.takeOver(date, runs, reference);
        this.lastReasons = runs
            .map(({ algorithm, output, failure }) => `${algorithm}: ${output?.reason ?? failure?.reason}`)
            .join(" ");
        return { cause, data: of, runs: runs.map(seenRun), reference };
    }

    /** What was promoted serves from here on; what it replaces, or what was rejected, is asked about later rows, too. */
    private takeOver(date: string, runs: readonly TrainingRun[], reference: number | null): void {
        const before = this.serving;
        const promoted = versionsOf(runs, "promoted");
        if (Object.keys(promoted).length > 0 && reference !== null) {
            const after = { ...before?.versions, ...promoted };
            this.serving = { versions: after, reference };
            if (before) this.changes.push({ date, before: before.versions, after, real: true });
            return;
        }
        const rejected = versionsOf(runs, "rejected");
        if (before && Object.keys(rejected).length > 0) {
            const after = { ...before.versions, ...rejected };
            this.changes.push({ date, before: before.versions, after, real: false });
        }
    }

    /** @returns the models that answered, by algorithm */
    private async ask(date: string, traffic: Traffic): Promise<Readonly<Record<string, string>>> {
        const { outputs, model } = this.place;
        const { serving } = this;
        if (serving === undefined) {
            throw new CommandError(`On ${date} no model serves that could answer traffic. ${this.lastReasons}`);
        }
        const scores = await step({
            title: `${date}: traffic`,
            run: async (report) => {
                const answers: Scores[] = [];
                for (const csv of requestsOf(traffic, model)) {
                    report(`${answers.length} of ${traffic.rows.length} rows`);
                    answers.push(...(await askApi(this.api, outputs, csv)));
                }
                return answers;
            },
            detail: (answers) => count(answers.length, "row"),
        });
        for (const [place, row] of traffic.rows.entries()) {
            const own = scores[place]!;
            this.rows.push({
                ...{ date, row, header: traffic.header, identifier: traffic.identifiers[place]! },
                ...{ scores: own, result: own.result!, reference: serving.reference, served: serving.versions },
            });
        }
        return Object.fromEntries(Object.entries(serving.versions).map(([name, { modelName }]) => [name, modelName]));
    }

    /** @returns the days of the rows that the labels are of */
    private async label(date: string, { path, labels }: NonNullable<Day["labels"]>): Promise<string[]> {
        await step({
            title: `${date}: ground truth`,
            run: () => push(this.place.outputs, path, "ground truth", `${date}.csv`),
            detail: placeOf,
        });
        for (const { identifier, value } of labels) {
            this.labels.set(identifier, value);
            // The first one counts for the monitor, too: a row is judged once.
            if (!this.labelledOn.has(identifier)) this.labelledOn.set(identifier, date);
        }
        const came = new Set(labels.map(({ identifier }) => identifier));
        return [...new Set(this.rows.filter(({ identifier }) => came.has(identifier)).map((row) => row.date))];
    }

    private async judge(date: string): Promise<MonitoringRun> {
        const { outputs, pace } = this.place;
        return runMonitor(outputs, pace, `${date}: monitor`);
    }

    private async reaction(date: string, run: MonitoringRun | undefined): Promise<ReplayedDecision | undefined> {
        const { rule, outputs } = this.place;
        if (rule === undefined || run?.output?.verdict !== "drifted") return undefined;
        return decideRetraining(rule, {
            ...{ date, model: outputs.model, algorithms: outputs.algorithms, execution: run.executionArn },
            ...{ violations: run.output.violations, lastStart: this.lastStart, learnt: this.learnt },
            waiting: this.waiting && this.dated(this.waiting),
        });
    }

    /** Where data of a day lands, or has landed. */
    private dated({ date }: Waiting): DatedData {
        const { landingBucket: bucket, trainingPrefix } = this.place.outputs;
        return { date, bucket, key: `${trainingPrefix}${trainingName(date)}` };
    }

    /** Of each training, by its day: how the versions before and after it do on the rows from then to the next one. */
    private async gains(): Promise<Map<string, TrainingGain>> {
        const gains = new Map<string, TrainingGain>();
        for (const [place, change] of this.changes.entries()) {
            const until = this.changes[place + 1]?.date;
            const after = this.rows.filter(
                (row) =>
                    this.labels.has(row.identifier) &&
                    this.answeredSince(row, change) &&
                    (until === undefined || row.date < until),
            );
            if (after.length === 0) continue;
            const gain = await step({
                title: `what the training of ${change.date} was worth`,
                run: () => this.gain(change, after),
                detail: (gain) =>
                    gain && `${Math.round(100 * gain.share)} % of the error, on ${count(gain.rows, "row")}`,
            });
            if (gain) gains.set(change.date, { ...gain, real: change.real });
        }
        return gains;
    }

    /** Rows of the day itself were asked before drift started training, and after data had landed. */
    private answeredSince(row: KnownRow, { date, after, before, real }: Change): boolean {
        if (row.date !== date) return row.date > date;
        const own = real ? after : before;
        return Object.entries(own).every(([name, { modelName }]) => row.served[name]?.modelName === modelName);
    }

    private async gain({ date, before, after, real }: Change, rows: readonly KnownRow[]) {
        const { model } = this.place;
        const [{ header }] = rows as [KnownRow];
        const asked = {
            csv: csvOf({ header, rows: rows.map((row) => row.row) }, model),
            scores: rows.map((row) => row.scores),
            served: rows.map((row) => row.served),
        };
        const others = await resultsBy(real ? before : after, model, asked, `replay-${date}`);
        return gainOf(
            rows.map((row, place) => ({
                label: this.labels.get(row.identifier)!,
                before: real ? others[place]! : row.result,
                after: real ? row.result : others[place]!,
            })),
        );
    }
}

function trainingName(date: string): string {
    return `${date}.csv`;
}

function seenRun({ algorithm, executionArn, output, failure, status }: TrainingRun): SeenTraining["runs"][number] {
    const { comparison } = output ?? {};
    return {
        algorithm,
        verdict: output?.verdict ?? "failed",
        reason: output?.reason ?? failure?.reason ?? status,
        modelName: output?.modelName ?? "",
        metric: comparison?.metric ?? null,
        challenger: comparison?.challenger ?? null,
        champion: comparison?.champion ?? null,
        executionArn,
    };
}

function seenMonitoring(run: MonitoringRun): SeenMonitoring {
    const { output, executionArn } = run;
    const known = { executionArn, location: output?.location ?? null, failure: output ? null : outcomeOf(run) };
    if (output === undefined || output.verdict === "nothing new") {
        return { ...known, verdict: output?.verdict ?? "failed", features: [], metrics: [], violations: [] };
    }
    return {
        ...known,
        verdict: output.verdict,
        features: namesIn(output, "data-quality"),
        metrics: namesIn(output, "model-quality"),
        violations: Object.values(output.violations).flat(),
    };
}

function namesIn({ violations }: DriftVerdict, judgement: Judgement): string[] {
    const found = violations[judgement] ?? [];
    return [...new Set(found.map(violatedName))];
}
