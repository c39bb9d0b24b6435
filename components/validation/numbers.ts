import { type Path, type Problem, problemIf } from "./problem";

/** A problem where a value is no whole number of a range, which may be open to above. */
export function whole(path: Path, value: number, least: number, most?: number): Problem[] {
    const isWhole = Number.isSafeInteger(value) && value >= least && value <= (most ?? value);
    const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
    return problemIf(!isWhole, path, `${value} must be a whole number ${range}.`);
}

/** A problem where a value is not above 0. */
export function positive(path: Path, value: number): Problem[] {
    return problemIf(!(Number.isFinite(value) && value > 0), path, `${value} must be a number above 0.`);
}
