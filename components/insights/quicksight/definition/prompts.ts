import type { FilterGroup, ParameterControl, ParameterDeclaration } from "@aws-sdk/client-quicksight";
import { column } from "./fields";

/** What people choose by, each a column of the data set of drift; more than one value may be chosen, and all are at first. */
export const prompts = ["model", "version", "feature", "window"] as const;

export type Prompt = (typeof prompts)[number];

/** The parameters that hold what was chosen. */
export function promptParameters(): ParameterDeclaration[] {
    return prompts.map((Name) => ({
        StringParameterDeclaration: {
            Name,
            ParameterValueType: "MULTI_VALUED",
            DefaultValues: {},
            ValueWhenUnset: { ValueWhenUnsetOption: "RECOMMENDED_VALUE" },
        },
    }));
}

/** The prompts of a sheet: lists of what there is. */
export function promptControls(sheet: string, wanted: readonly Prompt[]): ParameterControl[] {
    return wanted.map((prompt) => ({
        Dropdown: {
            ParameterControlId: controlId(sheet, prompt),
            Title: `${prompt[0]?.toUpperCase()}${prompt.slice(1)}`,
            SourceParameterName: prompt,
            Type: "MULTI_SELECT",
            SelectableValues: { LinkToDataSetColumn: column("drift", prompt) },
        },
    }));
}

/** The id of a prompt on a sheet. */
export function controlId(sheet: string, prompt: Prompt): string {
    return `${sheet}-${prompt}`;
}

/** What was chosen holds on every sheet, in every data set that has a column of the name. */
export function promptFilters(): FilterGroup[] {
    return prompts.map((prompt) => ({
        FilterGroupId: `by-${prompt}`,
        Filters: [
            {
                CategoryFilter: {
                    FilterId: `by-${prompt}`,
                    Column: column("drift", prompt),
                    Configuration: {
                        CustomFilterConfiguration: {
                            MatchOperator: "EQUALS",
                            ParameterName: prompt,
                            NullOption: "ALL_VALUES",
                        },
                    },
                },
            },
        ],
        ScopeConfiguration: { AllSheets: {} },
        Status: "ENABLED",
        CrossDataset: "ALL_DATASETS",
    }));
}
