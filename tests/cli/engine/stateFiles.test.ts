import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hasPendingOperations, mendStates } from "../../../cli/engine/stateFiles";

describe("cli: a state that was cut off while it was written", () => {
    let state: string;
    let reports: string[];
    const mend = (): void => mendStates(state, (line) => reports.push(line));
    const stateOf = (resources: number, pending: object[] = []): string =>
        JSON.stringify({
            version: 3,
            checkpoint: { latest: { resources: Array(resources).fill({}), pending_operations: pending } },
        });
    const cut = stateOf(3).slice(0, 40);

    /** Writes a file of the engine's, that many minutes ago. */
    function write(path: string, content: string, minutesAgo = 0): void {
        const file = join(state, ".pulumi", path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        const time = Date.now() / 1000 - 60 * minutesAgo;
        utimesSync(file, time, time);
    }
    const read = (path: string): string => readFileSync(join(state, ".pulumi", path), "utf8");

    beforeEach(() => {
        state = mkdtempSync(join(tmpdir(), "drivetrain-state-"));
        reports = [];
    });
    afterEach(() => rmSync(state, { recursive: true }));

    it("becomes its backup again, with a sentence, and other stacks' states stay as they are", () => {
        write("stacks/drivetrain/local.json", cut);
        write("stacks/drivetrain/local.json.bak", stateOf(2));
        write("stacks/drivetrain/local-homes.json", stateOf(7));
        write("stacks/drivetrain/local-homes.json.bak", stateOf(6));
        mend();
        assert.equal(read("stacks/drivetrain/local.json"), stateOf(2));
        assert.equal(read("stacks/drivetrain/local-homes.json"), stateOf(7));
        assert.deepEqual(reports, [
            "the state of local could not be read: it is again what it was before (local.json.bak)",
        ]);
        assert.equal(readdirSync(join(state, ".pulumi/stacks/drivetrain")).length, 4);
    });

    it("becomes the newest checkpoint where the backup cannot be read either", () => {
        write("stacks/drivetrain/local.json", "");
        write("stacks/drivetrain/local.json.bak", cut);
        write("history/drivetrain/local/local-1.checkpoint.json", stateOf(1), 9);
        write("history/drivetrain/local/local-2.checkpoint.json", stateOf(4), 5);
        write("history/drivetrain/local/local-2.history.json", JSON.stringify({ kind: "update" }), 5);
        write("backups/drivetrain/local/local.3.json", stateOf(2), 7);
        write("history/drivetrain/local-homes/local-homes-4.checkpoint.json", stateOf(8), 1);
        mend();
        assert.equal(read("stacks/drivetrain/local.json"), stateOf(4));
    });

    it("is told, and nothing is destroyed, where there is nothing before it", () => {
        write("stacks/drivetrain/local.json", cut);
        write("stacks/drivetrain/local-homes.json", stateOf(7));
        assert.throws(mend, {
            name: "CommandError",
            message: /^The state of the stack local cannot be read, .* Nothing/,
        });
        assert.equal(read("stacks/drivetrain/local.json"), cut);
        assert.equal(read("stacks/drivetrain/local-homes.json"), stateOf(7));
    });

    it("is no other: a state that can be read, and one that is not there yet", () => {
        mend();
        write("stacks/drivetrain/local.json", stateOf(1));
        write("stacks/drivetrain/local.json.bak", cut);
        mend();
        assert.deepEqual(reports, []);
    });

    it("tells whether an update was under way", () => {
        write("stacks/drivetrain/local.json", stateOf(1, [{ type: "creating" }]));
        write("stacks/drivetrain/local-homes.json", stateOf(1));
        write("stacks/drivetrain/platform-local.json", JSON.stringify({ version: 3, checkpoint: { latest: null } }));
        assert.equal(hasPendingOperations(state, "local"), true);
        for (const stack of ["local-homes", "platform-local", "absent"]) {
            assert.equal(hasPendingOperations(state, stack), false, stack);
        }
    });
});
