// Which files a file reaches: what it imports, what it names by a path (a script that it runs, data that it reads),
// and so on from there.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import ts from "typescript";

/**
 * @typedef {object} Mentions  what a file has to do with others
 * @property {readonly string[]} imported
 * @property {readonly string[]} named  by a path
 * @property {readonly string[]} copied  folders that it lists, as what makes a copy of the project does
 */

/** A checkout's files, each read once. */
export class Checkout {
    #read = new Map();

    /**
     * @param {string} root
     * @param {readonly string[]} files  relative to it
     */
    constructor(root, files) {
        this.root = root;
        this.files = files;
        this.known = new Set(files);
        this.folders = new Set(files.flatMap(foldersOf));
    }

    /** @returns {Mentions} */
    mentions(file) {
        if (!this.#read.has(file)) this.#read.set(file, this.#mentions(file));
        return this.#read.get(file);
    }

    /** Files by name in a folder. */
    within(folder) {
        return this.files.filter((file) => file.startsWith(`${folder}/`));
    }

    #mentions(file) {
        const path = join(this.root, file);
        const isPython = file.endsWith(".py");
        if (!existsSync(path) || !(isPython || /\.[cm]?[jt]s$/.test(file))) {
            return { imported: [], named: [], copied: [] };
        }
        const text = readFileSync(path, "utf8");
        return { imported: (isPython ? pythonImports : imports)(this, file, text), ...namedIn(this, file, text) };
    }
}

/**
 * The way from a file to the nearest of others, both ends included; undefined where it reaches none of them.
 *
 * @param {Checkout} checkout
 * @param {string} from
 * @param {(file: string) => boolean} isWanted
 * @param {(file: string) => boolean} names  whether what a file names counts, beside what it imports
 * @returns {readonly string[] | undefined}
 */
export function wayTo(checkout, from, isWanted, names) {
    const before = new Map([[from, undefined]]);
    // The keys of a map that grows are those that were added, too.
    for (const file of before.keys()) {
        if (isWanted(file)) return back(file, before);
        const { imported, named } = checkout.mentions(file);
        for (const next of names(file) ? [...imported, ...named] : imported) {
            if (!before.has(next)) before.set(next, file);
        }
    }
    return undefined;
}

function back(file, before) {
    const way = [];
    for (let at = file; at !== undefined; at = before.get(at)) way.unshift(at);
    return way;
}

function foldersOf(file) {
    const parts = file.split("/").slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** What a file of TypeScript or JavaScript imports of the checkout's own. */
function imports({ known }, file, text) {
    return ts
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => name.startsWith("."))
        .map((name) => posix.join(posix.dirname(file), name))
        .flatMap((path) => [path, `${path}.ts`, `${path}/index.ts`, `${path}.d.ts`, `${path}.js`, `${path}.json`])
        .filter((path) => known.has(path));
}

/** Every file of a module that Python imports, by its name alone, and what pytest loads for a test by itself. */
function pythonImports({ files, known }, file, text) {
    const lines = [...text.matchAll(/^\s*(?:from\s+([\w.]+)\s+import\s+(.+)|import\s+(.+))$/gm)];
    const names = new Set(lines.flatMap(([line]) => line.match(/\w+/g)));
    const modules = files.filter((other) => other.endsWith(".py") && names.has(basename(other, ".py")));
    const fixtures = foldersOf(file)
        .map((folder) => `${folder}/conftest.py`)
        .filter((path) => known.has(path) && path !== file);
    return [...modules, ...fixtures];
}

/** A text in quotes, with those that follow it in a list or in a path of Python's. */
const texts = /"[^"\n]*"(?:\s*[,/]\s*"[^"\n]*")*/g;

function namedIn(checkout, file, text) {
    const found = [...text.matchAll(texts)].map(({ 0: list, index }) => ({
        parts: [...list.matchAll(/"([^"\n]*)"/g)].map(([, part]) => part).filter((part) => !/^\.{0,2}$/.test(part)),
        isJoined: /\b(?:join|resolve)\([^()"]*$/.test(text.slice(Math.max(0, index - 80), index)),
    }));
    return {
        named: found.flatMap(({ parts, isJoined }) => place(checkout, file, parts, isJoined)),
        copied: found
            .map(({ parts }) => parts.filter((part) => checkout.folders.has(part)))
            .filter((folders) => folders.length > 2)
            .flat(),
    };
}

/** The file that the parts of a path lead to, or all files of the folder; of tests/, only a folder within. */
function place(checkout, file, parts, isJoined) {
    for (let end = parts.length; end > 0; end--) {
        const path = parts
            .slice(0, end)
            .join("/")
            .replace(/^(\.\/)+|\/$/g, "");
        for (const candidate of [path, posix.join(dirname(file), path)]) {
            if (checkout.known.has(candidate)) return [candidate];
            // A single word may be the name of anything: it is a folder's where it is joined to something.
            const isPath = isJoined || candidate.includes("/");
            if (checkout.folders.has(candidate) && isPath && candidate !== "tests") return checkout.within(candidate);
        }
    }
    return [];
}
