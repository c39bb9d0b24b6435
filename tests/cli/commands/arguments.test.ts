import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const bin = join(__dirname, "..", "..", "..", "cli", "drivetrain.js");

function drivetrain(...args: string[]): { code: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
    return { code: status, stdout, stderr };
}

describe("cli: arguments", () => {
    it("--help lists commands, examples and exit codes, and prints no warning", () => {
        const { code, stdout, stderr } = drivetrain("--help");
        assert.equal(code, 0);
        for (const command of [
            "start",
            "up",
            "preview",
            "down",
            "train",
            "approve",
            "score",
            "predict",
            "status",
            "stop",
            "env",
        ]) {
            assert.match(stdout, new RegExp(`^  ${command} `, "m"));
        }
        assert.match(stdout, /Examples:[^]*Exit codes:/);
        assert.equal(stderr, "");
    });

    it("every command has its own help with an example", () => {
        const names = [...drivetrain("--help").stdout.matchAll(/^ {2}([a-z-]+) .*(\[options\])/gm)].map(
            ([, name]) => name!,
        );
        assert.ok(names.length >= 12, names.join(", "));
        for (const name of names) {
            const { code, stdout } = drivetrain(name, "--help");
            assert.equal(code, 0);
            assert.match(stdout, new RegExp(`Examples?:\\n.*npx drivetrain ${name}`), name);
        }
    });

    const wrong: [string, string[], RegExp][] = [
        ["an unknown command", ["deploy"], /unknown command 'deploy'/],
        ["an unknown option", ["up", "--fast"], /unknown option '--fast'/],
        [
            "a stack that is named without -s",
            ["status", "dev"],
            /too many arguments.*\n\(`npx drivetrain status --help` shows what it takes; a stack is named with -s\)/,
        ],
        ["a missing file argument", ["train"], /missing required argument 'file'/],
        [
            "a stack that does not exist",
            ["status", "-s", "live"],
            /There is no stack "live": Pulumi\.live\.yaml does not exist\./,
        ],
        ["a platform", ["up", "-s", "platform-dev"], /is a platform/],
        [
            "a model that is there already",
            ["new-model", "used-cars", "--from", "data/used-cars.csv"],
            /used-cars\.ts.* exists already, and nothing is overwritten: take another name\./,
        ],
        ["a file that does not exist", ["train", "nothing.csv"], /There is no file "nothing.csv"\./],
        ["a file to be scored that does not exist", ["score", "nothing.csv"], /There is no file "nothing.csv"\./],
        [
            "a result that would replace what is scored",
            ["score", "data/used-cars.csv", "-o", "./data/used-cars.csv"],
            /is the file to be scored: name another one/,
        ],
        ["records that do not exist", ["predict", "nothing.json"], /There is no file "nothing.json"\./],
    ];
    for (const [what, args, expected] of wrong) {
        it(`${what} is exit code 2 and one sentence`, () => {
            const { code, stdout, stderr } = drivetrain(...args);
            assert.equal(code, 2);
            assert.equal(stdout, "");
            assert.match(stderr, expected);
            assert.doesNotMatch(stderr, /^\s+at /m);
        });
    }
});
