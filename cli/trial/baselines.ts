import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPython } from "../../local";
import { interruption } from "../terminal/interrupt";
import type { Workplace } from "./workplace";

/** A plain model, or none at all, on the test rows of a trial. */
export interface Baseline {
    readonly name: string;
    readonly rmse: number;
    readonly mae: number;
    /** Null where there is one test row alone. */
    readonly r2: number | null;
    readonly seconds: number;
}

/**
 * What scikit-learn's defaults make of the same rows, as they were encoded for the trial.
 * @param everything tries both of its kinds of gradient boosting, however many rows there are
 */
export async function tryBaselines(place: Workplace, everything = false): Promise<readonly Baseline[]> {
    const sides = ["train", "validation", "test"].map((side) => place.output(side, `${side}.csv`));
    const args = [join(__dirname, "baselines.py"), ...sides, ...(everything ? ["--all"] : [])];
    const { stdout } = await promisify(execFile)(findPython(), args, { signal: interruption });
    return (JSON.parse(stdout) as { baselines: Baseline[] }).baselines;
}
