import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { glueTable } from "../../../components/insights/glueTable";
import type { TableDefinition } from "../../../components/insights/tables";
import { findPython } from "../../../local";

export type Answer = { readonly columns: string[]; readonly rows: (string | null)[][] } | { readonly error: string };

/** What is asked: SQL, and what its question marks stand for. */
export type Asked = readonly [sql: string, parameters: readonly string[]];

/** Runs queries over tables as the local stage's Athena does; of Parquet the content is a query of DuckDB's. */
export function ask(
    tables: readonly TableDefinition[],
    objects: Readonly<Record<string, string>>,
    queries: readonly Asked[],
): Answer[] {
    const input = JSON.stringify({ tables: tables.map(apiTable), objects, queries });
    const { status, stdout, stderr } = spawnSync(findPython(), [join(__dirname, "run_queries.py")], {
        input,
        encoding: "utf8",
        maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Answer[];
}

/** A table as Glue's API gives it. */
function apiTable(table: TableDefinition) {
    const { parameters, partitionKeys, storageDescriptor } = glueTable(table);
    const column = ({ name, type }: { name: string; type: string }) => ({ Name: name, Type: type });
    return {
        Name: table.name,
        Parameters: parameters,
        PartitionKeys: partitionKeys.map(column),
        StorageDescriptor: {
            Location: storageDescriptor.location,
            Columns: storageDescriptor.columns.map(column),
            SerdeInfo: {
                SerializationLibrary: storageDescriptor.serDeInfo.serializationLibrary,
                Parameters: storageDescriptor.serDeInfo.parameters,
            },
        },
    };
}
