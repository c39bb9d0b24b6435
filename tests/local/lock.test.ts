import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { findHolder, findHolders, type Holder, note, withLock } from "../../local/lock";
import { identityOf, startOf } from "../../local/processes";

const root = join(__dirname, "..", "..");

describe("a lock of the local stage", () => {
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    let folder: string;
    let path: string;
    const holder = (more: Partial<Holder> = {}): Holder => ({
        pid: process.pid,
        identity: identityOf(process.pid) ?? "",
        hostname: hostname(),
        since: "2026-01-02T03:04:05.000Z",
        command: "npx drivetrain up",
        ...more,
    });
    const leave = (content: Holder | string): void =>
        writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    /** Nothing but these is left in the folder, whatever was tried. */
    const left = (...names: string[]): void => assert.deepEqual(readdirSync(folder).sort(), names.sort());

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-lock-"));
        path = join(folder, "local.lock");
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it("says while it is held who holds it, since when and for what, and goes when the work ends or fails", async () => {
        const before = Date.now();
        const seen = await withLock(path, async () => findHolder(path), { command: "npx drivetrain up" });
        assert.deepEqual({ ...seen, since: "" }, holder({ since: "" }));
        assert.ok(Date.parse(seen?.since ?? "") >= before);
        left();
        await assert.rejects(
            withLock(path, async () => Promise.reject(new Error("no"))),
            /no/,
        );
        left();
    });

    it("is taken by one at a time, of those who wait", async () => {
        let at = 0;
        const work = async (): Promise<void> => {
            assert.equal((at += 1), 1);
            await new Promise(setImmediate);
            at -= 1;
        };
        await Promise.all(Array.from({ length: 5 }, () => withLock(path, work)));
        left();
    });

    for (const [what, content] of [
        ["whose process has gone", () => holder({ pid: gone })],
        ["whose process has gone, and another has its number", () => holder({ identity: "1 something else" })],
        ["of which half was written", () => '{"pid": 47'],
        ["that says nothing", () => ""],
    ] as const) {
        it(`is taken over ${what}`, async () => {
            leave(content());
            assert.equal(findHolder(path), undefined);
            assert.equal(await withLock(path, async () => "done", { milliseconds: 1000 }), "done");
            left();
        });
    }

    it("is taken over by one of many processes that find it abandoned", async () => {
        leave(holder({ pid: gone }));
        const log = join(folder, "log");
        const script = `
            const { withLock } = require("./local/lock");
            const { appendFileSync } = require("node:fs");
            withLock(${JSON.stringify(path)}, async () => {
                appendFileSync(${JSON.stringify(log)}, "in\\n");
                await new Promise((done) => setTimeout(done, 20));
                appendFileSync(${JSON.stringify(log)}, "out\\n");
            });`;
        const ends = Array.from({ length: 4 }, () => {
            const child = spawn(process.execPath, ["-r", "./tools/typescript.js", "-e", script], { cwd: root });
            return new Promise<number | null>((done) => child.on("close", done));
        });
        assert.deepEqual(await Promise.all(ends), [0, 0, 0, 0]);
        assert.equal(readFileSync(log, "utf8"), "in\nout\n".repeat(4));
        left("log");
    });

    it("is respected while its process lives, and on another machine, where nobody can tell", async () => {
        for (const held of [holder(), holder({ pid: gone, hostname: "elsewhere" })]) {
            leave(held);
            const late = (by: Holder, at: string): Error => new Error(`${by.command} on ${by.hostname}, ${at}`);
            await assert.rejects(
                withLock(path, async () => assert.fail("worked beside another"), { milliseconds: 150, late }),
                new Error(`npx drivetrain up on ${held.hostname}, ${path}`),
            );
            assert.deepEqual(findHolder(path), held);
        }
    });

    it("tells once whom it waits for, and ends the wait when it is told to", async () => {
        leave(holder({ command: "npx drivetrain up -s local" }));
        const told: string[] = [];
        const stop = new AbortController();
        const waiting = withLock(path, async () => assert.fail("worked beside another"), {
            onWait: ({ command }) => {
                told.push(command);
                setTimeout(() => stop.abort(new Error("enough")), 200);
            },
            signal: stop.signal,
        });
        await assert.rejects(waiting, /enough/);
        assert.deepEqual(told, ["npx drivetrain up -s local"]);
        left("local.lock");
    });

    it("is not removed by one that lost it", async () => {
        const other = holder({ command: "npx drivetrain down" });
        await withLock(path, async () => leave(other));
        assert.deepEqual(findHolder(path), other);
    });

    it("is found among others, also a note of what needs no lock", () => {
        note(join(folder, "4711.use"), "npx drivetrain train cars.csv");
        leave(holder());
        writeFileSync(join(folder, "local-homes.lock"), JSON.stringify(holder({ pid: gone })));
        writeFileSync(join(folder, "local.lock.47.new"), JSON.stringify(holder()));
        const found = findHolders(folder, /\.(lock|use)$/);
        assert.deepEqual([...found].map(([name, { command }]) => [name, command]).sort(), [
            ["4711.use", "npx drivetrain train cars.csv"],
            ["local.lock", "npx drivetrain up"],
        ]);
        assert.deepEqual(findHolders(join(folder, "nowhere"), /./), new Map());
    });
});

describe("the start of a process", () => {
    it("is told to the second, and is none of one that has ended", () => {
        const started = startOf(process.pid);
        const age = Date.now() - process.uptime() * 1000 - (started?.getTime() ?? 0);
        assert.ok(Math.abs(age) < 2000, `off by ${age} ms`);
        assert.equal(startOf(spawnSync(process.execPath, ["--version"]).pid), undefined);
    });
});
