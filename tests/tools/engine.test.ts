import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { engineEnvironment, findEngine } from "../../tools/engine";
import { root } from "./load";

describe("engine environment", () => {
    it("has the chosen CLI first on the search path, once, and its name for npx", () => {
        const engine = findEngine();
        const environment = engineEnvironment({ local: false });
        const entries = (environment.PATH ?? "").split(path.delimiter);
        assert.equal(entries[0], engine.directory);
        assert.equal(entries.filter((entry) => entry === engine.directory).length, 1);
        assert.equal(
            path.join(environment.PULUMI_HOME ?? "", "versions", environment.PULUMI_VERSION ?? "", "bin"),
            engine.directory,
        );
    });

    it("keeps state and passphrase to the local stage", () => {
        assert.equal(
            engineEnvironment({ local: true }).PULUMI_BACKEND_URL,
            `file://${path.join(root, ".drivetrain", "state")}?metadata=skip`,
        );
        assert.ok(engineEnvironment({ local: true }).PULUMI_CONFIG_PASSPHRASE);
        const other = engineEnvironment({ local: false });
        assert.ok(!("PULUMI_BACKEND_URL" in other) && !("PULUMI_CONFIG_PASSPHRASE" in other));
    });

    it("asks for set-up where there is no engine, or where it is gone", () => {
        const folder = mkdtempSync(path.join(os.tmpdir(), "drivetrain-engine-"));
        const file = path.join(folder, "engine.json");
        assert.throws(() => findEngine(file), /^Error: The Pulumi CLI is not set up: run `npm run setup`\.$/);
        writeFileSync(file, JSON.stringify({ ...findEngine(), directory: path.join(folder, "gone") }));
        assert.throws(() => findEngine(file), /npm run setup/);
        rmSync(folder, { recursive: true });
    });
});
