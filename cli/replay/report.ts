import type { RetrainingSettings } from "../../contracts/retraining";
import { type ToldDay, type Totals, totalsOf } from "./timeline";

/** What a replay comes to: `replay.json`, and what `--json` prints. */
export interface ReplayReport {
    /** The history's folder, as it was named. */
    readonly folder: string;
    /** The stack whose model and settings were replayed. */
    readonly stack: string;
    readonly model: string;
    readonly target: string;
    readonly algorithms: readonly string[];
    /** What was set otherwise, as it was typed. */
    readonly settings: readonly string[];
    /** When drift starts training; false where it does not. */
    readonly retrain: RetrainingSettings | false;
    readonly seconds: number;
    readonly totals: Totals;
    readonly days: readonly ToldDay[];
}

export function reportOf(
    about: Pick<ReplayReport, "folder" | "stack" | "model" | "target" | "algorithms">,
    how: Pick<ReplayReport, "settings" | "retrain">,
    days: readonly ToldDay[],
    seconds: number,
): ReplayReport {
    return { ...about, ...how, seconds, totals: totalsOf(days), days };
}
