import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder, programDependencies } from "../../../components/package/packages";

describe("packages", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "packages-"));
        mkdirSync(join(folder, "program", "below"), { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("knows where this package and its jobs are", () => {
        assert.ok(existsSync(join(packageFolder(), "jobs", "preprocess", "preprocess.py")));
    });

    it("knows what a program depends on, wherever in it that is asked", () => {
        const manifest = {
            dependencies: { drivetrain: "1.0.0", lodash: "4.0.0" },
            devDependencies: { mocha: "12.0.0" },
        };
        writeFileSync(join(folder, "program", "package.json"), JSON.stringify(manifest));
        for (const place of ["program", "program/below"]) {
            assert.deepEqual(programDependencies(join(folder, place)), ["drivetrain", "lodash"]);
        }
    });

    it("takes a program without dependencies, or without a manifest, for one that has none", () => {
        assert.deepEqual(programDependencies(join(folder, "program")), []);
        writeFileSync(join(folder, "program", "package.json"), "{}");
        assert.deepEqual(programDependencies(join(folder, "program")), []);
    });
});
