import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** One field of an interface, or one public property of a class, as its documentation tells it. */
export interface Field {
    readonly name: string;
    readonly type: string;
    readonly optional: boolean;
    /** The comment above it, as one line. */
    readonly text: string;
    /** What stands behind `@default`. */
    readonly fallback: string | undefined;
}

/**
 * Reads the fields of an interface, those that it takes from others by `extends` included (also by Omit and Pick), in
 * the order in which they are written.
 * @throws Error where there is no such interface
 */
export function fieldsOf(file: string, name: string): Field[] {
    const source = parse(file);
    const found = source.statements.find(
        (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
    );
    if (found === undefined) throw new Error(`${file} has no interface ${name}.`);
    const inherited = (found.heritageClauses ?? [])
        .flatMap(({ types }) => [...types])
        .flatMap((base) => inheritedFields(file, source, base));
    const fields = [...found.members.filter(ts.isPropertySignature).map((one) => fieldOf(one, source)), ...inherited];
    return fields.filter((field, index) => fields.findIndex(({ name }) => name === field.name) === index);
}

/** Reads the public properties of a class that are declared in its body: what a component tells. */
export function outputsOf(file: string, name: string): Field[] {
    const source = parse(file);
    const found = source.statements.find(
        (one): one is ts.ClassDeclaration => ts.isClassDeclaration(one) && one.name?.text === name,
    );
    if (found === undefined) throw new Error(`${file} has no class ${name}.`);
    const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.StaticKeyword];
    return found.members
        .filter(ts.isPropertyDeclaration)
        .filter((member) => !(member.modifiers ?? []).some(({ kind }) => hidden.includes(kind)))
        .map((member) => fieldOf(member, source));
}

function parse(file: string): ts.SourceFile {
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

function fieldOf(member: ts.PropertySignature | ts.PropertyDeclaration, source: ts.SourceFile): Field {
    const tags = ts.getJSDocTags(member);
    const fallback = tags.find((tag) => tag.tagName.text === "default")?.comment;
    const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
    return {
        name: member.name.getText(source),
        type: member.type?.getText(source).replace(/\s+/g, " ") ?? "",
        optional: member.questionToken !== undefined,
        text: oneLine(ts.getTextOfJSDocComment(comment?.comment)),
        fallback: fallback === undefined ? undefined : oneLine(ts.getTextOfJSDocComment(fallback)),
    };
}

function oneLine(text: string | undefined): string {
    return (text ?? "")
        .replace(/\{@link (\w+)\}/g, "`$1`")
        .replace(/\s+/g, " ")
        .trim();
}

/** `Base`, `Omit<Base, "a" | "b">` or `Pick<Base, "a">`, wherever `Base` is written. */
function inheritedFields(file: string, source: ts.SourceFile, base: ts.ExpressionWithTypeArguments): Field[] {
    const name = base.expression.getText(source);
    if (name !== "Omit" && name !== "Pick") return fieldsOf(fileOf(file, source, name), name);
    const [from, keys] = base.typeArguments ?? [];
    const origin = from?.getText(source) ?? "";
    const named = [...(keys?.getText(source) ?? "").matchAll(/"(\w+)"/g)].map(([, key]) => key);
    return fieldsOf(fileOf(file, source, origin), origin).filter(
        (field) => named.includes(field.name) === (name === "Pick"),
    );
}

/** The file that declares a name that another file uses. */
function fileOf(file: string, source: ts.SourceFile, name: string): string {
    const imported = source.statements
        .filter(ts.isImportDeclaration)
        .find(({ importClause }) => importClause?.getText(source).match(new RegExp(`[{,\\s](type )?${name}\\s*[,}]`)));
    if (imported === undefined) return file;
    const path = join(dirname(file), (imported.moduleSpecifier as ts.StringLiteral).text);
    return existsSync(`${path}.ts`) ? `${path}.ts` : join(path, "index.ts");
}
