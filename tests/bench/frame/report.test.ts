import assert from "node:assert/strict";
import { withSection } from "../../../bench/frame/report";

describe("docs/benchmarks.md", () => {
    const document = "# Benchmarks\n\nWhat was measured.\n";

    it("gets a section for each benchmark, and a new one in place of the old", () => {
        const first = withSection(document, "deploy", "## Deploying\n\nslow");
        const both = withSection(first, "drift", "## Drift\n\nfast");
        assert.equal(
            withSection(both, "deploy", "## Deploying\n\nquick"),
            "# Benchmarks\n\nWhat was measured.\n\n" +
                "<!-- bench:deploy -->\n\n## Deploying\n\nquick\n\n<!-- /bench:deploy -->\n\n" +
                "<!-- bench:drift -->\n\n## Drift\n\nfast\n\n<!-- /bench:drift -->\n",
        );
    });
});
