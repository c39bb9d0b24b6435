import { type Fields, isObject, listOf, read, UNKNOWN } from "../engine/judgement";
import type { Resource } from "../engine/rule";
import { parseJson } from "./json";

/** One statement of an IAM policy document, wherever it stood. */
export interface Statement {
    /** Where: `policy.Statement[0]`. */
    readonly path: string;
    readonly fields: Fields;
}

/** Every statement under a value, and the path of every place where a document is that is not known yet. */
export interface Documents {
    readonly statements: readonly Statement[];
    readonly unknown: readonly string[];
}

/** Properties that hold documents are named so in every resource: policy, assumeRolePolicy, inlinePolicies, ... */
const documentProperty = /polic(y|ies)(document|text)?(\[\d+\])?$/i;

const seen = new WeakMap<Fields, Map<string, Documents>>();

/** The documents in a property of a resource, read once however many rules ask. */
export function documentsOf({ props }: Pick<Resource, "props">, property: string): Documents {
    const found = seen.get(props) ?? new Map<string, Documents>();
    seen.set(props, found);
    const documents = found.get(property) ?? findDocuments(read(props, property), property);
    found.set(property, documents);
    return documents;
}

/**
 * Finds IAM documents by their shape, at any depth, as objects or as JSON text: a table of resource types would miss
 * the next one.
 */
export function findDocuments(value: unknown, path: string): Documents {
    if (value === UNKNOWN) {
        return { statements: [], unknown: documentProperty.test(path) ? [path] : [] };
    }
    if (typeof value === "string") {
        return findDocuments(mayHaveDocument(value) ? parseJson(value) : undefined, path);
    }
    if (Array.isArray(value)) {
        return merge(value.map((item, index) => findDocuments(item, `${path}[${index}]`)));
    }
    if (!isObject(value)) {
        return merge([]);
    }
    if (isDocument(value)) {
        return statementsOf(element(value, "Statement"), `${path}.Statement`);
    }
    return merge(Object.entries(value).map(([key, item]) => findDocuments(item, `${path}.${key}`)));
}

/** An element of a statement by its name, in whatever case it was written. */
export function element(fields: Fields, name: string): unknown {
    const key = Object.keys(fields).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return key === undefined ? undefined : fields[key];
}

function isDocument(fields: Fields): boolean {
    const statement = element(fields, "Statement");
    const isStatement = (item: unknown) => item === UNKNOWN || (isObject(item) && "effect" in lowerKeys(item));
    return statement !== undefined && listOf(statement).some(isStatement);
}

/** IAM takes one statement in place of a list of one. */
function statementsOf(statement: unknown, path: string): Documents {
    const at = (index: number) => (Array.isArray(statement) ? `${path}[${index}]` : path);
    const items = listOf(statement).map((item, index) => ({ item, path: at(index) }));
    return {
        statements: items.flatMap(({ item, path }) => (isObject(item) ? [{ path, fields: item }] : [])),
        unknown: items.flatMap(({ item, path }) => (item === UNKNOWN ? [path] : [])),
    };
}

/** A definition of a state machine is long, and parsing it only shows that no document is in it. */
function mayHaveDocument(text: string): boolean {
    return /^\s*[{[]/.test(text) && /statement|\\u/i.test(text);
}

function lowerKeys(fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]));
}

function merge(parts: readonly Documents[]): Documents {
    return {
        statements: parts.flatMap((part) => part.statements),
        unknown: parts.flatMap((part) => part.unknown),
    };
}
