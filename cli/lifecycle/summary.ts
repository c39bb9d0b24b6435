import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Violation } from "../../contracts/monitoring";
import type { ScoringOutcome } from "../../contracts/scoring";
import type { CombinedQuality } from "../../contracts/verdict";
import { inRoot } from "../checkout";
import type { PromotedVersion } from "../promotion/served";
import type { Scores } from "../realtime/predictions";
import { runSummary, type TrainingRun } from "../runs/trainingRun";
import { combinedOf } from "../runs/verdicts";
import type { PolicyCount } from "../stacks/deployment";
import { secondsSince } from "../terminal/format";

export interface StepSummary {
    readonly name: string;
    readonly ok: boolean;
    readonly seconds: number;
    readonly detail: string;
}

/** What became of the rows of a file that was scored, by algorithm; all of them stand in one result. */
export interface ScoringSummary {
    readonly input: number;
    readonly output: number;
    readonly quarantined: number;
    /** S3 URI of the result. */
    readonly location: string;
}

/** What the monitor found in each kind of traffic. */
export interface MonitoringSummary {
    readonly calm?: JudgedTraffic;
    readonly drifted?: JudgedTraffic;
    readonly groundTruth?: {
        readonly metrics: Readonly<Record<string, number>>;
        readonly violations: readonly Violation[];
    };
}

interface JudgedTraffic {
    /** As the analyzer's job ended. */
    readonly status: string;
    readonly violations: readonly Violation[];
}

/** What serves in another account, by algorithm, since it was promoted. */
export interface PromotionSummary {
    readonly from: string;
    readonly to: string;
    readonly versions: Readonly<Record<string, Omit<PromotedVersion, "algorithm">>>;
}

/** What a run of the whole lifecycle leaves behind in summary.json; steps that did not happen are absent. */
export interface Summary {
    readonly ok: boolean;
    readonly stack: string;
    readonly model: string;
    readonly seconds: number;
    readonly steps: readonly StepSummary[];
    readonly training?: Readonly<Record<string, Record<string, unknown>>>;
    /** How the combined result did on the test rows of those runs. */
    readonly combined?: CombinedQuality;
    readonly promotion?: PromotionSummary;
    readonly realtime?: {
        readonly url: string;
        readonly requests: number;
        readonly predictions: readonly Scores[];
        readonly combine: string;
    };
    readonly scoring?: Readonly<Record<string, ScoringSummary>>;
    readonly monitoring?: MonitoringSummary;
    readonly notifications?: readonly { readonly topic: string; readonly subject: string }[];
    /** The saved queries that were answered, and the path of the page for people, from the checkout's root. */
    readonly insights?: { readonly queries?: readonly string[]; readonly report?: string };
    readonly policies?: PolicyCount;
}

export const summaryFile = inRoot(".drivetrain", "run", "summary.json");

/** Collects the summary while the lifecycle goes on. */
export class SummaryRecorder {
    private readonly startMs = Date.now();
    private readonly steps: StepSummary[] = [];
    private parts: Partial<Summary> = {};

    constructor(
        private readonly stack: string,
        private model: string,
    ) {}

    /** Runs a step and notes how it went. */
    async step<T>(name: string, run: () => Promise<T>, detail: (value: T) => string): Promise<T> {
        const start = Date.now();
        try {
            const value = await run();
            this.steps.push({ name, ok: true, seconds: secondsSince(start), detail: detail(value) });
            return value;
        } catch (error) {
            this.steps.push({ name, ok: false, seconds: secondsSince(start), detail: (error as Error).message });
            throw error;
        }
    }

    add(
        part:
            | Pick<Summary, "training" | "combined">
            | Pick<Summary, "promotion">
            | Pick<Summary, "realtime">
            | Pick<Summary, "scoring">
            | Pick<Summary, "monitoring">
            | Pick<Summary, "notifications">
            | Pick<Summary, "insights">
            | Pick<Summary, "policies">,
    ): void {
        this.parts = { ...this.parts, ...part };
    }

    addTraining(runs: readonly TrainingRun[]): void {
        const combined = combinedOf(runs);
        this.add({
            training: Object.fromEntries(runs.map((run) => [run.algorithm, runSummary(run)])),
            ...(combined && { combined }),
        });
    }

    addScoring({ algorithms, input, quarantined, location }: ScoringOutcome): void {
        const entries = Object.entries(algorithms).map(([algorithm, { rows }]): [string, ScoringSummary] => [
            algorithm,
            { input, output: rows, quarantined, location },
        ]);
        this.add({ scoring: Object.fromEntries(entries) });
    }

    addMonitoring(part: MonitoringSummary): void {
        this.add({ monitoring: { ...this.parts.monitoring, ...part } });
    }

    /** The summary so far, in the contract's order of keys. */
    summary(): Summary {
        const { training, combined, promotion, realtime, scoring, monitoring, notifications, insights, policies } =
            this.parts;
        return {
            ok: this.steps.length > 0 && this.steps.every((step) => step.ok),
            stack: this.stack,
            model: this.model,
            seconds: secondsSince(this.startMs),
            steps: this.steps,
            ...(training && { training }),
            ...(combined && { combined }),
            ...(promotion && { promotion }),
            ...(realtime && { realtime }),
            ...(scoring && { scoring }),
            ...(monitoring && { monitoring }),
            ...(notifications && { notifications }),
            ...(insights && { insights }),
            ...(policies && { policies }),
        };
    }

    write(): Summary {
        const summary = this.summary();
        mkdirSync(dirname(summaryFile), { recursive: true });
        writeFileSync(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
        return summary;
    }
}
