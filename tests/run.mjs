#!/usr/bin/env node
// Every check of the project, one after the other: `node tests/run.mjs [--quick] [check ...]`. It goes on after a
// failure, shows what failed, and ends with the line "N passed, N failed".
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute, stopCommands } from "../tools/setup/process.mjs";
import { seconds, showStep } from "../tools/setup/progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const logs = join(root, ".drivetrain", "test");
const quick = process.argv.includes("--quick");
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

/** Longest time that a check may take, in milliseconds. */
const limit = (quick ? 5 : 30) * 60_000;

const python = interpreter();
const tool = (name) => join(root, "node_modules", ".bin", name);
const slowFiles = ["tests/lifecycle/**", "tests/**/*.slow.test.ts"].flatMap((pattern) => ["--ignore", pattern]);

/** Checks in the order of their run. `counts` reads the numbers of tests from the output of those that have tests. */
const checks = [
    { name: "prettier", command: [tool("prettier"), "--check", "--log-level", "warn", "."] },
    { name: "eslint", command: [tool("eslint"), "--max-warnings", "0", "."] },
    { name: "tsc", command: [tool("tsc"), "--noEmit", "-p", "."] },
    { name: "ruff", command: [python, "-m", "ruff", "check", "--no-cache", "--quiet", "."] },
    { name: "ruff format", command: [python, "-m", "ruff", "format", "--no-cache", "--quiet", "--check", "."] },
    {
        name: "mocha",
        command: [tool("mocha"), "tests/**/*.test.ts", "--reporter", "spec", ...(quick ? slowFiles : [])],
        counts: mochaCounts,
    },
    {
        name: "pytest",
        command: [python, "-m", "pytest", "-q", ...(quick ? ["-m", "not slow"] : [])],
        counts: pytestCounts,
    },
];

/** Names that stand for several checks. */
const groups = { lint: ["prettier", "eslint", "tsc", "ruff", "ruff format"] };

function mochaCounts(output) {
    const number = (word) => Number(new RegExp(`^\\s+(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
    return { passed: number("passing"), failed: number("failing"), skipped: number("pending") };
}

function pytestCounts(output) {
    const summary = output.trim().split("\n").at(-1) ?? "";
    const number = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
    return { passed: number("passed"), failed: number("failed") + number("error"), skipped: number("skipped") };
}

async function perform({ name, command, counts }) {
    const show = showStep(name, process.stdout);
    let seen = 0;
    const { output, failure } = await execute(command, {
        cwd: root,
        log: join(logs, `${name.replaceAll(" ", "-")}.log`),
        env: {
            ...process.env,
            DRIVETRAIN_PYTHON: python,
            NO_COLOR: "1",
            FORCE_COLOR: "0",
            PYTHONDONTWRITEBYTECODE: "1",
        },
        onLine: (line) => {
            if (/^\s*✔/.test(line)) show.note(`${++seen} passed`);
        },
        limit,
    });
    const result = judge(failure, counts?.(output));
    const words = [`${result.passed} passed`, `${result.failed} failed`];
    if (result.skipped) words.push(`${result.skipped} skipped`);
    show.end(counts ? words.join(", ") : result.failed ? "failed" : "passed");
    if (result.failed) process.stdout.write(`\n${excerpt(output)}\n${failure ?? ""}\n\n`);
    return result;
}

/** A check that failed counts as one failure at least; so does a runner that found no test to run. */
function judge(failure, tests) {
    if (!tests) return failure ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 };
    const broken = failure || tests.passed + tests.failed === 0;
    return { ...tests, failed: broken ? Math.max(tests.failed, 1) : tests.failed };
}

/** What matters of a long output: mocha and pytest tell of failures at the end. */
function excerpt(output) {
    const lines = output.trim().split("\n");
    const from = lines.findIndex((line) => /^\s+\d+ passing|^=+ (FAILURES|ERRORS) =+/.test(line));
    const relevant = from < 0 ? lines : lines.slice(from);
    return relevant.length <= 400 ? relevant.join("\n") : [...relevant.slice(0, 400), "..."].join("\n");
}

function interpreter() {
    const engine = join(root, ".drivetrain", "setup", "engine.json");
    if (existsSync(engine)) return JSON.parse(readFileSync(engine, "utf8")).python;
    process.stderr.write("Set-up has not run: use `npm test` or `npm run setup`.\n");
    process.exit(1);
}

function selected() {
    const names = asked.flatMap((name) => groups[name] ?? [name]);
    const unknown = names.filter((name) => !checks.some((check) => check.name === name));
    if (unknown.length > 0) {
        const known = [...Object.keys(groups), ...checks.map(({ name }) => name)].join(", ");
        process.stderr.write(`There is no check named ${unknown.join(", ")}: choose from ${known}.\n`);
        process.exit(1);
    }
    return names.length > 0 ? checks.filter(({ name }) => names.includes(name)) : checks;
}

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.on(signal, () => {
        stopCommands(signal);
        process.exit(code);
    });
}

const started = Date.now();
const total = { passed: 0, failed: 0 };
for (const check of selected()) {
    const { passed, failed } = await perform(check);
    total.passed += passed;
    total.failed += failed;
}
process.stdout.write(`${seconds(Date.now() - started)} in all\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
