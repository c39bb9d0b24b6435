import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    realpathSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./load";

describe("loading TypeScript", () => {
    let checkout: string;
    let file: string;
    let kept: string;

    beforeEach(() => {
        checkout = realpathSync(mkdtempSync(join(tmpdir(), "typescript-")));
        for (const part of ["tools/typescript.js", "tsconfig.json"]) cpSync(join(root, part), join(checkout, part));
        symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
        mkdirSync(join(checkout, "infra"));
        file = join(checkout, "infra", "greet.ts");
        kept = join(checkout, ".drivetrain", "compiled", "infra", "greet.ts.js");
    });
    afterEach(() => rmSync(checkout, { recursive: true }));

    function run(path = file): { stdout: string; stderr: string } {
        const loader = join(checkout, "tools", "typescript.js");
        return spawnSync(process.execPath, ["-r", loader, path], { encoding: "utf8" });
    }

    it("compiles a file once for its content", () => {
        writeFileSync(file, `const name: string = "first"; console.log(name);`);
        assert.equal(run().stdout, "first\n");
        const { mtimeMs, ino } = statSync(kept);
        assert.equal(run().stdout, "first\n");
        assert.deepEqual([statSync(kept).mtimeMs, statSync(kept).ino], [mtimeMs, ino]);

        writeFileSync(file, `const name: string = "other"; console.log(name);`);
        assert.equal(run().stdout, "other\n");
        assert.match(readFileSync(kept, "utf8"), /"other"/);
    });

    it("does not take what was cut short, or compiled by other options, for the file's JavaScript", () => {
        writeFileSync(file, `const name: string = "whole"; console.log(name);`);
        run();
        const code = readFileSync(kept, "utf8");
        for (const wrong of [code.slice(0, -1), code.replace(/[0-9a-f]{64}$/, "0".repeat(64)), ""]) {
            writeFileSync(kept, wrong);
            assert.equal(run().stdout, "whole\n");
        }
        writeFileSync(join(checkout, "tsconfig.json"), `{ "compilerOptions": { "target": "es5" } }`);
        assert.equal(run().stdout, "whole\n");
        assert.match(readFileSync(kept, "utf8"), /var name = "whole"/);
    });

    it("tells the lines of the source in a stack trace", () => {
        const source = [
            "interface Left {",
            "    out: string;",
            "}",
            "",
            "function fail(left: Left): never {",
            "    throw new TypeError(left.out);",
            "}",
            `fail({ out: "on purpose" });`,
        ];
        writeFileSync(file, source.join("\n"));
        assert.match(run().stderr, /TypeError: on purpose\n {4}at fail \(.*greet\.ts:6:11\)\n {4}at .*greet\.ts:8:1/);
    });

    it("loads a file from elsewhere, and keeps nothing of it", () => {
        const elsewhere = join(realpathSync(tmpdir()), `typescript-${process.pid}.ts`);
        writeFileSync(elsewhere, `const name: string = "elsewhere"; console.log(name);`);
        assert.equal(run(elsewhere).stdout, "elsewhere\n");
        assert.ok(!existsSync(join(checkout, ".drivetrain")));
        rmSync(elsewhere);
    });

    it("does without keeping where nothing can be written", () => {
        writeFileSync(join(checkout, ".drivetrain"), "a file in place of the folder");
        writeFileSync(file, `const name: string = "first"; console.log(name);`);
        assert.equal(run().stdout, "first\n");
    });

    it("says what is wrong with a file that is no TypeScript", () => {
        writeFileSync(file, `const = 1;`);
        assert.match(run().stderr, /SyntaxError: infra\/greet\.ts\(1,7\): error TS1134: Variable declaration expected/);
    });
});
