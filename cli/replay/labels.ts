import type { DatasetSpec } from "../../contracts/dataset";
import { readCsv } from "../../functions/shared/csv";
import { readText } from "../../functions/shared/values";
import { UsageError } from "../terminal/errors";

/** What became of a row. */
export interface Label {
    readonly identifier: string;
    /** In the target's unit. */
    readonly value: number;
}

/**
 * Reads ground truth; a row without a target has none yet.
 * @throws UsageError where a target is no number
 */
export function readLabels(path: string, text: string, spec: DatasetSpec): Label[] {
    const { records, problem } = readCsv(text, spec.delimiter);
    if (problem) throw new UsageError(`"${path}" cannot be read, row ${problem.row}: ${problem.message}.`);
    const [header = [], ...rows] = records;
    const [identifierAt, targetAt] = [header.indexOf(spec.identifier), header.indexOf(spec.target)];
    const column = spec.columns.find(({ name }) => name === spec.target);
    return rows.flatMap((row, index) => {
        const identifier = row[identifierAt] ?? "";
        const reading = readText({ ...column!, required: false }, row[targetAt] ?? "");
        if ("problem" in reading) {
            throw new UsageError(`"${path}", row ${index + 1}, ${spec.target}: ${reading.problem}.`);
        }
        return typeof reading.value === "number" ? [{ identifier, value: reading.value }] : [];
    });
}
