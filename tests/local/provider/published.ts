import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What @pulumi/aws publishes about resource types: read from its declarations, which are made from the schema. */
export interface PublishedField {
    /** The TypeScript type, on one line. */
    readonly type: string;
    readonly required: boolean;
}

export interface PublishedType {
    readonly inputs: Readonly<Record<string, PublishedField>>;
    readonly outputs: readonly string[];
}

const root = dirname(require.resolve("@pulumi/aws/package.json"));

/** The published type of a token such as `aws:s3/bucket:Bucket`. */
export function publishedType(token: string): PublishedType {
    const [, path = "", name = ""] = token.split(":");
    const source = readFileSync(join(root, `${path}.js`), "utf8");
    const outputs = [...source.matchAll(/resourceInputs\["(\w+)"\] = undefined \/\*out\*\//g)].map(([, key]) => key!);
    const declarations = readFileSync(join(root, `${path}.d.ts`), "utf8");
    return { inputs: fieldsOf(bodyOf(declarations, `export interface ${name}Args {`, "")), outputs };
}

/** The fields of a block such as `s3.BucketLifecycleConfigurationRule`. */
export function publishedBlock(name: string): Readonly<Record<string, PublishedField>> {
    const [module = "", block = ""] = name.split(".");
    const namespace = bodyOf(inputTypes(), `export declare namespace ${module} {`, "");
    return fieldsOf(bodyOf(namespace, `interface ${block} {`, "    "));
}

let types: string | undefined;

function inputTypes(): string {
    types ??= readFileSync(join(root, "types", "input.d.ts"), "utf8");
    return types;
}

/** The text between a line that begins a block and the brace that ends it at the same indentation. */
function bodyOf(text: string, begin: string, indent: string): string {
    const start = text.indexOf(`\n${indent}${begin}`);
    if (start < 0) throw new Error(`@pulumi/aws does not declare "${begin}"`);
    const end = text.indexOf(`\n${indent}}`, start + 1);
    return text.slice(text.indexOf("{", start) + 1, end);
}

function fieldsOf(body: string): Record<string, PublishedField> {
    const code = body.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/\s+/g, " ");
    const fields: Record<string, PublishedField> = {};
    // A field ends with the semicolon that is outside of braces.
    for (const field of code.match(/\w+\??: (?:[^;{]|\{[^}]*\})+;/g) ?? []) {
        const [, name, optional, type] = /^(\w+)(\??): (.*);$/.exec(field)!;
        fields[name!] = { type: type!, required: optional === "" };
    }
    return fields;
}
