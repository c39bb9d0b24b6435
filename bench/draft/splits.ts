import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readRows } from "../../cli/draft/rows";
import type { ModelDefinition } from "../../components/model/model";

/** What numbers the rows of a copy: a row's side of the split follows from it alone. */
const numbered = "bench_row";

/** A model whose rows are split otherwise: by numbers that a copy of its file has before each row. */
export function splitOtherwise(model: ModelDefinition): ModelDefinition {
    const columns = model.columns.map((column) =>
        column.name === model.identifier ? { name: column.name, type: "string" as const, ignored: true } : column,
    );
    return { ...model, identifier: numbered, columns: [{ name: numbered, type: "integer" }, ...columns] };
}

/** Writes the rows of a file with numbers before them, other ones for each split; broken rows are left out. */
export async function writeSplit(
    { delimiter = "," }: ModelDefinition,
    file: string,
    split: number,
    copy: string,
): Promise<void> {
    const output = createWriteStream(copy);
    for await (const batch of readRows(file, delimiter)) {
        for (const row of batch) {
            if ("problem" in row) continue;
            const first = row.number === 0 ? numbered : String(split * 10_000_000 + row.number);
            output.write(`${[first, ...row.fields.map(quoted)].join(delimiter)}\n`);
        }
    }
    output.end();
    await once(output, "finish");
}

function quoted(field: string): string {
    return /[",;|\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
