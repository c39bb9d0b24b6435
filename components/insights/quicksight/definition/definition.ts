import type { AnalysisDefinition } from "@aws-sdk/client-quicksight";
import type { DataSetKind } from "../names";
import { promptFilters, promptParameters } from "./prompts";
import { judgementFilters, sheetDefinition } from "./sheet";
import { sheets } from "./sheets";

/**
 * What the analysis and the dashboard show. One definition is both: they have the same members of the service model.
 *
 * @param dataSets the ARN of each data set
 */
export function insightsDefinition(dataSets: Readonly<Record<DataSetKind, string>>): AnalysisDefinition {
    const all = sheets();
    return {
        DataSetIdentifierDeclarations: Object.entries(dataSets).map(([Identifier, DataSetArn]) => ({
            Identifier,
            DataSetArn,
        })),
        ParameterDeclarations: promptParameters(),
        FilterGroups: [...promptFilters(), ...all.flatMap(judgementFilters)],
        Sheets: all.map(sheetDefinition),
    };
}
