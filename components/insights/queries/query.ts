import { type InsightTable, type QueryParameter, rowTables } from "../../../contracts/insights";

/**
 * A query as data. Its SQL is Trino's, as Athena takes it, and names its parameters with a colon before: `:since`. It reads
 * each table by its partition column, so that Athena looks at the days alone that are asked for.
 */
export interface Query {
    /** Letters of lower case and underscores: what Athena takes for a prepared statement. */
    readonly name: string;
    /** One line for people: the question. */
    readonly description: string;
    readonly tables: readonly InsightTable[];
    readonly parameters: readonly QueryParameter[];
    readonly sql: string;
}

/** Whether a query shows rows of the data. */
export function showsRows({ tables }: Pick<Query, "tables">): boolean {
    return tables.some((table) => rowTables.includes(table));
}

/** The parameters that many queries have. */
export const parameters = {
    since: { name: "since", description: "The first day that counts", kind: "day", default: 30 },
    feature: { name: "feature", description: "The one feature, or all of them", kind: "text", default: "" },
    run: { name: "run", description: "The monitoring run, or the latest that found drift", kind: "text", default: "" },
} as const satisfies Record<string, QueryParameter>;

/** The query as it is saved for people: it runs as it stands, with the defaults. */
export function savedSql({ sql, parameters }: Pick<Query, "sql" | "parameters">): string {
    return sql.replace(placeholder, (_, name: string) => defaultOf(parameters, name));
}

/** The query as it is prepared for programs: a question mark for each place of a parameter. */
export function preparedSql({ sql }: Pick<Query, "sql">): string {
    return sql.replace(placeholder, "?");
}

/** The parameter that each question mark stands for, in their order. */
export function placesOf({ sql }: Pick<Query, "sql">): string[] {
    return [...sql.matchAll(placeholder)].map(([, name = ""]) => name);
}

const placeholder = /(?<![:\w]):([a-z]+)\b/g;

function defaultOf(parameters: readonly QueryParameter[], name: string): string {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined) throw new Error(`The query has no parameter ${name}.`);
    return parameter.kind === "day"
        ? `cast(cast(current_date - interval '${parameter.default}' day AS date) AS varchar)`
        : textLiteral(String(parameter.default));
}

/** A text as SQL has it. */
export function textLiteral(text: string): string {
    return `'${text.replaceAll("'", "''")}'`;
}
