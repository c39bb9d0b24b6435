/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Where a slice begins; it goes on to the array's end. */
interface Slice {
    readonly from: number;
}

/** An index, or all from one on. */
export type Selected = number | Slice;

type Step =
    | { readonly kind: "names"; readonly names: readonly string[] }
    | { readonly kind: "items"; readonly items: readonly (number | Slice)[] }
    | { readonly kind: "all" };

const quoted = String.raw`'(?:[^'\\]|\\.)*'`;
const dotted = /^\.([^.[\]*'"()?@\s,]+)/;
const wildcard = /^(?:\.\*|\[\*\])/;
const names = new RegExp(String.raw`^\[\s*(${quoted}(?:\s*,\s*${quoted})*)\s*\]`);
const items = /^\[([-\d:,\s]+)\]/;

/**
 * A JSONPath expression of the subset that batch transform documents: `$`, `.name`, `*`, `['name', ...]`,
 * `[number, ...]` and `[start:]`.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html#data-processing-operators
 */
export class JsonPath {
    private constructor(
        readonly text: string,
        private readonly steps: readonly Step[],
    ) {}

    /** @throws Error with what is wrong, as the end of a sentence */
    static parse(text: string): JsonPath {
        if (!text.startsWith("$")) {
            throw new Error("must begin with the root element $");
        }
        const steps: Step[] = [];
        for (let rest = text.slice(1); rest !== "";) {
            const [step, length] = nextStep(rest);
            steps.push(step);
            rest = rest.slice(length);
        }
        const several = steps.findIndex((step) => step.kind === "names" && step.names.length > 1);
        if (several >= 0 && several < steps.length - 1) {
            throw new Error("selects from several children, which is not supported");
        }
        return new JsonPath(text, steps);
    }

    /** Whether it selects everything. */
    get whole(): boolean {
        return this.steps.length === 0;
    }

    /** Whether it can be applied to a row of CSV, which has columns by number only. */
    get columnsOnly(): boolean {
        return this.steps.length <= 1 && this.steps.every(({ kind }) => kind === "items");
    }

    /** The columns that it selects of a row of CSV, where it selects some. */
    get selected(): readonly Selected[] | undefined {
        const [step] = this.steps;
        return step?.kind === "items" ? step.items : undefined;
    }

    /** The children of the root that it selects, where it selects no more than those by their names. */
    get children(): readonly string[] | undefined {
        const [step] = this.steps;
        return this.steps.length === 1 && step?.kind === "names" ? step.names : undefined;
    }

    /** Columns of a row. */
    columns(row: readonly string[]): string[] {
        const [step] = this.steps;
        return step?.kind === "items" ? step.items.flatMap((item) => pick(row, item)) : [...row];
    }

    /**
     * What it selects: one value, or an array of values where it may select several; several named children are an
     * object.
     *
     * @throws Error when the value has no such part
     */
    select(value: Json): Json {
        let found = [value];
        let several = false;
        for (const step of this.steps) {
            found = found.flatMap((each) => children(each, step));
            several ||= step.kind === "all" || (step.kind === "items" && !isOneItem(step.items));
        }
        return several ? found : found[0]!;
    }
}

function nextStep(rest: string): [Step, number] {
    let match = wildcard.exec(rest);
    if (match) {
        return [{ kind: "all" }, match[0].length];
    }
    match = dotted.exec(rest);
    if (match) {
        return [{ kind: "names", names: [match[1]!] }, match[0].length];
    }
    match = names.exec(rest);
    if (match) {
        const unquoted = [...match[1]!.matchAll(new RegExp(quoted, "g"))].map(([name]) => unescape(name.slice(1, -1)));
        return [{ kind: "names", names: unquoted }, match[0].length];
    }
    match = items.exec(rest);
    if (match) {
        return [{ kind: "items", items: match[1]!.split(",").map((part) => item(part.trim())) }, match[0].length];
    }
    throw new Error(`has an operator that is not supported at "${rest}"`);
}

function item(part: string): number | Slice {
    if (/^-?\d+$/.test(part)) {
        return Number(part);
    }
    const slice = /^(-?\d*):(-?\d*)$/.exec(part);
    if (!slice) {
        throw new Error(`has "${part}" where an index or a slice is expected`);
    }
    if (slice[2]) {
        // The guide counts the end in ("0:2 specifies the first three columns"), JSONPath itself does not.
        throw new Error(`has the slice ${part} with an end, which is not supported; name the indexes`);
    }
    return { from: Number(slice[1] || 0) };
}

function unescape(name: string): string {
    return name.replace(/\\(.)/g, "$1");
}

function isOneItem(selected: readonly (number | Slice)[]): boolean {
    return selected.length === 1 && typeof selected[0] === "number";
}

function children(value: Json, step: Step): Json[] {
    if (step.kind === "names") {
        const found = step.names.map((name) => [name, child(value, name)] as const);
        return found.length === 1 ? [found[0]![1]] : [Object.fromEntries(found)];
    }
    if (typeof value !== "object" || value === null) {
        throw new Error("there is neither an object nor an array to select from");
    }
    if (step.kind === "all") {
        return Object.values<Json>(value);
    }
    if (!Array.isArray(value)) {
        throw new Error("there is no array to select an index from");
    }
    return step.items.flatMap((each) => pick(value, each));
}

function child(value: Json, name: string): Json {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
        throw new Error(`there is no attribute "${name}"`);
    }
    return value[name]!;
}

/** An index that the array does not have is an error, also as a slice's start. */
function pick<T>(array: readonly T[], selected: number | Slice): T[] {
    const index = typeof selected === "number" ? selected : selected.from;
    const place = index < 0 ? array.length + index : index;
    if (place < 0 || place >= array.length) {
        throw new Error(`the index ${index} is not within the ${array.length} elements`);
    }
    return typeof selected === "number" ? [array[place]!] : array.slice(place);
}
