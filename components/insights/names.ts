import { arnOf, type Scope } from "../access/scope";

/** The physical names of a model's insights, all known before anything exists. */
export interface InsightNames {
    /** The Glue database. */
    readonly database: string;
    /** The Athena workgroup. */
    readonly workgroup: string;
}

/** Made of the scope's prefix alone. Tables have the names of contracts/insights.ts in any stack. */
export function insightNames(scope: Pick<Scope, "prefix">): InsightNames {
    return { database: databaseName(scope), workgroup: workgroupName(scope) };
}

/**
 * The Glue database. Athena takes letters of lower case, digits and underscores:
 * https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
 */
export function databaseName({ prefix }: Pick<Scope, "prefix">): string {
    return prefix.replaceAll("-", "_");
}

/** The Athena workgroup. */
export function workgroupName({ prefix }: Pick<Scope, "prefix">): string {
    return prefix;
}

/** The ARN of the workgroup. */
export function workgroupArnOf(scope: Scope): string {
    return arnOf(scope, "athena", `workgroup/${workgroupName(scope)}`);
}

/** The ARNs of the database, its catalog, and of some of its tables: Glue asks for all three of a table. */
export function catalogArnsOf(scope: Scope, tables: readonly string[]): string[] {
    const database = databaseName(scope);
    return [
        arnOf(scope, "glue", "catalog"),
        arnOf(scope, "glue", `database/${database}`),
        ...tables.map((table) => arnOf(scope, "glue", `table/${database}/${table}`)),
    ];
}
