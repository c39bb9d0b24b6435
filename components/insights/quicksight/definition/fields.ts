import type { ColumnIdentifier, DimensionField, MeasureField } from "@aws-sdk/client-quicksight";
import { type ColumnOf, dataSetColumns } from "../dataSets";
import type { DataSetKind } from "../names";

/** A column of a data set, which is called by its kind within a definition. */
export function column<const Kind extends DataSetKind>(kind: Kind, name: ColumnOf<Kind>): ColumnIdentifier {
    return { DataSetIdentifier: kind, ColumnName: name };
}

/** Columns of one data set as fields of a visual, whose ids begin with the visual's. */
export function fieldsOf<const Kind extends DataSetKind>(visual: string, kind: Kind) {
    const base = (name: ColumnOf<Kind>, how: string) => ({
        FieldId: `${visual}.${how}.${name}`,
        Column: column(kind, name),
    });
    return {
        /** A field to group by: a day of a time, or a text. */
        by: (name: ColumnOf<Kind>): DimensionField =>
            (dataSetColumns[kind] as Readonly<Record<string, string>>)[name] === "DATETIME"
                ? { DateDimensionField: { ...base(name, "by"), DateGranularity: "DAY" } }
                : { CategoricalDimensionField: base(name, "by") },
        /** A number of the rows that fall together. */
        of: (name: ColumnOf<Kind>, aggregation: "SUM" | "AVERAGE" | "MAX" | "MIN"): MeasureField => ({
            NumericalMeasureField: {
                ...base(name, aggregation.toLowerCase()),
                AggregationFunction: { SimpleNumericalAggregation: aggregation },
            },
        }),
        /** The first time at which something was. */
        first: (name: ColumnOf<Kind>): MeasureField => ({
            DateMeasureField: { ...base(name, "first"), AggregationFunction: "MIN" },
        }),
        /** How many different texts there are. */
        different: (name: ColumnOf<Kind>): MeasureField => ({
            CategoricalMeasureField: { ...base(name, "different"), AggregationFunction: "DISTINCT_COUNT" },
        }),
        /** A column of a table that shows rows as they are. */
        shown: (name: ColumnOf<Kind>) => base(name, "shown"),
    };
}
