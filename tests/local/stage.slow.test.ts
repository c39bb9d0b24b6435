import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { identityOf, until } from "../../local/processes";
import { findStage, Stage, stageEnvironment, startStage, stopStage } from "../../local/stage";
import { stageOptions } from "./emulator/cloud";

describe("the local stage", () => {
    const options = stageOptions("stage");
    const isGone = (pid: number) => identityOf(pid) === undefined;

    afterEach(() => stopStage(options));

    it("starts in seconds, is found, and leaves no process and no file when it is stopped", async () => {
        const lines: string[] = [];
        const started = Date.now();
        const stage = await startStage((line) => lines.push(line), options);
        assert.ok(Date.now() - started < 20_000);
        assert.ok(lines.length > 0);
        assert.deepEqual(await findStage(options), stage);
        assert.deepEqual(
            stage.processes.map(({ name }) => name),
            ["emulator", "sagemaker", "provider"],
        );
        await stopStage(options);
        assert.ok(stage.processes.every(({ pid }) => isGone(pid)));
        assert.ok(!existsSync(options.directory));
        assert.ok(!existsSync(`${options.directory}.lock`));
        assert.equal(await findStage(options), undefined);
    });

    it("is one stage, however many start it at once", async () => {
        const stages = await Promise.all([startStage(undefined, options), startStage(undefined, options)]);
        assert.deepEqual(stages[0], stages[1]);
    });

    it("does not mind that the usual ports are taken", async () => {
        const holder = createServer().listen(4566, "127.0.0.1");
        try {
            const stage = await startStage(undefined, options);
            assert.notEqual(new URL(stage.endpoint).port, "4566");
        } finally {
            holder.close();
        }
    });

    it("replaces a stage of which a server has died", async () => {
        const first = await startStage(undefined, options);
        const emulator = first.processes.find(({ name }) => name === "emulator")!;
        process.kill(emulator.pid, "SIGKILL");
        await until(() => isGone(emulator.pid), 5000);
        assert.equal(await findStage(options), undefined);
        const second = await startStage(undefined, options);
        assert.notEqual(second.endpoint, first.endpoint);
        assert.ok(first.processes.every(({ pid }) => isGone(pid)));
    });

    it("leaves alone a process that has a recorded id by chance", async () => {
        mkdirSync(options.directory, { recursive: true });
        const records = [{ name: "emulator", pid: process.pid, identity: "1 something else" }];
        writeFileSync(join(options.directory, "processes.json"), JSON.stringify(records));
        await stopStage(options);
        assert.ok(!existsSync(options.directory));
    });

    it("takes a lock whose holder has gone", async () => {
        mkdirSync(options.directory, { recursive: true });
        writeFileSync(`${options.directory}.lock`, JSON.stringify({ pid: 999_999_999, identity: "gone" }));
        await startStage(undefined, options);
    });

    it("tells what a server said that could not start, and leaves nothing behind", async () => {
        const broken = join(options.directory, "..", `broken-${process.pid}.ts`);
        mkdirSync(join(options.directory, ".."), { recursive: true });
        writeFileSync(broken, `console.error("the provider has no types"); process.exit(1);`);
        const servers = { ...options.servers, provider: broken };
        await assert.rejects(
            startStage(undefined, { ...options, servers }),
            /provider ended while it was starting\. Its last output:\nthe provider has no types/,
        );
        rmSync(broken);
        assert.ok(!existsSync(options.directory));
    });

    it("can be stopped while it starts", async () => {
        const start = startStage(undefined, options);
        const outcome = assert.rejects(start, /stopped while it was starting/);
        await until(() => existsSync(join(options.directory, "processes.json")), 10_000);
        const [emulator] = JSON.parse(readFileSync(join(options.directory, "processes.json"), "utf8")) as [
            { pid: number },
        ];
        await stopStage(options);
        await outcome;
        assert.ok(isGone(emulator.pid));
    });

    it("has an environment for AWS clients and for the engine", () => {
        const stage: Stage = {
            endpoint: "http://127.0.0.1:1",
            sagemaker: "http://127.0.0.1:2",
            faults: "http://127.0.0.1:2/_faults",
            providers: { aws: 3, awsx: 4, "docker-build": 5 },
            region: "us-east-1",
            processes: [],
        };
        const environment = stageEnvironment(stage, "222222222222");
        assert.equal(environment.AWS_ENDPOINT_URL, "http://127.0.0.1:1");
        assert.equal(environment.AWS_ACCESS_KEY_ID, "222222222222");
        assert.equal(environment.PULUMI_DEBUG_PROVIDERS, "aws:3,awsx:4,docker-build:5");
    });
});
