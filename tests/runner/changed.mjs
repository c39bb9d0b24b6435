// What a change touches: its own files for the static checks, and the tests that reach one of them.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { testFiles } from "./checks.mjs";
import { Checkout, wayTo } from "./reach.mjs";

/** Files on which every test depends in ways that no file tells. */
const everybodys = /^(package(-lock)?\.json|tsconfig\.json|\.mocharc\.json|pyproject\.toml|tools\/typescript\.js)$/;

/**
 * @typedef {object} Chosen
 * @property {readonly string[]} tests  the test files to run
 * @property {readonly string[]} sources  the files to format and lint
 * @property {readonly string[]} reasons  what was chosen and why, a sentence each
 */

/**
 * What to run for what has changed since the branch left another one: commits, and the working tree.
 *
 * @param {string} root
 * @param {string} [base]  @default main, or what was committed where there is no such branch
 * @returns {Chosen}
 */
export function selectChanged(root, base) {
    const git = (...args) =>
        execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const list = (...args) =>
        git(...args, "-z")
            .split("\0")
            .filter(Boolean);
    const revision = base ?? ["main", "origin/main"].find((name) => exists(git, name)) ?? "HEAD";
    const since = git("merge-base", revision, "HEAD").trim();
    const untracked = list("ls-files", "--others", "--exclude-standard");
    const changed = [...new Set([...list("diff", "--name-only", "--no-renames", since), ...untracked])].sort();
    const files = [...new Set([...list("ls-files"), ...changed])].sort();
    const { tests, reasons } = testsFor(root, files, changed);
    return {
        tests,
        sources: changed.filter((file) => existsSync(join(root, file))),
        reasons: [
            `${changed.length} ${changed.length === 1 ? "file" : "files"} changed since ${revision} (${since.slice(0, 10)})`,
            ...reasons,
        ],
    };
}

function exists(git, revision) {
    try {
        git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`);
        return true;
    } catch {
        return false;
    }
}

/**
 * The tests that reach a file that has changed.
 *
 * @param {string} root
 * @param {readonly string[]} files  all there are, relative to it
 * @param {readonly string[]} changed
 * @returns {{tests: readonly string[], reasons: readonly string[]}}
 */
export function testsFor(root, files, changed) {
    const all = testFiles(root);
    const shared = changed.find((file) => everybodys.test(file));
    if (shared) return { tests: all, reasons: [`every test: ${shared} has changed`] };
    const checkout = new Checkout(root, files);
    const isChanged = (file) => changed.includes(file);
    const isCopying = (file) =>
        checkout.mentions(file).copied.some((folder) => changed.some((one) => one.startsWith(`${folder}/`)));
    const ways = all.map((test) => ({
        test,
        way: wayTo(checkout, test, isChanged, followed(test)),
        copies: wayTo(checkout, test, isCopying, () => false) !== undefined,
    }));
    // What runs a copy of the project is touched by every change: it is run where the change is its own.
    const isChosen = ({ way, copies }) => way && !(copies && isOutside(way.at(-1)));
    const chosen = ways.filter(isChosen);
    const left = ways.filter((one) => one.copies && !isChosen(one));
    return {
        tests: chosen.map(({ test }) => test),
        reasons: [
            ...chosen.map(({ test, way }) => `${test}: ${why(way)}`),
            ...left.map(({ test }) => `left to \`npm test\`: ${test} runs a copy of the project`),
        ],
    };
}

const isOutside = (file) => !file.startsWith("tests/");

/**
 * The files whose paths count. A test starts what it names. A slow test also starts a stage, whose servers are named
 * by what it imports; a quick test that imports the same does not.
 */
function followed(test) {
    return test.endsWith(".slow.test.ts") ? () => true : (file) => file.startsWith("tests/");
}

function why(way) {
    const between = way.slice(1, -1);
    if (way.length === 1) return "it has changed";
    return `it reaches ${way.at(-1)}${between.length > 0 ? ` by ${between.join(", ")}` : ""}`;
}
