import type { CombineName } from "./combine";

/**
 * How a judged run ended: its model serves, is not good enough, or waits for a person's approval; `rolled back` is a
 * model that serves again, since the one that came after it was rejected.
 */
export type Judgement = "promoted" | "rejected" | "pending" | "rolled back";

/**
 * How a training run or a deployment ended that did not fail: it judged its model, or it had none to judge; `settled` is
 * what had ended badly of a version that does not serve, `withdrawn` a rejected version with none to come back.
 */
export type Verdict = Judgement | "superseded" | "duplicate" | "settled" | "withdrawn";

/** What the gate measured the model by. */
export interface GateMetric {
    readonly name: string;
    readonly value: number;
    /** The greatest value that passes. */
    readonly threshold: number;
}

/** How champion and challenger did on the same rows. Errors: lower is better. */
export interface ChampionComparison {
    readonly metric: string;
    /** How many test rows both were asked about. */
    readonly rows: number;
    readonly challenger: number;
    /** Null where nothing served before. */
    readonly champion: number | null;
    /** By how much the champion has to be undercut. */
    readonly margin: number;
    /**
     * The error (rmse) of always answering the mean on the same rows, which a first model has to undercut; null for a
     * version that was trained before it was kept, as r2 is.
     */
    readonly baseline: number | null;
    /** The challenger's share of what there is to explain: 1 for exact answers, 0 for those of the mean. */
    readonly r2: number | null;
    /** Where r2 lies in 95 of 100 samples of as many rows; null where they are too few. */
    readonly r2Interval: readonly [low: number, high: number] | null;
}

/**
 * How the combined result did on the same rows as the contenders: what the model's rule makes of the better contender of
 * each algorithm whose run of the same data had come so far.
 */
export interface CombinedQuality {
    readonly rule: CombineName;
    readonly algorithms: readonly string[];
    readonly rmse: number;
    readonly mae: number;
    readonly r2: number;
}

/** What every training run says in the end: the output of its execution. */
interface Told {
    /** A sentence. */
    readonly reason: string;
    readonly model: string;
    readonly algorithm: string;
    readonly endpointName: string;
}

/** The output of a run that judged a model, which is also the `verdict.json` in its folder. */
export interface JudgedOutcome extends Told {
    readonly verdict: Judgement;
    readonly metric: GateMetric;
    readonly comparison: ChampionComparison;
    /** Null for a version that was trained before it was measured. */
    readonly combined: CombinedQuality | null;
    /** Every final metric of the training job, by name. */
    readonly metrics: Readonly<Record<string, number>>;
    readonly modelName: string;
    /** Null for a model that was not registered. */
    readonly modelPackageArn: string | null;
    /** Null for a model that does not serve. */
    readonly endpointConfigName: string | null;
    /** S3 URI of the model's `transform.json`. */
    readonly transform: string;
    /** The model that served before. */
    readonly championModelName: string | null;
}

/** The output of a run that ended before it had a model to judge. */
export interface UnjudgedOutcome extends Told {
    readonly verdict: Exclude<Verdict, Judgement>;
    /** Of a deployment that was about a version which does not serve by it. */
    readonly modelPackageArn?: string;
    /** `taken back` where a person had approved a version of data that is older than what serves. */
    readonly approval?: "taken back";
}

/** The output of a training run as a reader finds it, whichever way it ended. */
export type TrainingOutcome = Pick<Told, "reason"> & { readonly verdict: Verdict } & {
    readonly [Key in Exclude<keyof JudgedOutcome, "verdict" | "reason">]?: JudgedOutcome[Key] | null;
} & Pick<UnjudgedOutcome, "approval">;
