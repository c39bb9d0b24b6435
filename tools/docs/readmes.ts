import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type Field, fieldsOf, outputsOf } from "./interfaces";
import { table } from "./markdown";

const components = join(dirname(dirname(__dirname)), "components");

/** Every README of a component. */
export function readmes(): string[] {
    return readdirSync(components, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith("README.md"))
        .map((path) => join(components, path))
        .sort();
}

/**
 * Fills the tables of a README in: between `<!-- args File.ts Interface -->` (or `<!-- outputs File.ts Class -->`) and
 * `<!-- end -->` stands what the source says of each field, formatted as the project's files are.
 */
export async function filled(readme: string, text: string): Promise<string> {
    return format(withTables(readme, text), { ...(await resolveConfig(readme)), filepath: readme });
}

function withTables(readme: string, text: string): string {
    const marked = /(<!-- (args|outputs) (\S+) (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g;
    return text.replace(marked, (_all, head: string, kind: string, file: string, name: string, end: string) => {
        const path = join(dirname(readme), file);
        const table = kind === "args" ? argsTable(fieldsOf(path, name)) : outputsTable(outputsOf(path, name));
        return `${head}\n${table}\n${end}`;
    });
}

function argsTable(fields: readonly Field[]): string {
    const rows = [...fields]
        .sort((a, b) => Number(a.optional) - Number(b.optional))
        .map(({ name, text, optional, fallback }) => [
            `\`${name}\``,
            text,
            optional ? (fallback ?? "none") : "**required**",
        ]);
    return table(["name", "what", "default"], rows);
}

function outputsTable(fields: readonly Field[]): string {
    return table(
        ["name", "what"],
        fields.map(({ name, text }) => [`\`${name}\``, text]),
    );
}
