#!/usr/bin/env node
// Runs the checks of the project, as many at once as there are processors (docs/testing.md tells how to choose some).
// It goes on after a failure, shows what failed, and ends with the line "N passed, N failed".
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { execute, stopCommands } from "../tools/setup/process.mjs";
import { seconds, showStep } from "../tools/setup/progress.mjs";
import { checksOf, testFiles } from "./runner/checks.mjs";
import { excerpt, inWords, judge } from "./runner/results.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const logs = join(root, ".drivetrain", "test-logs");

/**
 * Milliseconds for which a check may be silent. Each test has a limit of its own, and a line when it ends: this one is
 * for what no test's limit ends, such as a loop without an end.
 */
const silence = 20 * 60_000;

const { values: options, positionals: asked } = readArguments();
const selection = { root, python: interpreter(), quick: options.quick };

function readArguments() {
    const jobs = String(availableParallelism());
    try {
        return parseArgs({
            allowPositionals: true,
            options: {
                quick: { type: "boolean", default: false },
                changed: { type: "boolean", default: false },
                base: { type: "string" },
                jobs: { type: "string", default: jobs },
            },
        });
    } catch (error) {
        return refuse(error.message);
    }
}

function interpreter() {
    const engine = join(root, ".drivetrain", "setup", "engine.json");
    if (existsSync(engine)) return JSON.parse(readFileSync(engine, "utf8")).python;
    return refuse("Set-up has not run: use `npm test` or `npm run setup`.");
}

function refuse(sentence) {
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
}

async function chosen() {
    if (options.changed) {
        const { selectChanged } = await import("./runner/changed.mjs");
        const { tests, sources, reasons } = selectChanged(root, options.base);
        process.stdout.write(reasons.map((line) => `  ${line}\n`).join(""));
        return checksOf({ ...selection, tests, sources });
    }
    return asked.length > 0 ? named(checksOf(selection)) : checksOf(selection);
}

/** What is asked for by the name of a check or of several, or by a test file or a folder of them. */
function named(all) {
    const under = (name) => {
        const path = `${name.replace(/^\.\/|\/$/g, "")}/`;
        return testFiles(root).filter((file) => `${file}/`.startsWith(path));
    };
    const isCalled = (name) => (check) => check.name === name || check.groups.includes(name);
    const names = asked.filter((name) => under(name).length === 0);
    const unknown = names.filter((name) => !all.some(isCalled(name)));
    if (unknown.length > 0) {
        const groups = new Set(all.flatMap((check) => check.groups).sort());
        const others = all.map(({ name }) => name).filter((name) => !name.startsWith("tests/"));
        const known = [...groups, ...others].join(", ");
        refuse(`There is no check named ${unknown.join(", ")}: choose from ${known}, or name test files or folders.`);
    }
    const tests = [...new Set(asked.flatMap(under))];
    return [
        ...all.filter((check) => names.some((name) => isCalled(name)(check))),
        ...checksOf({ ...selection, tests, sources: [] }),
    ];
}

/** Runs checks side by side, each as soon as another one has ended. */
async function runAll(checks) {
    const show = showStep("checks", process.stdout);
    const waiting = [...checks];
    const running = new Map();
    const total = { passed: 0, failed: 0, broken: [] };
    const note = () => {
        const seen = [...running.values()].reduce((sum, count) => sum + count, total.passed);
        const under = [...running.keys()].join(", ");
        show.note(
            `${checks.length - waiting.length - running.size} of ${checks.length} done, ${seen} passed; ${under}`,
        );
    };
    const work = async () => {
        for (let check = waiting.shift(); check; check = waiting.shift()) {
            const started = Date.now();
            running.set(check.name, 0);
            note();
            const { result, output, failure } = await perform(check, () => {
                running.set(check.name, running.get(check.name) + 1);
                note();
            });
            running.delete(check.name);
            total.passed += result.passed;
            total.failed += result.failed;
            show.line(`${check.name}: ${inWords(result, check.counts)} (${seconds(Date.now() - started)})`);
            if (result.failed) {
                total.broken.push(check.name);
                show.line(`\n${excerpt(output)}\n${failure ?? ""}\n`);
            }
            note();
        }
    };
    await Promise.all(Array.from({ length: Math.max(1, Number(options.jobs) || 1) }, work));
    show.end(total.broken.length > 0 ? `these failed: ${total.broken.sort().join(", ")}` : "all passed");
    return total;
}

async function perform({ name, command, counts }, onPassed) {
    const { output, failure } = await execute(command, {
        cwd: root,
        log: join(logs, `${name.replaceAll(/[ /]/g, "-")}.log`),
        env: {
            ...process.env,
            DRIVETRAIN_PYTHON: selection.python,
            NO_COLOR: "1",
            FORCE_COLOR: "0",
            PYTHONDONTWRITEBYTECODE: "1",
            // Threads of OpenMP that wait for one another would take the processors from the checks beside them.
            OMP_NUM_THREADS: "1",
        },
        onLine: (line) => {
            if (/^\s*✔/.test(line)) onPassed();
        },
        silence,
    });
    return { result: judge(failure, counts?.(output)), output, failure };
}

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.on(signal, () => {
        stopCommands(signal);
        process.exit(code);
    });
}

const { passed, failed } = await runAll(await chosen());
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
