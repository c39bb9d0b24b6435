import type { Column, DatasetSpec } from "../../contracts/dataset";

/** A column of a table as Glue takes it. */
export interface TableColumn {
    /** Letters of lower case, digits and underscores: all that Athena takes without ado. */
    readonly name: string;
    /** Of Hive, e.g. `double`. */
    readonly type: string;
    /** One line for people. */
    readonly comment: string;
}

/** A column of a table, and the one of the consolidated rows that it is filled from. */
export interface WindowColumn extends TableColumn {
    readonly from: string;
}

/** What the consolidation calls its own columns (jobs/consolidate/columns.py). */
const own = "drivetrain.";

const hiveTypes: Readonly<Record<Column["type"], string>> = {
    integer: "bigint",
    number: "double",
    string: "string",
    boolean: "boolean",
    date: "timestamp",
};

/**
 * The columns of the tables of consolidated rows: this project's own first, then the model's, each as its type says; a
 * value that is none of its type is null there.
 *
 * Names that Athena does not take are spelled otherwise by {@link tableName}; a name that is taken gets a number.
 */
export function windowColumns(
    { columns, target }: Pick<DatasetSpec, "columns" | "target">,
    algorithms: readonly string[],
    labelled: boolean,
): WindowColumn[] {
    const first = ownColumns(algorithms, labelled);
    const taken = new Set(["run", "day", ...first.map(({ name }) => name)]);
    const data = columns
        .filter(({ name }) => name !== target)
        .map((column) => {
            const name = unused(tableName(column.name), taken);
            taken.add(name);
            const type = column.ignored === true ? "string" : hiveTypes[column.type];
            return { name, type, comment: commentOf(column), from: column.name };
        });
    return [...first, ...data];
}

/** The name of the table's column that has a column of the data, by the latter's name. */
export function tableNames(spec: Pick<DatasetSpec, "columns" | "target">, algorithms: readonly string[]) {
    const known = windowColumns(spec, algorithms, true).map(({ from, name }) => [from, name] as const);
    return new Map(known.filter(([from]) => !from.startsWith(own)));
}

/** The columns that an algorithm has of its own: the name of the model that answered, and its answer. Hyphens alone change. */
export function algorithmColumns(algorithms: readonly string[]): Record<string, { model: string; score: string }> {
    return Object.fromEntries(
        algorithms.map((name) => [name, { model: `model_${tableName(name)}`, score: `score_${tableName(name)}` }]),
    );
}

/** A name as Athena takes it: `Mileage (km)` is `mileage_km`, `2nd` is `c_2nd`. */
export function tableName(name: string): string {
    const plain = name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "_")
        .replace(/^_+|_+$/g, "");
    return (/^[a-z]/.test(plain) ? plain : `c_${plain}`).slice(0, longestName);
}

/** Glue takes 255 characters; a number may follow. */
const longestName = 240;

function ownColumns(algorithms: readonly string[], labelled: boolean): WindowColumn[] {
    const from = (what: string) => `${own}${what}`;
    const perAlgorithm = (what: "model" | "score", type: string, comment: string) =>
        Object.entries(algorithmColumns(algorithms)).map(([algorithm, names]) => ({
            ...{ name: names[what], type },
            ...{ comment: `${comment} ${algorithm}`, from: from(`${what}.${algorithm}`) },
        }));
    return [
        {
            name: "inference_id",
            type: "string",
            comment: "What the row was sent under; of a batch, its run",
            from: from("inference_id"),
        },
        { name: "row_number", type: "int", comment: "The row's place under that id, from 0 on", from: from("row") },
        { name: "predicted_at", type: "timestamp", comment: "When, in UTC", from: from("time") },
        { name: "source", type: "string", comment: "realtime, decoded or batch", from: from("source") },
        { name: "identifier", type: "string", comment: "What names the row", from: from("identifier") },
        ...perAlgorithm("model", "string", "The model of"),
        ...perAlgorithm("score", "double", "The answer of"),
        { name: "result", type: "double", comment: "The combined answer", from: from("result") },
        ...(labelled
            ? [{ name: "actual", type: "double", comment: "What became of the row", from: from("label") }]
            : []),
    ];
}

/** The name, with a number where it is taken. */
function unused(name: string, taken: ReadonlySet<string>): string {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
    return free;
}

/** Glue takes 255 characters of one line. */
function commentOf({ name, description }: Column): string {
    const text = description === undefined ? name : `${name}: ${description}`;
    // Glue takes one line without control characters, and counts as many as JavaScript does.
    return text
        .replace(/[\s\p{Cc}]+/gu, " ")
        .slice(0, 255)
        .replace(/[\ud800-\udbff]$/, "");
}
