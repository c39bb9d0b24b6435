import type { FilterGroup, GridLayoutElement, SheetDefinition } from "@aws-sdk/client-quicksight";
import { column } from "./fields";
import { controlId, type Prompt, promptControls } from "./prompts";
import type { Placed } from "./visuals";

/** One page of the dashboard. */
export interface Sheet {
    readonly id: string;
    readonly name: string;
    readonly prompts: readonly Prompt[];
    /** From the top down, side by side as far as there is room. */
    readonly visuals: readonly Placed[];
    /** Those of the drift's visuals that show features, and those that show metrics of quality. */
    readonly judged?: Readonly<Partial<Record<"data-quality" | "model-quality", readonly string[]>>>;
}

const [gridWidth, visualHeight, controlWidth, controlHeight] = [36, 10, 9, 3];

/** A sheet as QuickSight takes it. */
export function sheetDefinition({ id, name, prompts, visuals }: Sheet): SheetDefinition {
    const controls = prompts.map((prompt, index): GridLayoutElement => ({
        ElementId: controlId(id, prompt),
        ElementType: "PARAMETER_CONTROL",
        ColumnIndex: index * controlWidth,
        ColumnSpan: controlWidth,
        RowIndex: 0,
        RowSpan: controlHeight,
    }));
    return {
        SheetId: id,
        Name: name,
        ContentType: "INTERACTIVE",
        ParameterControls: promptControls(id, prompts),
        Visuals: visuals.map(({ visual }) => visual),
        Layouts: [{ Configuration: { GridLayout: { Elements: placed(visuals) } } }],
        SheetControlLayouts: [{ Configuration: { GridLayout: { Elements: controls } } }],
    };
}

/** The data set of drift has features and metrics: which of them a visual shows. */
export function judgementFilters({ id, judged = {} }: Sheet): FilterGroup[] {
    return Object.entries(judged).map(([judgement, visuals]) => ({
        FilterGroupId: `${id}-${judgement}`,
        Filters: [
            {
                CategoryFilter: {
                    FilterId: `${id}-${judgement}`,
                    Column: column("drift", "judgement"),
                    Configuration: {
                        FilterListConfiguration: { MatchOperator: "CONTAINS", CategoryValues: [judgement] },
                    },
                },
            },
        ],
        ScopeConfiguration: {
            SelectedSheets: {
                SheetVisualScopingConfigurations: [{ SheetId: id, Scope: "SELECTED_VISUALS", VisualIds: [...visuals] }],
            },
        },
        Status: "ENABLED",
        CrossDataset: "SINGLE_DATASET",
    }));
}

/** Row by row: a visual that does not fit beside the others begins a new row. */
function placed(visuals: readonly Placed[]): GridLayoutElement[] {
    let [row, next] = [0, 0];
    return visuals.map(({ id, width }) => {
        if (next + width > gridWidth) [row, next] = [row + visualHeight, 0];
        const element: GridLayoutElement = {
            ElementId: id,
            ElementType: "VISUAL",
            ColumnIndex: next,
            ColumnSpan: width,
            RowIndex: row,
            RowSpan: visualHeight,
        };
        next += width;
        return element;
    });
}
