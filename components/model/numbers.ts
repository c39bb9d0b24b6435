/** A sentence where a value is no whole number of a range, by the path of the value. */
export function whole(at: string, value: number, least: number, most: number): string[] {
    return Number.isInteger(value) && value >= least && value <= most
        ? []
        : [`${at}: ${value} must be a whole number from ${least} to ${most}.`];
}

/** A sentence where a value is not above 0, by the path of the value. */
export function positive(at: string, value: number): string[] {
    return Number.isFinite(value) && value > 0 ? [] : [`${at}: ${value} must be a number above 0.`];
}
