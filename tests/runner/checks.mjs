// What `npm test` runs: each check is one command in a process of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {readonly string[]} groups  names that stand for it and for others
 * @property {readonly string[]} command
 * @property {(output: string) => Counts} [counts]  reads the numbers of tests, where it has tests
 * @property {number} size  how long it takes compared with the others: the longest begins first
 *
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 *
 * @typedef {object} Selection
 * @property {string} root
 * @property {string} python  the interpreter
 * @property {boolean} [quick]  without the tests that are slow
 * @property {readonly string[]} [tests]  @default every test
 * @property {readonly string[]} [sources]  what is formatted and linted; @default every file
 */

const isSlow = (file) => file.endsWith(".slow.test.ts");

/** Test files relative to the checkout, in the same order everywhere. */
export function testFiles(root) {
    return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
        .map((file) => `tests/${file}`)
        .filter((file) => /\.test\.ts$|\/test_\w+\.py$/.test(file))
        .sort();
}

/**
 * The checks in the order in which they begin.
 *
 * @param {Selection} selection
 * @returns {Check[]}
 */
export function checksOf(selection) {
    const tests = selection.tests ?? testFiles(selection.root);
    return [
        ...staticChecks(selection),
        ...mochaChecks(
            selection,
            tests.filter((file) => file.endsWith(".ts")),
        ),
        ...pytestChecks(
            selection,
            tests.filter((file) => file.endsWith(".py")),
        ),
    ].sort((one, other) => other.size - one.size);
}

function tool({ root }, name) {
    return join(root, "node_modules", ".bin", name);
}

/** @returns {Check[]} */
function staticChecks(selection) {
    const groups = ["lint"];
    const ruff = [selection.python, "-m", "ruff"];
    // Types and imports are checked whole, since those of a file that has not changed depend on one that has.
    const tsc = [tool(selection, "tsc"), "--noEmit", "-p", "."];
    const all = selection.sources ?? ["."];
    const typeScript = selection.sources?.filter((file) => file.endsWith(".ts")) ?? ["."];
    const python = selection.sources?.filter((file) => file.endsWith(".py")) ?? ["."];
    const eslint = [tool(selection, "eslint"), "--max-warnings", "0", "--no-warn-ignored"];
    const imports = [tool(selection, "depcruise"), "--config", ".dependency-cruiser.mjs", "--output-type", "err-long"];
    const prettier = [tool(selection, "prettier"), "--check", "--log-level", "warn", "--ignore-unknown"];
    return [
        typeScript.length > 0 && { name: "eslint", groups, command: [...eslint, ...typeScript], size: 900 },
        typeScript.length > 0 && { name: "tsc", groups, command: tsc, size: 400 },
        typeScript.length > 0 && { name: "imports", groups, command: [...imports, "."], size: 300 },
        all.length > 0 && { name: "prettier", groups, command: [...prettier, ...all], size: 200 },
        python.length > 0 && {
            name: "ruff",
            groups,
            command: [...ruff, "check", "--no-cache", "--quiet", ...python],
            size: 1,
        },
        python.length > 0 && {
            name: "ruff format",
            groups,
            command: [...ruff, "format", "--no-cache", "--quiet", "--check", ...python],
            size: 1,
        },
    ].filter(Boolean);
}

/**
 * The quick tests of a folder share a process, and so what they load. A slow file has one of its own.
 *
 * @returns {Check[]}
 */
function mochaChecks(selection, files) {
    const mocha = [tool(selection, "mocha"), "--reporter", "spec"];
    const slow = files.filter(isSlow).map((file) => ({
        name: file,
        groups: ["mocha", "slow"],
        command: [...mocha, file],
        counts: mochaCounts,
        size: 1000 + longestLimit(join(selection.root, file)),
    }));
    const quick = [...byFolder(files.filter((file) => !isSlow(file)))].map(([folder, own]) => ({
        name: folder,
        groups: ["mocha", "quick"],
        command: [...mocha, ...own],
        counts: mochaCounts,
        size: 10 * own.length,
    }));
    return selection.quick ? quick : [...slow, ...quick];
}

/** @returns {Check[]} */
function pytestChecks(selection, files) {
    if (files.length === 0) return [];
    const options = selection.quick ? ["-m", "not slow"] : [];
    const which = selection.tests ? files : [];
    return [
        {
            name: "pytest",
            groups: [],
            command: [selection.python, "-m", "pytest", "-q", ...options, ...which],
            counts: pytestCounts,
            size: 800,
        },
    ];
}

/** Files by the folder of tests/ that they are in, at whatever depth. */
function byFolder(files) {
    const folders = new Map();
    for (const file of files) {
        const folder = file.split("/").slice(0, 2).join("/");
        folders.set(folder, [...(folders.get(folder) ?? []), file]);
    }
    return folders;
}

/** The most seconds that a file lets one of its tests take: what says it may take long mostly does. */
function longestLimit(file) {
    const limits = [...readFileSync(file, "utf8").matchAll(/\btimeout\(([\d_]+)\)/g)];
    return Math.max(0, ...limits.map(([, limit]) => Number(limit.replaceAll("_", "")) / 1000));
}

function mochaCounts(output) {
    const number = (word) => Number(new RegExp(`^\\s+(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
    return { passed: number("passing"), failed: number("failing"), skipped: number("pending") };
}

function pytestCounts(output) {
    const summary = output.trim().split("\n").at(-1) ?? "";
    const number = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
    return { passed: number("passed"), failed: number("failed") + number("error"), skipped: number("skipped") };
}
