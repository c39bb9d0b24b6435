import type { AthenaClient } from "@aws-sdk/client-athena";
import type { QueryParameter, SavedQuery } from "../../contracts/insights";
import type { InsightsOutputs, ModelOutputs } from "../../contracts/outputs";
import { CommandError, UsageError } from "../terminal/errors";
import { secondsSince } from "../terminal/format";
import { interruption, poll } from "../terminal/interrupt";
import type { Report } from "../terminal/progress";

/** What a saved query gave. */
export interface QueryAnswer {
    readonly query: string;
    /** By the names of the parameters. */
    readonly set: Readonly<Record<string, string>>;
    readonly columns: readonly string[];
    /** As Athena writes values; null where there is none. */
    readonly rows: readonly (readonly (string | null)[])[];
    /** Whether there are more rows than were fetched. */
    readonly more: boolean;
    readonly scannedBytes: number;
    readonly seconds: number;
    readonly queryExecutionId: string;
    /** S3 URI of the whole result. */
    readonly location: string;
}

/** How often to look, and for how long: Athena itself ends a query after 30 minutes. */
const everyMs = 250;
const deadlineMs = 31 * 60_000;

/** What a stack can be asked. @throws CommandError where its insights are turned off, or older than they */
export function insightsOf({ insights }: Partial<ModelOutputs>, stack: string): InsightsOutputs {
    if (insights !== undefined) return insights;
    throw new CommandError(
        `The stack ${stack} has no insights: set drivetrain:insights to true in Pulumi.${stack}.yaml, or leave it out, ` +
            `and \`npx drivetrain up -s ${stack}\` makes them.`,
    );
}

/** The query of a name, in which hyphens stand for underscores. @throws UsageError that lists those that there are */
export function findQuery({ queries }: InsightsOutputs, name: string): [name: string, query: SavedQuery] {
    const plain = name.replaceAll("-", "_");
    const query = queries[plain];
    if (query !== undefined) return [plain, query];
    throw new UsageError(`"${name}" is no saved query of the stack; it has ${Object.keys(queries).join(", ")}.`);
}

/** The values of a query's parameters: those given, else the defaults. @throws UsageError for what is none of them */
export function valuesOf(
    query: SavedQuery,
    given: Readonly<Record<string, string>>,
    now: Date,
): Readonly<Record<string, string>> {
    const known = query.parameters.map(({ name }) => name);
    for (const name of Object.keys(given)) {
        if (known.includes(name)) continue;
        const has = known.length === 0 ? "has no parameters" : `has ${known.join(", ")}`;
        throw new UsageError(`--set ${name}: the query ${has}.`);
    }
    return Object.fromEntries(query.parameters.map((one) => [one.name, valueOf(one, given[one.name], now)]));
}

function valueOf(parameter: QueryParameter, given: string | undefined, now: Date): string {
    if (parameter.kind === "text") return given ?? String(parameter.default);
    const day = given ?? dayBefore(now, Number(parameter.default));
    if (/^\d{4}-\d{2}-\d{2}$/.test(day) && isDay(day)) return day;
    throw new UsageError(`--set ${parameter.name}: "${day}" must be a day as 2026-01-31.`);
}

function isDay(text: string): boolean {
    const time = Date.parse(`${text}T00:00:00Z`);
    return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

function dayBefore(now: Date, days: number): string {
    return new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Runs a saved query as it is prepared in its workgroup, as whoever calls.
 * @param most rows to fetch
 * @throws CommandError that says why Athena did not run it
 */
export async function runQuery(
    client: AthenaClient,
    { database }: InsightsOutputs,
    [name, query]: [name: string, query: SavedQuery],
    set: Readonly<Record<string, string>>,
    { most, report = () => undefined }: { readonly most: number; readonly report?: Report },
): Promise<QueryAnswer> {
    const { StartQueryExecutionCommand, StopQueryExecutionCommand } = await import("@aws-sdk/client-athena");
    const start = Date.now();
    const parameters = query.places.map((place) => `'${(set[place] ?? "").replaceAll("'", "''")}'`);
    const { QueryExecutionId = "" } = await client.send(
        new StartQueryExecutionCommand({
            QueryString: `EXECUTE ${name}`,
            ...(parameters.length > 0 && { ExecutionParameters: parameters }),
            QueryExecutionContext: { Database: database },
            WorkGroup: query.workgroup,
        }),
    );
    try {
        const { location, scannedBytes } = await ended(client, name, QueryExecutionId, report);
        const { columns, rows, more } = await rowsOf(client, QueryExecutionId, most);
        const seconds = secondsSince(start);
        return {
            query: name,
            set,
            columns,
            rows,
            more,
            scannedBytes,
            seconds,
            queryExecutionId: QueryExecutionId,
            location,
        };
    } catch (error) {
        // Nobody waits for it any more.
        if (interruption.aborted) await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
        throw error;
    }
}

async function ended(client: AthenaClient, name: string, QueryExecutionId: string, report: Report) {
    const { GetQueryExecutionCommand } = await import("@aws-sdk/client-athena");
    return poll(
        async () => {
            const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
            const { State, StateChangeReason = "Athena says no more" } = QueryExecution?.Status ?? {};
            if (State === "SUCCEEDED") {
                return {
                    location: QueryExecution?.ResultConfiguration?.OutputLocation ?? "",
                    scannedBytes: QueryExecution?.Statistics?.DataScannedInBytes ?? 0,
                };
            }
            if (State === "FAILED" || State === "CANCELLED") {
                throw new CommandError(`The query ${name} was not answered: ${StateChangeReason}`);
            }
            report(State === "QUEUED" ? "is queued" : "runs");
            return undefined;
        },
        {
            ...{ everyMs, deadlineMs },
            late: () => new CommandError(`The query ${name} (${QueryExecutionId}) has run for 31 minutes and goes on.`),
        },
    );
}

/** The first page has the columns' names as a row of its own. */
async function rowsOf(client: AthenaClient, QueryExecutionId: string, most: number) {
    const { paginateGetQueryResults } = await import("@aws-sdk/client-athena");
    const lines: (string | null)[][] = [];
    for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId })) {
        lines.push(
            ...(ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
        );
        if (lines.length > most + 1) break;
    }
    const [columns = [], ...rows] = lines;
    return { columns: columns.map(String), rows: rows.slice(0, most), more: rows.length > most };
}
