/** What a problem is about, in words that hold nothing of a record: what a log may say of it. */
export type ProblemKind =
    | "empty body"
    | "not JSON"
    | "malformed CSV"
    | "too many records"
    | "too many columns"
    | "unknown column"
    | "repeated column"
    | "missing column"
    | "no record"
    | "wrong number of fields"
    | "unusable value"
    | "unusable identifier";

/** What is wrong with a request, and where. */
export interface Problem {
    /** Which record, from 1 on (a CSV header does not count); 0 the header itself; null the whole body. */
    readonly row: number | null;
    /** One of the model, or as the caller spelt it; null where the problem is no column's. */
    readonly column: string | null;
    readonly message: string;
    readonly kind: ProblemKind;
}

/** The problems of a request. */
export interface Problems {
    /** The first ones: a request of thousands of bad rows is explained by them. */
    readonly problems: readonly Problem[];
    /** How many more there are. */
    readonly more: number;
    /** How many there are of each kind. */
    readonly kinds: Readonly<Partial<Record<ProblemKind, number>>>;
}

/** Problems as they are found; takes no more memory than the first ones do. */
export interface FoundProblems extends Problems {
    readonly problems: Problem[];
    more: number;
    readonly kinds: Partial<Record<ProblemKind, number>>;
}

/** How many problems are shown. */
const most = 20;

export function noProblems(): FoundProblems {
    return { problems: [], more: 0, kinds: {} };
}

/** @param message makes the sentence, where it is to be shown */
export function addProblem(
    found: FoundProblems,
    kind: ProblemKind,
    row: number | null,
    column: string | null,
    message: () => string,
): void {
    found.kinds[kind] = (found.kinds[kind] ?? 0) + 1;
    if (found.problems.length < most) {
        found.problems.push({ row, column, message: message(), kind });
    } else {
        found.more++;
    }
}

/** One problem as all that is wrong. */
export function onlyProblem(kind: ProblemKind, row: number | null, column: string | null, message: string): Problems {
    const found = noProblems();
    addProblem(found, kind, row, column, () => message);
    return found;
}

/** A text as a message shows it: not for pages. */
export function shortened(text: string): string {
    return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
