/**
 * What a check came to: one that failed counts as one failure at least; so does a runner that found no test to run.
 *
 * @param {string | undefined} failure  how the command ended, where it did not end well
 * @param {import("./checks.mjs").Counts} [tests]
 * @returns {import("./checks.mjs").Counts}
 */
export function judge(failure, tests) {
    if (!tests) return { passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 };
    const broken = failure || tests.passed + tests.failed === 0;
    return { ...tests, failed: broken ? Math.max(tests.failed, 1) : tests.failed };
}

/** A result in words. */
export function inWords({ passed, failed, skipped }, hasTests) {
    if (!hasTests) return failed > 0 ? "failed" : "passed";
    return [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
}

/** What matters of a long output: mocha and pytest tell of failures at the end. */
export function excerpt(output) {
    const lines = output.trim().split("\n");
    const from = lines.findIndex((line) => /^\s+\d+ passing|^=+ (FAILURES|ERRORS) =+/.test(line));
    const relevant = from < 0 ? lines : lines.slice(from);
    return relevant.length <= 400 ? relevant.join("\n") : [...relevant.slice(0, 400), "..."].join("\n");
}
