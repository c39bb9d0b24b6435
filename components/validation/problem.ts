/**
 * Where a value stands: the keys that lead to it, an index of a list as a number. A first key that ends in a colon is a
 * namespace of the stack's config (`drivetrain:`, `aws:`).
 */
export type Path = readonly (string | number)[];

/** What is wrong with one value. */
export interface Problem {
    readonly path: Path;
    /** The rest of a sentence that begins with the path, e.g. `must be a number.` */
    readonly message: string;
}

/** One problem where something is wrong, else none. */
export function problemIf(wrong: boolean, path: Path, message: string): Problem[] {
    return wrong ? [{ path, message }] : [];
}

/** The problems of a part, told by where they are in the whole. */
export function within(place: Path, problems: readonly Problem[]): Problem[] {
    return problems.map(({ path, message }) => ({ path: [...place, ...path], message }));
}

/** Whether a path leads to a value or to something in it. */
export function isWithin(path: Path, value: Path): boolean {
    return value.every((key, index) => path[index] === key);
}

/** A problem as people read it, e.g. `drivetrain:algorithms.xgboost.gate.metric: must be text.` */
export function renderProblem({ path, message }: Problem): string {
    return path.length === 0 ? message : `${renderPath(path)}: ${message}`;
}

function renderPath([first, ...others]: Path): string {
    return others.reduce<string>((text, key, index) => {
        if (typeof key === "number") return `${text}[${key}]`;
        return index === 0 && text.endsWith(":") ? `${text}${key}` : `${text}.${key}`;
    }, String(first));
}
