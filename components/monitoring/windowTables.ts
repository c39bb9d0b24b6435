import { type InsightTable, insightTables } from "../../contracts/insights";
import type { ModelDefinition } from "../model/model";
import { windowColumns } from "../model/tableColumns";

/** By the part of a window, the table that its rows are written to as well. */
export function windowTables(model: ModelDefinition) {
    const table = (name: InsightTable, labelled: boolean) => ({
        table: name,
        columns: windowColumns(model, Object.keys(model.algorithms), labelled),
    });
    return { data: table(insightTables.predictions, false), labelled: table(insightTables.groundTruth, true) };
}
