import type { DimensionField, MeasureField, UnaggregatedField, Visual } from "@aws-sdk/client-quicksight";

/** A visual of a sheet, its id, and how many of the grid's 36 columns it takes. */
export interface Placed {
    readonly id: string;
    readonly width: 12 | 18 | 24 | 36;
    readonly visual: Visual;
}

const title = (text: string) => ({ Visibility: "VISIBLE" as const, FormatText: { PlainText: text } });

/** A single figure. */
export function figure(id: string, text: string, value: MeasureField): Placed {
    const KPIVisual = { VisualId: id, Title: title(text), ChartConfiguration: { FieldWells: { Values: [value] } } };
    return { id, width: 12, visual: { KPIVisual } };
}

/** Lines over time, one for each value or for each colour. */
export function lines(
    id: string,
    text: string,
    { over, values, colour }: { over: DimensionField; values: MeasureField[]; colour?: DimensionField },
): Placed {
    const wells = { Category: [over], Values: values, Colors: colour === undefined ? [] : [colour] };
    const ChartConfiguration = { FieldWells: { LineChartAggregatedFieldWells: wells }, Type: "LINE" as const };
    return { id, width: 36, visual: { LineChartVisual: { VisualId: id, Title: title(text), ChartConfiguration } } };
}

/** Bars, the longest first, one for each of what they are by. */
export function bars(id: string, text: string, by: DimensionField, value: MeasureField): Placed {
    const BarChartAggregatedFieldWells = { Category: [by], Values: [value], Colors: [] };
    const longestFirst = {
        FieldSort: { FieldId: value.NumericalMeasureField?.FieldId, Direction: "DESC" as const },
    };
    const ChartConfiguration = {
        FieldWells: { BarChartAggregatedFieldWells },
        Orientation: "HORIZONTAL" as const,
        SortConfiguration: { CategorySort: [longestFirst] },
    };
    return { id, width: 18, visual: { BarChartVisual: { VisualId: id, Title: title(text), ChartConfiguration } } };
}

/** A table of what falls together by some fields. */
export function table(id: string, text: string, by: DimensionField[], values: MeasureField[]): Placed {
    const FieldWells = { TableAggregatedFieldWells: { GroupBy: by, Values: values } };
    return tableOf(id, text, { FieldWells });
}

/** A table of rows as they are. */
export function rows(id: string, text: string, values: UnaggregatedField[]): Placed {
    return tableOf(id, text, { FieldWells: { TableUnaggregatedFieldWells: { Values: values } } });
}

function tableOf(id: string, text: string, ChartConfiguration: object): Placed {
    return { id, width: 36, visual: { TableVisual: { VisualId: id, Title: title(text), ChartConfiguration } } };
}

/** A table of one field by another, each cell a figure. */
export function pivot(id: string, text: string, down: DimensionField, across: DimensionField, value: MeasureField) {
    const PivotTableAggregatedFieldWells = { Rows: [down], Columns: [across], Values: [value] };
    const ChartConfiguration = { FieldWells: { PivotTableAggregatedFieldWells } };
    const visual = { PivotTableVisual: { VisualId: id, Title: title(text), ChartConfiguration } };
    return { id, width: 36, visual } satisfies Placed;
}
