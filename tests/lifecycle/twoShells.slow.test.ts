import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasPendingOperations } from "../../cli/engine/stateFiles";
import type { StackStatus } from "../../cli/status/status";
import { until } from "../local/sagemaker/support";
import { beginDrivetrain, copyCheckout, drivetrain, type Ended, processesOf, type Running } from "./checkout";

const files = { local: "used-cars.csv", "local-homes": "sacramento-homes.csv" } as const;
type Stack = keyof typeof files;

describe("two shells that work on one local stage", function () {
    this.timeout(600_000);
    this.bail(true);
    let copy: string;

    const begin = (command: string, stack: Stack, ...more: string[]): Running =>
        beginDrivetrain(copy, command, ...more, "-s", stack);
    const run = async (command: string, stack: Stack, ...more: string[]): Promise<Record<string, unknown>> =>
        told(await drivetrain(copy, command, ...more, "-s", stack, "--json"));
    /** Waits until the engine has done so many things to the stack, and kills the command with all that it started. */
    const killAfter = async (command: Running, stack: Stack, done: RegExp): Promise<void> => {
        await command.shows(new RegExp(`deploy ${stack}: ${done.source} done`));
        await until(() => isMidway(stack), Boolean, 60);
        command.kill();
        assert.notEqual((await command.ended).code, 0);
    };
    /** Whether the state has something that was under way: a kill may come between two operations. */
    const isMidway = (stack: Stack): boolean => hasPendingOperations(join(copy, ".drivetrain", "state"), stack);
    /** What each algorithm's endpoint and registry have. */
    const serving = async (stack: Stack): Promise<unknown[]> => {
        const { pipelines = {} } = (await run("status", stack)) as unknown as StackStatus;
        return Object.entries(pipelines).map(([algorithm, { champion, endpoint }]) => [
            algorithm,
            champion,
            endpoint?.status,
        ]);
    };
    const answers = async (stack: Stack): Promise<void> => {
        const rows = readFileSync(dataOf(stack), "utf8").split("\n").slice(0, 4).join("\n");
        const file = join(copy, ".drivetrain", `${stack}.csv`);
        writeFileSync(file, `${rows}\n`);
        const { predictions, degraded } = await run("predict", stack, file);
        assert.deepEqual([(predictions as unknown[]).length, degraded], [3, false]);
    };
    const beginTraining = (stack: Stack): Running => begin("train", stack, dataOf(stack), "--json");
    const trained = async (command: Running): Promise<void> => {
        const { training } = told(await command.ended);
        for (const one of Object.values(training as Record<string, { verdict: string; reason: string }>)) {
            assert.equal(one.verdict, "promoted", one.reason);
        }
    };
    const train = (stack: Stack): Promise<void> => trained(beginTraining(stack));
    const dataOf = (stack: Stack): string => join(copy, "data", files[stack]);

    before(() => (copy = copyCheckout("two-shells")));
    after(async () => {
        await drivetrain(copy, "stop", "--now");
        rmSync(copy, { recursive: true, force: true });
    });

    it("bring two stacks up at once, from nothing; who comes second to one stack waits, and says for whom", async () => {
        const first = begin("up", "local");
        const killed = begin("up", "local-homes");
        await first.shows(/deploy local: /);
        const second = begin("preview", "local");
        await second.shows(
            /`npx drivetrain up -s local` \(process \d+, since [\d:]+\) works on the stack local: waiting/,
        );
        second.interrupt();
        assert.equal((await second.ended).code, 130);

        await killAfter(killed, "local-homes", /(?!preview)\d{3,}/);
        succeeded(await first.ended);
    });

    it("recover the one that was killed alone, by its next `up`, while the other is trained", async () => {
        const midway = isMidway("local-homes");
        const again = begin("up", "local-homes");
        if (midway) await again.shows(/an update of local-homes was killed/);
        await train("local");
        succeeded(await again.ended);
        const { changed } = await run("preview", "local-homes");
        assert.equal(changed, 0);
    });

    it("train one stack and ask the other; whoever would end the stage waits", async () => {
        const training = beginTraining("local-homes");
        // Who has not come to the stage yet is nobody to wait for.
        await training.shows(/push /);
        const ending = beginDrivetrain(copy, "stop");
        await ending.shows(/`npx drivetrain train .*` \(process \d+, since [\d:]+\) works on the local stage: waiting/);
        ending.interrupt();
        assert.equal((await ending.ended).code, 130);
        await answers("local");
        await trained(training);
        await answers("local-homes");
    });

    it("leave models, registry and endpoints of both as they were when an update of one is killed", async () => {
        const before = await Promise.all([serving("local"), serving("local-homes")]);
        const file = join(copy, "Pulumi.local-homes.yaml");
        const settings = readFileSync(file, "utf8");
        const longer = settings.replace("logRetentionDays: 7", "logRetentionDays: 14");
        assert.notEqual(longer, settings);
        writeFileSync(file, longer);

        await killAfter(begin("up", "local-homes"), "local-homes", /(?!preview)\d+/);
        await answers("local");
        await run("up", "local-homes");
        assert.deepEqual(await Promise.all([serving("local"), serving("local-homes")]), before);
        await Promise.all([answers("local"), answers("local-homes")]);
    });

    it("take both down at once, the platform and the stage with the last", async () => {
        const gone = await Promise.all([run("down", "local"), run("down", "local-homes")]);
        assert.deepEqual(gone.flatMap(({ destroyed }) => destroyed as string[]).sort(), [
            "local",
            "local-homes",
            "platform-local",
        ]);
        assert.deepEqual(processesOf(copy), []);
        for (const folder of ["local", "state"]) assert.ok(!existsSync(join(copy, ".drivetrain", folder)), folder);
    });
});

function succeeded(ended: Ended): Ended {
    assert.equal(ended.code, 0, `${ended.stderr}\n${ended.stdout}`);
    return ended;
}

function told(ended: Ended): Record<string, unknown> {
    return JSON.parse(succeeded(ended).stdout) as Record<string, unknown>;
}
