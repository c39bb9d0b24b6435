import type { Column, NumberFormat } from "../../contracts/dataset";
import { columnsOf } from "../model/model";
import type { RealtimeModel } from "./realtimeModel";

/**
 * The JSON schema (draft 4, the one that API Gateway reads) of a prediction request: a record or an array of records.
 *
 * It describes the model's columns, so that exported documentation and generated clients know them, but it constrains
 * the outer shape only. API Gateway rejects a body before Lambda sees it and tells merely that some instance did not
 * match; the function's own answer names the row and the column. So each of the two checks what it can explain.
 */
export function requestSchema(model: RealtimeModel): Record<string, unknown> {
    return {
        $schema: "http://json-schema.org/draft-04/schema#",
        title: `${model.name} prediction request`,
        type: ["object", "array"],
        minProperties: 1,
        minItems: 1,
        properties: Object.fromEntries(
            columnsOf(model).map((column) => [column.name, { description: describe(column, model) }]),
        ),
        items: { type: "object" },
    };
}

/** One line for people, e.g. `mileage: number, at least 0, required. Miles driven.` */
function describe(column: Column, model: RealtimeModel): string {
    const facts: string[] = [column.type];
    if (column.min !== undefined) {
        facts.push(`at least ${column.min}`);
    }
    if (column.max !== undefined) {
        facts.push(`at most ${column.max}`);
    }
    const texts = column.values ?? column.ordered;
    if (texts) {
        facts.push(`one of ${texts.join(", ")}`);
    }
    if (column.format) {
        facts.push(typeof column.format === "string" ? `written as ${column.format}` : written(column.format));
    }
    if (column.missing?.length) {
        facts.push(`missing where it is ${column.missing.join(", ")}`);
    }
    facts.push(role(column, model));
    return `${facts.join(", ")}.${column.description ? ` ${column.description}` : ""}`;
}

/** E.g. `written as 1.234,5 with $ or K`. */
function written({ decimal = ".", thousands, units = {} }: NumberFormat): string {
    const names = Object.keys(units);
    return `written as 1${thousands ?? ""}234${decimal}5${names.length > 0 ? ` with ${names.join(" or ")}` : ""}`;
}

function role(column: Column, model: RealtimeModel): string {
    if (column.name === model.identifier) {
        return "optional: returned with the prediction";
    }
    if (column.name === model.target) {
        return "optional: ignored, it is what is predicted";
    }
    if (column.ignored === true) {
        return "optional: ignored, the model does not learn from it";
    }
    return column.required === false ? "optional: imputed when missing" : "required";
}
