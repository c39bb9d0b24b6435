import { arnOf, type Scope } from "../access/scope";

/** The physical names of a model's insights, all known before anything exists. */
export interface InsightNames {
    /** The Glue database. */
    readonly database: string;
    /** The Athena workgroup of queries that may show rows. */
    readonly workgroup: string;
    /** The one of queries over records alone, whose results anybody may see who may not see rows. */
    readonly recordsWorkgroup: string;
    /** The policies of those who may see rows, and of those who may not. */
    readonly rowReaders: string;
    readonly recordReaders: string;
}

/** Made of the scope's prefix alone. Tables have the names of contracts/insights.ts in any stack. */
export function insightNames(scope: Pick<Scope, "prefix">): InsightNames {
    return {
        database: databaseName(scope),
        workgroup: workgroupName(scope),
        recordsWorkgroup: recordsWorkgroupName(scope),
        rowReaders: `${scope.prefix}-row-readers`,
        recordReaders: `${scope.prefix}-record-readers`,
    };
}

/**
 * The Glue database. Athena takes letters of lower case, digits and underscores:
 * https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
 */
export function databaseName({ prefix }: Pick<Scope, "prefix">): string {
    return prefix.replaceAll("-", "_");
}

/** The Athena workgroup of queries that may show rows. */
export function workgroupName({ prefix }: Pick<Scope, "prefix">): string {
    return prefix;
}

/** The one of queries over records alone; no prefix has a dot, so that it is no other model's. */
export function recordsWorkgroupName({ prefix }: Pick<Scope, "prefix">): string {
    return `${prefix}.records`;
}

/** The ARN of a workgroup. */
export function workgroupArnOf(scope: Scope, workgroup: string): string {
    return arnOf(scope, "athena", `workgroup/${workgroup}`);
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
