import { dataEndings, manifestEnding } from "../../contracts/landing";
import { s3Uri } from "../../contracts/places";
import { namedError } from "./errors";
import { jsonRecords } from "./json";

/** Where objects may be that a manifest names. */
export interface ManifestPlace {
    readonly bucket: string;
    /** What their keys begin with, with a slash at its end. */
    readonly prefix: string;
}

/** An object that a manifest names. */
export interface NamedObject {
    readonly key: string;
    /** The path of the run's copy: the object's place in the manifest from 1 on, and its key below the prefix. */
    readonly path: string;
    /** Where the manifest names it, from 1 on. */
    readonly line: number;
}

/** Objects of one manifest: each is a copy, and all that is said of them passes through Step Functions. */
const mostObjects = 1000;
/** Of a path, so that the key of the copy stays within S3's 1,024 bytes; of a name, so that a file system takes it. */
const mostBytes = { path: 800, name: 200 };
/** Problems that are told at once. */
const mostProblems = 3;

/**
 * The objects that a manifest names, in SageMaker's own form: `[{"prefix": "s3://bucket/data/"}, "a.csv", "b.parquet"]`.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
 * @throws an error named `ManifestRefused` with a sentence that names the lines, where they cannot be a run's data
 */
export function readManifest(name: string, text: string, place: ManifestPlace): readonly NamedObject[] {
    const [first, ...rest] = elementsOf(name, text.replace(/^\uFEFF/, ""));
    const prefix = prefixOf(first?.value);
    if (prefix === undefined) {
        throw manifestRefused(name, [
            `line ${first?.line ?? 1} must begin the list with {"prefix": "${s3Uri(place.bucket, place.prefix)}"}`,
        ]);
    }
    if (rest.length === 0) throw manifestRefused(name, ["it names no object: let paths follow the prefix"]);
    if (rest.length > mostObjects) {
        throw manifestRefused(name, [
            `it names ${rest.length} objects, and a run takes ${mostObjects}: make fewer, larger ones`,
        ]);
    }
    const lines: Record<string, number> = {};
    const problems: string[] = [];
    const objects = rest.map(({ value, line }, index) => {
        const uri = typeof value === "string" ? prefix + value : undefined;
        const problem = uri === undefined ? "is no path in double quotes" : problemOf(uri, place);
        const key = uri?.slice(s3Uri(place.bucket).length) ?? "";
        const before = lines[key];
        if (problem !== undefined) problems.push(`line ${line} ${problem}`);
        else if (before !== undefined) problems.push(`line ${line} names ${key} again, which line ${before} has`);
        lines[key] ??= line;
        return { key, line, path: `${String(index + 1).padStart(5, "0")}/${key.slice(place.prefix.length)}` };
    });
    if (problems.length > 0) throw manifestRefused(name, problems);
    return objects;
}

/** @param problems each what is wrong, and where */
export function manifestRefused(name: string, problems: readonly string[]): Error {
    const more = problems.length - mostProblems;
    const told = [...problems.slice(0, mostProblems), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
    return namedError("ManifestRefused", `The manifest ${name} cannot be used: ${told}.`);
}

/** Why an object cannot be a part of a run's data. */
function problemOf(uri: string, { bucket, prefix }: ManifestPlace): string | undefined {
    const start = s3Uri(bucket, prefix);
    if (!uri.startsWith(s3Uri(bucket))) {
        return `names ${uri}, which is in another bucket: a run may read objects under ${start} alone`;
    }
    if (!uri.startsWith(start)) {
        return `names ${uri}, which is elsewhere in the bucket: a run may read objects under ${start} alone`;
    }
    const path = uri.slice(start.length);
    const parts = path.split("/");
    if (!dataEndings.some((ending) => path.endsWith(ending))) {
        return `names ${uri}, which ends in neither of ${dataEndings.join(" and ")}, in small letters`;
    }
    if (parts.some((part) => ["", ".", ".."].includes(part))) {
        return `names ${uri}, whose path is none of a file: leave out empty parts, . and ..`;
    }
    const isLong = bytesOf(path) > mostBytes.path || parts.some((part) => bytesOf(part) > mostBytes.name);
    return isLong ? `names an object of a path that is too long: ${uri}` : undefined;
}

function bytesOf(text: string): number {
    return Buffer.byteLength(text);
}

/** What a manifest begins with: the URI that each path follows, as it stands. */
function prefixOf(value: unknown): string | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const { prefix } = value as { prefix?: unknown };
    return typeof prefix === "string" && /^s3:\/\/[^/]+\//.test(prefix) ? prefix : undefined;
}

interface Element {
    readonly value: unknown;
    readonly line: number;
}

function elementsOf(name: string, text: string): readonly Element[] {
    const values = parsed(name, text);
    if (!Array.isArray(values)) throw manifestRefused(name, ["it is no list: begin it with [ and end it with ]"]);
    const lines = linesOf(text);
    return values.map((value: unknown, index) => ({ value, line: lines[index] ?? 1 }));
}

function parsed(name: string, text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        throw manifestRefused(name, [`it is not JSON: ${whyNot(text)}`]);
    }
}

/** Where a text stops being JSON. What V8 says of it is another thing in each of its versions. */
function whyNot(text: string): string {
    try {
        for (const _ of jsonRecords(text));
        return "it has more than a list";
    } catch (error) {
        const [, reason = "", place] = /JSON: (.*?(?: at character (\d+))?)\.$/.exec((error as Error).message) ?? [];
        const line = text.slice(0, place === undefined ? text.length : Number(place)).split("\n").length;
        return `line ${line}: ${reason}`;
    }
}

/** The line that each element of a list begins in. */
function linesOf(list: string): readonly number[] {
    const lines: number[] = [];
    let line = 1;
    let depth = 0;
    let begins = false;
    for (const [token] of list.matchAll(/"(?:[^"\\]|\\.)*"|\n|[[\]{}]|,|[^\s,[\]{}"]+/g)) {
        if (token === "\n") {
            line++;
            continue;
        }
        const closes = token === "]" || token === "}";
        if (depth === 1 && begins && !closes) {
            lines.push(line);
            begins = false;
        }
        if (token === "[" || token === "{") {
            begins = ++depth === 1;
        } else if (closes) {
            depth--;
        } else if (token === "," && depth === 1) {
            begins = true;
        }
    }
    return lines;
}

/** Whether a file is a manifest, by its name. */
export function isManifest(name: string): boolean {
    return name.endsWith(manifestEnding);
}
