import type { InsightsOutputs } from "../../contracts/outputs";
import { count } from "../terminal/format";
import { table, wrapped } from "../terminal/table";
import type { QueryAnswer } from "./query";

/** How many rows, and how many columns, people are shown; the rest is in the result's file. */
export const rowsShown = 50;
const columnsShown = 14;
const widest = 36;

/** What a query gave, as a table. @param most columns to show */
export function answerText(answer: QueryAnswer, most = columnsShown): string {
    const { query, columns, rows, more, location } = answer;
    if (rows.length === 0) return `${query}: no rows (${settingsText(answer)}).`;
    const hidden = columns.length - most;
    const cells = rows.map((row) => row.slice(0, most).map(shown));
    return [
        table(columns.slice(0, most), cells),
        `${query}: ${more ? `the first ${count(rows.length, "row")}` : count(rows.length, "row")} (${settingsText(answer)}).` +
            (more || hidden > 0 ? ` All rows and columns: ${location}` : ""),
    ].join("\n");
}

/** What can be asked. */
export function queriesText({ queries }: InsightsOutputs): string {
    const rows = Object.entries(queries).map(([name, { description, parameters }]) => [
        name,
        wrapped(description),
        parameters
            .map((one) => `${one.name}=${one.kind === "day" ? `${one.default} days ago` : `'${one.default}'`}`)
            .join("\n"),
    ]);
    return `${table(["query", "what it answers", "--set, and its default"], rows)}\nnpx drivetrain query NAME --set NAME=VALUE`;
}

function settingsText({ set }: QueryAnswer): string {
    return Object.entries(set)
        .map(([name, value]) => `${name} ${value === "" ? "any" : value}`)
        .join(", ");
}

/** A value as a cell: numbers of a double's length are rounded, texts are cut. */
function shown(value: string | null): string | null {
    if (value === null) return null;
    if (/^-?\d+\.\d{5,}(e-?\d+)?$/i.test(value)) return String(Number(Number(value).toPrecision(6)));
    const line = value.replace(/\s+/g, " ");
    return line.length > widest ? `${line.slice(0, widest - 3)}...` : line;
}
