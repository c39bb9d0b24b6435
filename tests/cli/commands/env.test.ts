import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { exportLines } from "../../../cli/commands/env/action";

describe("cli: env", () => {
    it("prints lines that a shell takes, whatever the values hold", () => {
        const set = { PLAIN: "a", QUOTED: `it's $HOME "and" \\ more` };
        const lines = exportLines({ set, unset: ["GONE"] });
        const shown = execFileSync("sh", ["-c", `${lines}\nprintf '%s|%s|%s' "$PLAIN" "$QUOTED" "$GONE"`], {
            env: { ...process.env, GONE: "here" },
            encoding: "utf8",
        });
        assert.equal(shown, `a|${set.QUOTED}|`);
    });
});
