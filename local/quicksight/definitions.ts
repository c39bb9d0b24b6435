import { refused } from "./errors";

/** What a definition names, found at any depth. */
interface Found {
    readonly columns: { readonly DataSetIdentifier: string; readonly ColumnName: string }[];
    /** Texts by the member that has them. */
    readonly texts: Record<string, string[]>;
}

/**
 * Refuses a definition that refers to what it has not: data sets, columns, parameters, sheets, visuals, controls; or that
 * has an id twice. What QuickSight would draw of it, nobody tells here.
 *
 * @param columnsOf the columns of a data set by its ARN; throws where there is none
 */
export function checkDefinition(definition: object, columnsOf: (dataSetArn: string) => readonly string[]): void {
    const { DataSetIdentifierDeclarations = [] } = definition as {
        DataSetIdentifierDeclarations?: readonly { readonly Identifier: string; readonly DataSetArn: string }[];
    };
    const columns = new Map(
        DataSetIdentifierDeclarations.map(({ Identifier, DataSetArn }) => [Identifier, columnsOf(DataSetArn)]),
    );
    const found: Found = { columns: [], texts: {} };
    collect(definition, found);
    const texts = (...members: string[]) => members.flatMap((member) => found.texts[member] ?? []);
    for (const { DataSetIdentifier, ColumnName } of found.columns) {
        if (!columns.get(DataSetIdentifier)?.includes(ColumnName)) {
            throw refused.invalid(`The column ${ColumnName} does not exist in the data set ${DataSetIdentifier}.`);
        }
    }
    const declared = namesOf(definition, "ParameterDeclarations");
    requireAll("parameter", texts("ParameterName", "SourceParameterName"), declared);
    const placed = texts("VisualId", "ParameterControlId", "FilterControlId");
    requireAll("element", texts("ElementId"), placed);
    for (const member of ["VisualId", "FieldId", "ParameterControlId", "FilterGroupId", "FilterId"]) {
        requireOnce(member, identifiers(definition, member));
    }
    const sheets = identifiers((definition as { Sheets?: object[] }).Sheets ?? [], "SheetId");
    requireAll("sheet", texts("SheetId"), sheets);
    requireAll("visual", listed(definition, "VisualIds"), identifiers(definition, "VisualId"));
}

function collect(value: unknown, found: Found): void {
    if (Array.isArray(value)) value.forEach((item) => collect(item, found));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const record = value as Record<string, unknown>;
    if (typeof record["DataSetIdentifier"] === "string" && typeof record["ColumnName"] === "string") {
        found.columns.push(record as unknown as Found["columns"][number]);
    }
    for (const [member, item] of Object.entries(record)) {
        if (typeof item === "string") (found.texts[member] ??= []).push(item);
        collect(item, found);
    }
}

/** Texts of a member at any depth; those of fields that sort by another field are references, not ids. */
function identifiers(value: unknown, member: string, within = ""): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => identifiers(item, member, within));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => {
        if (key === member && typeof item === "string") return within === "FieldSort" ? [] : [item];
        return identifiers(item, member, key);
    });
}

function listed(value: unknown, member: string): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => listed(item, member));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => (key === member ? (item as string[]) : listed(item, member)));
}

function namesOf(definition: object, member: string): string[] {
    return identifiers((definition as Record<string, unknown>)[member] ?? [], "Name");
}

function requireAll(what: string, referred: readonly string[], known: readonly string[]): void {
    for (const one of referred) if (!known.includes(one)) throw refused.invalid(`The ${what} ${one} does not exist.`);
}

function requireOnce(what: string, ids: readonly string[]): void {
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw refused.invalid(`The ${what} ${twice} is there twice.`);
}
