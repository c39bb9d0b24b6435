import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { load, root } from "./load";

interface Python {
    readonly name: string;
    readonly version: string;
    readonly venv: boolean;
}

interface Step {
    readonly done: () => Promise<string | undefined>;
    readonly run: (show: { note: () => void; line: () => void }) => Promise<string>;
}

let folder: string;
function useFolder(): void {
    beforeEach(() => {
        folder = mkdtempSync(path.join(os.tmpdir(), "drivetrain-setup-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
}

async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!condition()) {
        assert.ok(Date.now() < deadline, "it did not happen within 10 s");
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

function executable(file: string, body: string): string {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
}

describe("set-up: prerequisites", () => {
    useFolder();

    it("says which Node to install where this one is too old", () => {
        const fake = path.join(folder, "old.cjs");
        writeFileSync(fake, `Object.defineProperty(process, "versions", { value: { node: "18.20.4" } });`);
        const { status, stderr } = spawnSync(process.execPath, ["-r", fake, path.join(root, "tools", "setup.mjs")], {
            encoding: "utf8",
        });
        assert.equal(status, 1);
        assert.match(stderr, /^Node 18\.20\.4 is too old: install Node 20\.\d+ or newer, then run this again\.\n$/);
    });

    const choices: readonly { readonly title: string; readonly pythons: Python[]; readonly says: string | RegExp }[] = [
        { title: "none", pythons: [], says: /^Python is missing: install Python 3\.11 to 3\.14/ },
        {
            title: "only an older one",
            pythons: [{ name: "python3", version: "3.9.2", venv: true }],
            says: /^Python 3\.9\.2 does not fit: install Python 3\.11 to 3\.14/,
        },
        {
            title: "one without venv",
            pythons: [{ name: "python3", version: "3.12.3", venv: false }],
            says: /^Python 3\.12\.3 lacks its venv module: install it \(Debian and Ubuntu: apt install python3\.12-venv\)/,
        },
        {
            title: "an old python3 and a newer one beside it",
            pythons: [
                { name: "python3", version: "3.9.2", venv: true },
                { name: "python3.13", version: "3.13.1", venv: true },
            ],
            says: "python3.13",
        },
        {
            title: "one too new for the pinned packages",
            pythons: [{ name: "python3", version: "3.20.0", venv: true }],
            says: /^Python 3\.20\.0 does not fit/,
        },
    ];
    for (const { title, pythons, says } of choices) {
        it(`chooses among Pythons: ${title}`, async () => {
            const { choosePython } = await load<{ choosePython: (pythons: Python[]) => Python }>("python.mjs");
            if (typeof says === "string") assert.equal(choosePython(pythons).name, says);
            else assert.throws(() => choosePython(pythons), { message: says });
        });
    }

    const failures: readonly (readonly [string, RegExp])[] = [
        ["npm error code ENOTFOUND\nnpm error network request failed", /registry cannot be reached/],
        [
            "NewConnectionError: Failed to establish a new connection: [Errno -3]\nERROR: No matching distribution",
            /registry cannot be reached/,
        ],
        ["ERROR: No matching distribution found for boto3==1.2", /no package that fits this machine/],
        ["dial tcp: lookup proxy.example: no such host", /registry cannot be reached/],
        ["OSError: [Errno 28] No space left on device", /the disk is full/],
        ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", /not the one that was pinned/],
        ["something\nunheard of happened", /^Doing it failed: unheard of happened \(all of it in some\.log\)\.$/],
        ["spawn npm ENOENT", /^Doing it failed because npm is not installed, or not in PATH\.$/],
        ["", /^Doing it failed: it printed nothing/],
    ];
    for (const [output, sentence] of failures) {
        it(`explains ${JSON.stringify(output.slice(0, 40))} in one sentence`, async () => {
            const { explain } = await load<{ explain: (...texts: string[]) => string }>("problem.mjs");
            assert.match(explain("Doing it", output, "some.log"), sentence);
            assert.doesNotMatch(explain("Doing it", output, "some.log"), /\n/);
        });
    }
});

describe("set-up: node modules", () => {
    useFolder();

    const lock = {
        "": { version: "1" },
        "node_modules/a": { version: "1.2.3" },
        "node_modules/b": { version: "2.0.0", optional: true },
    };
    const states: readonly (readonly [string, object | undefined, boolean])[] = [
        ["nothing is there", undefined, false],
        ["all is there", { "node_modules/a": { version: "1.2.3" }, "node_modules/b": { version: "2.0.0" } }, true],
        ["an optional package of another platform is absent", { "node_modules/a": { version: "1.2.3" } }, true],
        ["a package has another version", { "node_modules/a": { version: "1.2.2" } }, false],
        ["a package is absent", { "node_modules/b": { version: "2.0.0" } }, false],
        [
            "a package is too many",
            { "node_modules/a": { version: "1.2.3" }, "node_modules/c": { version: "1.0.0" } },
            false,
        ],
    ];
    for (const [title, present, expected] of states) {
        it(`${expected ? "are whole" : "are installed"} where ${title}`, async () => {
            const { isInstalled } = await load<{ isInstalled: (root: string) => boolean }>("nodeModules.mjs");
            writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ packages: lock }));
            mkdirSync(path.join(folder, "node_modules"));
            const hidden = path.join(folder, "node_modules", ".package-lock.json");
            if (present) writeFileSync(hidden, JSON.stringify({ packages: present }));
            assert.equal(isInstalled(folder), expected);
        });
    }
});

describe("set-up: Python environment", () => {
    useFolder();

    async function step(directory: string): Promise<Step> {
        const { pythonStep } = await load<{ pythonStep: (context: object) => Step }>("python.mjs");
        const environment = { ...process.env, DRIVETRAIN_PYTHON_ENV: directory };
        return pythonStep({ root, logs: path.join(folder, "logs"), environment });
    }

    async function stamp(directory: string): Promise<void> {
        const requirements = path.join(root, "tools", "python", "requirements.txt");
        const { environmentStamp } = await load<{ environmentStamp: (...paths: string[]) => string }>("python.mjs");
        const text = JSON.stringify({ stamp: environmentStamp(requirements, directory), version: "3.11.9" });
        writeFileSync(path.join(directory, "drivetrain.json"), text);
    }

    it("is done with a stamp of these requirements and an interpreter, and with neither alone", async () => {
        const { done } = await step(folder);
        assert.equal(await done(), undefined);
        executable(path.join(folder, "bin", "python"), "exit 0");
        assert.equal(await done(), undefined);
        await stamp(folder);
        assert.equal(await done(), "Python 3.11.9");
        rmSync(path.join(folder, "bin"), { recursive: true });
        assert.equal(await done(), undefined);
    });

    it("is made anew where it was moved", async () => {
        executable(path.join(folder, "bin", "python"), "exit 0");
        await stamp(folder);
        const moved = path.join(folder, "moved");
        cpSync(path.join(folder, "bin"), path.join(moved, "bin"), { recursive: true });
        cpSync(path.join(folder, "drivetrain.json"), path.join(moved, "drivetrain.json"));
        assert.equal(await (await step(moved)).done(), undefined);
    });

    it("leaves an environment alone that a symbolic link leads to", async () => {
        const elsewhere = path.join(folder, "elsewhere");
        mkdirSync(elsewhere);
        writeFileSync(path.join(elsewhere, "pyvenv.cfg"), "home = /usr/bin");
        const link = path.join(folder, "python");
        symlinkSync(elsewhere, link);
        const { run } = await step(link);
        const ignore = (): void => undefined;
        await assert.rejects(
            run({ note: ignore, line: ignore }),
            /python is a symbolic link, .*: remove the link, or /,
        );
        assert.ok(existsSync(path.join(elsewhere, "pyvenv.cfg")));
    });

    it("leaves a folder alone that is no environment", async () => {
        writeFileSync(path.join(folder, "thesis.txt"), "years of work");
        const { run } = await step(folder);
        const ignore = (): void => undefined;
        await assert.rejects(
            run({ note: ignore, line: ignore }),
            /is no Python environment: empty it, or let DRIVETRAIN_PYTHON_ENV/,
        );
        assert.ok(existsSync(path.join(folder, "thesis.txt")));
    });
});

describe("set-up: one at a time", () => {
    useFolder();

    interface Claim {
        readonly claim: (file: string, say: (text: string) => void) => Promise<() => void>;
    }

    it("waits for another one that is at work, and goes on when that has ended", async () => {
        const { claim } = await load<Claim>("claim.mjs");
        const file = path.join(folder, "setup", "process");
        const said: string[] = [];
        const release = await claim(file, (text) => said.push(text));
        let isSecond = false;
        const second = claim(file, (text) => said.push(text)).then((end) => {
            isSecond = true;
            end();
        });
        await until(() => said.length > 0);
        assert.match(said.join(), /^Another set-up is at work here \(process \d+\): waiting for it\.$/);
        assert.ok(!isSecond);
        release();
        await second;
        assert.ok(!existsSync(file));
    });

    for (const [title, holder, age] of [
        ["a process that is gone", "2147483646", 0],
        ["a process that has not said for a minute that it is at work", String(process.pid), 60],
    ] as const) {
        it(`takes over from ${title}`, async () => {
            const { claim } = await load<Claim>("claim.mjs");
            const file = path.join(folder, "process");
            writeFileSync(file, holder);
            utimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
            (await claim(file, assert.fail))();
            assert.ok(!existsSync(file));
        });
    }

    it("is taken over by one at a time, of many that find it abandoned", async () => {
        const { claim } = await load<Claim>("claim.mjs");
        const file = path.join(folder, "process");
        writeFileSync(file, "2147483646");
        let at = 0;
        const setUp = async (): Promise<void> => {
            const release = await claim(file, () => {});
            assert.equal((at += 1), 1);
            await new Promise(setImmediate);
            at -= 1;
            release();
        };
        await Promise.all([setUp(), setUp(), setUp()]);
        assert.deepEqual(readdirSync(folder), []);
    });
});

describe("set-up: interruption", () => {
    useFolder();

    /** A checkout whose npm takes its time, as it does on a slow network. */
    function checkout(): string {
        const clone = path.join(folder, "clone");
        for (const file of ["tools", "package.json", "package-lock.json"]) {
            cpSync(path.join(root, file), path.join(clone, file), { recursive: true });
        }
        executable(
            path.join(folder, "bin", "npm"),
            `echo $$ > ${folder}/npm.pid; touch ${folder}/npm.started; exec sleep 60`,
        );
        return clone;
    }

    it("ends what runs, says so, and leaves nothing that looks done", async () => {
        const clone = checkout();
        const env = { ...process.env, PATH: `${path.join(folder, "bin")}:${process.env.PATH}` };
        const child = spawn(process.execPath, [path.join(clone, "tools", "setup.mjs")], {
            env,
            stdio: ["ignore", "ignore", "pipe"],
        });
        let said = "";
        child.stderr.on("data", (data) => (said += String(data)));
        await until(() => existsSync(path.join(folder, "npm.started")));
        child.kill("SIGINT");
        const code = await new Promise((resolve) => child.on("close", resolve));
        assert.equal(code, 130);
        assert.match(said, /Interrupted: run the same command again to go on\./);
        assert.doesNotMatch(said, /failed/);
        const npm = Number(readFileSync(path.join(folder, "npm.pid"), "utf8"));
        assert.throws(() => process.kill(npm, 0), { code: "ESRCH" });
        assert.ok(
            !existsSync(path.join(clone, ".drivetrain", "setup", "process")),
            "the claim on the checkout is gone",
        );
        assert.ok(!existsSync(path.join(clone, ".drivetrain", "setup", "engine.json")));
    });
});
