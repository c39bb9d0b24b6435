import type { DatasetSpec } from "../../contracts/dataset";
import { csvRecords } from "../../functions/shared/csv";
import { UsageError } from "../terminal/errors";
import { shortened } from "../terminal/format";
import type { Purpose } from "./purpose";

/** What is known of a model's files before one is pushed. */
export type FileSpec = Pick<DatasetSpec, "name" | "identifier" | "target" | "columns" | "delimiter">;

/**
 * Checks a file's header as pre-processing will (jobs/preprocess/dataset.py, `read_header`), before runs start for it.
 * @param start the file's beginning, as text
 * @throws UsageError where the header cannot be read, names a column twice, or lacks one that every row must have
 */
export function requireColumns(path: string, start: string, spec: FileSpec, purpose: Purpose): void {
    const [header] = csvRecords(start, Infinity, spec.delimiter);
    if (header === undefined) return;
    if (typeof header === "string") throw new UsageError(`The header of "${path}" cannot be read: ${header}.`);
    requireNames(path, header.fields, spec, purpose);
}

/**
 * Checks the names of a file's columns.
 * @throws UsageError where one is there twice, or one lacks that every row must have
 */
export function requireNames(path: string, names: readonly string[], spec: FileSpec, purpose: Purpose): void {
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) {
        throw new UsageError(`The header of "${path}" names the column "${twice}" more than once: leave one of them.`);
    }
    const lacking = neededColumns(spec, purpose).filter((name) => !names.includes(name));
    if (lacking.length === 0) return;
    const columns = lacking.length > 1 ? "columns" : "column";
    throw new UsageError(
        `"${path}" lacks the ${columns} ${lacking.join(", ")}, which every ${purpose} file of ${spec.name} must have: its ` +
            `header begins with "${shortened(names.join(spec.delimiter ?? ","), 60)}".`,
    );
}

/**
 * A row is nothing without a name and, in training, a target, whatever its columns say. Ground truth is these two alone,
 * by the name that an answer has given back where the model's is generated.
 */
function neededColumns({ identifier, target, columns }: FileSpec, purpose: Purpose): string[] {
    if (purpose === "ground truth") return [identifier, target];
    return columns
        .filter(({ name, required = true, ignored = false }) => {
            if (name === target) return purpose === "training";
            return name === identifier || (required && !ignored);
        })
        .map(({ name }) => name);
}
