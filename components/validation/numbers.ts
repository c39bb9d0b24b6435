import { type Path, type Problem, problemIf } from "./problem";

/** A problem where a value is no whole number of a range. */
export function whole(path: Path, value: number, least: number, most: number): Problem[] {
    const isWhole = Number.isInteger(value) && value >= least && value <= most;
    return problemIf(!isWhole, path, `${value} must be a whole number from ${least} to ${most}.`);
}

/** A problem where a value is not above 0. */
export function positive(path: Path, value: number): Problem[] {
    return problemIf(!(Number.isFinite(value) && value > 0), path, `${value} must be a number above 0.`);
}
