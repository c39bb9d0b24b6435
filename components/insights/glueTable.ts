import type { Projection, TableDefinition, TableFormat } from "./tables";

/** How Glue knows a format: https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html */
interface Storage {
    readonly inputFormat: string;
    readonly outputFormat: string;
    readonly serializationLibrary: string;
    readonly serdeParameters: Readonly<Record<string, string>>;
    readonly tableParameters: Readonly<Record<string, string>>;
}

const text = {
    inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
};

/** What a table is in Glue, beside its name and its database. */
export function glueTable(table: TableDefinition) {
    const { serializationLibrary, serdeParameters, tableParameters, ...formats } = storageOf(table.format);
    const names = Object.keys(table.projections);
    return {
        description: table.description,
        tableType: "EXTERNAL_TABLE",
        parameters: {
            EXTERNAL: "TRUE",
            ...tableParameters,
            "projection.enabled": "true",
            ...Object.fromEntries(Object.entries(table.projections).flatMap(([name, one]) => projected(name, one))),
            "storage.location.template": table.template,
        },
        partitionKeys: names.map((name) => ({ name, type: "string" })),
        storageDescriptor: {
            ...formats,
            // Glue wants one; with a template Athena does not look at it.
            location: table.template.slice(0, table.template.indexOf("${")),
            columns: table.columns.map(({ name, type, comment }) => ({ name, type, comment })),
            serDeInfo: { serializationLibrary, parameters: serdeParameters },
        },
    };
}

function storageOf(format: TableFormat): Storage {
    switch (format.kind) {
        case "parquet":
            // By name, which is Athena's default: a column that came later is null in files from before.
            return {
                inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                serdeParameters: { "serialization.format": "1" },
                tableParameters: { classification: "parquet" },
            };
        case "csv":
            // Quotes stand twice in our files, and a backslash is one; no file has the character that escapes here.
            return {
                ...text,
                serializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                serdeParameters: { separatorChar: ",", quoteChar: '"', escapeChar: "\u0001" },
                tableParameters: { classification: "csv", "skip.header.line.count": "1" },
            };
        case "json":
            return {
                ...text,
                serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
                serdeParameters: jsonParameters(format.keys),
                tableParameters: { classification: "json" },
            };
    }
}

/** Keys are told apart by case where columns are mapped to them, so that keys of a map stay as they are. */
function jsonParameters(keys: Readonly<Record<string, string>> | undefined): Record<string, string> {
    if (keys === undefined) return { "serialization.format": "1" };
    const mapped = Object.entries(keys).map(([column, key]): [string, string] => [`mapping.${column}`, key]);
    return { "serialization.format": "1", "case.insensitive": "FALSE", ...Object.fromEntries(mapped) };
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function projected(name: string, projection: Projection): [string, string][] {
    const properties: Readonly<Record<string, string>> =
        projection.type === "enum"
            ? { type: "enum", values: projection.values.join(",") }
            : { ...projection, interval: "1", "interval.unit": "DAYS" };
    return Object.entries(properties).map(([property, value]) => [`projection.${name}.${property}`, value]);
}
