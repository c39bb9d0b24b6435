import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineEvent } from "../../cli/engine/events";
import type { Summary } from "../../cli/lifecycle/summary";
import type { StackStatus } from "../../cli/status/status";
import { executionIn } from "../../contracts/notices";
import { baselineFiles, parseS3Uri } from "../../contracts/places";
import type { RequestRow } from "../../contracts/requests";
import type { DashboardData } from "../../functions/insights/dashboard/view";
import type { Notification } from "../../local";
import { rules } from "../../policies/rules";
import { begin, beginDrivetrain, copyCheckout, drivetrain, type Ended, processesOf, takeNotices } from "./checkout";
import { Objects } from "./objects";

describe("the lifecycle on the local stage", function () {
    this.timeout(600_000);
    this.bail(true);
    let copy: string;

    const run = (...args: string[]): Promise<Ended> => drivetrain(copy, ...args);
    const file = (name: string, content: string): string => {
        const path = join(copy, ".drivetrain", name);
        writeFileSync(path, content);
        return path;
    };
    const status = async (): Promise<StackStatus> =>
        JSON.parse(succeeded(await run("status", "--json")).stdout) as StackStatus;
    /** The page of both models' stacks, and what it shows. */
    const dashboard = async (): Promise<DashboardData & { page: string }> => {
        const written = await run("dashboard", "-s", "local", "local-homes", "--no-open", "--json");
        const shown = JSON.parse(succeeded(written).stdout) as DashboardData & { file: string };
        return { ...shown, page: readFileSync(shown.file, "utf8") };
    };
    const champions = async (): Promise<(string | undefined)[]> =>
        Object.values((await status()).pipelines ?? {}).map((pipeline) => pipeline.champion);
    const environment = async (): Promise<Record<string, string>> =>
        (JSON.parse(succeeded(await run("env", "--json")).stdout) as { set: Record<string, string> }).set;
    /**
     * Each execution sent one notice of that outcome, and nothing else sent any; one look later a second would show.
     */
    const oneNoticeEach = async (executions: readonly string[], outcome: RegExp): Promise<void> => {
        const env = await environment();
        const notices: Notification[] = [];
        for (const deadline = Date.now() + 30_000; notices.length < executions.length && Date.now() < deadline;) {
            notices.push(...(await takeNotices(copy, env)));
            await delay(200);
        }
        await delay(2000);
        notices.push(...(await takeNotices(copy, env)));
        assert.deepEqual(notices.map(executionIn).sort(), [...executions].sort());
        for (const { subject } of notices) assert.match(subject, outcome);
    };
    const processes = (): string[] => processesOf(copy);
    const nothingIsLeft = (): void => {
        assert.deepEqual(processes(), []);
        assert.equal(existsSync(join(copy, ".drivetrain", "local")), false);
        assert.equal(existsSync(join(copy, ".drivetrain", "state")), false);
    };

    before(() => (copy = copyCheckout("lifecycle")));
    after(async () => {
        await run("stop", "--now");
        rmSync(copy, { recursive: true, force: true });
    });

    it("ends cleanly when it is interrupted in the middle of the deployment", async () => {
        const starting = beginDrivetrain(copy, "start");
        await starting.shows(/deploy local: (?!preview)\d+ done/);
        starting.interrupt();
        const { code, stderr } = await starting.ended;
        assert.equal(code, 130, stderr);
        nothingIsLeft();
    });

    it("goes from data to predictions", async () => {
        succeeded(await run("start", "--keep"));
        const summary = JSON.parse(readFileSync(join(copy, ".drivetrain", "run", "summary.json"), "utf8")) as Summary;
        assert.equal(summary.ok, true);
        assert.deepEqual(
            summary.steps.map(({ name, ok }) => ({ name, ok })),
            [
                ...["deploy", "push", "train", "predict", "score"],
                ...["monitor calm traffic", "monitor drifted traffic", "ground truth", "insights", "notify", "report"],
            ].map((name) => ({ name, ok: true })),
        );
        const training = summary.training as Record<string, { verdict: string; metrics: Record<string, number> }>;
        assert.equal(training.xgboost?.verdict, "promoted");
        assert.equal(training["linear-learner"]?.verdict, "promoted");
        assert.ok(training.xgboost.metrics["validation:rmse"]! < 3000);
        assert.ok(training["linear-learner"].metrics["validation:rmse"]! < 3600);
        for (const { xgboost, "linear-learner": linear, result } of summary.realtime!.predictions) {
            assert.equal(result, Math.max(xgboost!, linear!));
        }
        assert.equal(summary.realtime!.requests, 1);
        for (const algorithm of ["xgboost", "linear-learner"]) {
            const { input, output, quarantined } = summary.scoring![algorithm]!;
            assert.deepEqual([input, output, quarantined], [804, 804, 0]);
        }
        const { calm, drifted, groundTruth } = summary.monitoring!;
        assert.deepEqual(calm, { status: "Completed", violations: [] });
        assert.equal(drifted?.status, "CompletedWithViolations");
        const shifted = new Set(drifted.violations.map(({ feature_name }) => feature_name));
        assert.deepEqual([...shifted].sort(), ["make", "mileage"]);
        assert.ok(groundTruth!.metrics["rmse"]! > 3000);
        assert.equal(summary.notifications?.length, 5);
        assert.equal(summary.insights?.report, ".drivetrain/run/report.html");
        const page = readFileSync(join(copy, summary.insights.report), "utf8");
        assert.match(page, /^<!doctype html>/);
        assert.match(page, /<p class="verdict alarm">Drifted: /);
        assert.equal(summary.policies?.rules, rules.length);
        assert.equal(summary.policies?.mandatoryViolations, 0);
    });

    it("leaves a baseline with what serves, by the names of the contract, and the same of the data for both", async () => {
        const objects = new Objects(await environment());
        const statistics = new Set<string>();
        for (const algorithm of ["xgboost", "linear-learner"]) {
            const uri = await objects.parameter(`/drivetrain/local/used-cars/${algorithm}/champion/baseline`);
            const { bucket, key } = parseS3Uri(uri);
            const files = (await objects.keys(bucket, `${key}/`)).map((one) => one.slice(key.length + 1));
            // Trees are asked only where the monitor compares attributions.
            const more = algorithm === "linear-learner" ? ["attribution.json"] : [];
            assert.deepEqual([...files].sort(), [...Object.values(baselineFiles), ...more].sort());
            statistics.add(await objects.text(bucket, `${key}/${baselineFiles.statistics}`));
            const importance = await objects.text(bucket, `${key}/${baselineFiles.importance}`);
            const { features } = JSON.parse(importance) as { features: Record<string, number> };
            assert.equal(Object.keys(features).length, 8);
            // Nobody sells a car without telling these.
            for (const name of ["make", "cylinders", "body"]) assert.ok(features[name]! > 500, `${algorithm}: ${name}`);
        }
        const [data = ""] = statistics;
        assert.equal(statistics.size, 1);
        assert.equal((JSON.parse(data) as { dataset: { item_count: number } }).dataset.item_count, 804);
    });

    it("keeps what was really asked, under the names that the endpoints' captures have for it", async () => {
        const objects = new Objects(await environment());
        const bucket = "drivetrain-111111111111-local-used-cars-captures";
        const lines = async (prefix: string) => {
            const texts = (await objects.keys(bucket, prefix)).map((key) => objects.text(bucket, key));
            return (await Promise.all(texts)).flatMap((text) => text.trim().split("\n"));
        };
        const rows = (await lines("requests/")).map((line) => JSON.parse(line) as RequestRow);
        // A request of five rows, and twice all rows by parts.
        assert.equal(rows.length, 5 + 2 * 804);
        const ofRequest = (id: string) => rows.filter(({ inferenceId }) => inferenceId === id);
        const first = rows.find(({ row, inferenceId }) => row === 0 && ofRequest(inferenceId).length === 5);
        assert.deepEqual([first?.identifier, first?.values["make"]], ["1", "Buick"]);
        for (const algorithm of ["xgboost", "linear-learner"]) {
            const captures = await lines(`used-cars/used-cars-${algorithm}-local/`);
            const records = captures.map(
                (line) =>
                    JSON.parse(line) as {
                        captureData: { endpointInput: { data: string } };
                        eventMetadata: { inferenceId?: string };
                    },
            );
            const asked = records.filter(({ eventMetadata }) => eventMetadata.inferenceId === first?.inferenceId);
            assert.equal(asked.length, 1, algorithm);
            assert.equal(asked[0]?.captureData.endpointInput.data.split("\n").length, 5);
        }
    });

    it("has nothing to judge where nothing was asked since", async () => {
        const { output } = JSON.parse(succeeded(await run("monitor", "--json")).stdout) as {
            output: { verdict: string };
        };
        assert.equal(output.verdict, "nothing new");
    });

    it("changes nothing when it is deployed again", async () => {
        const { changed } = JSON.parse(succeeded(await run("up", "--json")).stdout) as { changed: number };
        assert.equal(changed, 0);
    });

    it("answers one record in JSON, and names row and column of one it cannot use", async () => {
        const car = {
            mileage: 20105,
            make: "Buick",
            body: "sedan",
            cylinders: 6,
            doors: 4,
            cruise_control: 1,
            upgraded_sound: 0,
            leather: 0,
        };
        const good = succeeded(await run("predict", file("car.json", JSON.stringify(car)), "--json"));
        const { predictions } = JSON.parse(good.stdout) as { predictions: Record<string, number>[] };
        assert.equal(predictions[0]!.result, Math.max(predictions[0]!.xgboost!, predictions[0]!["linear-learner"]!));

        const bad = await run("predict", file("cars.json", JSON.stringify([car, { ...car, mileage: "far" }])));
        assert.equal(bad.code, 1);
        assert.match(bad.stderr, /answered 400: Row 2, column mileage: expected a number/);
    });

    it("scores a file, and sets rows aside that it cannot use", async () => {
        const [header, ...rows] = readFileSync(join(copy, "data", "used-cars.csv"), "utf8")
            .split("\n")
            .slice(0, 101);
        const broken = [header, ...rows.slice(0, -1), rows.at(-1)?.replace(/\d+$/, "yes"), ""].join("\n");
        const result = join(copy, ".drivetrain", "scored.csv");
        const scored = succeeded(await run("score", file("cars.csv", broken), "-o", result, "--json"));
        const { scoring, reasons, executionArn } = JSON.parse(scored.stdout) as {
            scoring: { input: number; output: number; quarantined: number };
            reasons: Record<string, number>;
            executionArn: string;
        };
        assert.deepEqual([scoring.input, scoring.output, scoring.quarantined], [100, 99, 1]);
        assert.deepEqual(Object.values(reasons), [1]);
        assert.equal(readFileSync(result, "utf8").trimEnd().split("\n").length, 100);
        await oneNoticeEach([executionArn], /: scored \(99 of 100 rows\)/);
    });

    it("rejects what is not better, and the champion serves on", async () => {
        const before = await champions();
        const { code, stdout } = await run("train", join(copy, "data", "used-cars.csv"), "--json");
        assert.equal(code, 3, stdout);
        const { training } = JSON.parse(stdout) as {
            training: Record<string, { verdict: string; reason: string; executionArn: string }>;
        };
        for (const { verdict, reason } of Object.values(training)) {
            assert.equal(verdict, "rejected");
            assert.match(reason, /not better than the .* of the champion/);
        }
        assert.deepEqual(await champions(), before);
        await oneNoticeEach(
            Object.values(training).map(({ executionArn }) => executionArn),
            /: rejected/,
        );
    });

    it("fails on data that it cannot use, says why, and the champion serves on", async () => {
        const before = await champions();
        const header = readFileSync(join(copy, "data", "used-cars.csv"), "utf8").split("\n")[0];
        const rows = Array.from({ length: 20 }, (_, row) => `${row},cheap,far,Buick,sedan,6,4,1,0,0`);
        const { code, stderr, stdout } = await run("train", file("broken.csv", [header, ...rows, ""].join("\n")));
        assert.equal(code, 1, stderr);
        assert.match(stdout, /xgboost failed in "[^"]*": .*20/);
        assert.deepEqual(await champions(), before);
        const executions = [...stdout.matchAll(/execution (arn:\S+)/g)].map(([, executionArn]) => executionArn!);
        assert.equal(executions.length, 2);
        await oneNoticeEach(executions, /: failed/);
    });

    it("shows no drift", async () => {
        const args = ["refresh", "--stack", "local", "--yes", "--skip-preview", "--non-interactive", "--json"];
        const { stdout } = succeeded(
            await begin(copy, "pulumi", args, { ...process.env, ...(await environment()) }).ended,
        );
        const events = stdout
            .split("\n")
            .filter((line) => line.startsWith("{"))
            .map((line) => JSON.parse(line) as EngineEvent);
        const changes = events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
        assert.deepEqual(Object.keys(changes), ["same"], JSON.stringify(changes));
    });

    it("holds to the rules as it is deployed", async () => {
        for (const stack of ["platform-local", "local"]) {
            const args = ["policy", "analyze", "--stack", stack, "--policy-pack", "policies", "--color", "never"];
            const { stdout } = succeeded(
                await begin(copy, "pulumi", args, { ...process.env, ...(await environment()) }).ended,
            );
            assert.match(stdout, /drivetrain@v/);
            assert.doesNotMatch(stdout, /\[mandatory\]/);
        }
    });

    it("serves a second model beside the first, by a stack of its own, and goes without it", async () => {
        const before = await champions();
        const homes = (...args: string[]): Promise<Ended> => run(...args, "-s", "local-homes", "--json");
        const data = join(copy, "data", "sacramento-homes.csv");
        succeeded(await homes("up"));
        const { training } = JSON.parse(succeeded(await homes("train", data)).stdout) as {
            training: Record<string, { verdict: string; reason: string }>;
        };
        assert.deepEqual(Object.keys(training).sort(), ["linear-learner", "xgboost"]);
        for (const { verdict, reason } of Object.values(training)) assert.equal(verdict, "promoted", reason);

        const some = readFileSync(data, "utf8").split("\n").slice(0, 6).join("\n");
        const answer = succeeded(await homes("predict", file("homes.csv", `${some}\n`)));
        const { predictions } = JSON.parse(answer.stdout) as { predictions: Record<string, number>[] };
        assert.equal(predictions.length, 5);
        for (const { xgboost, "linear-learner": linear, result } of predictions) {
            const weighted = (2 * xgboost! + linear!) / 3;
            assert.ok(Math.abs(result! - weighted) <= 1e-9 * weighted, `${result} is not ${weighted}`);
        }
        assert.deepEqual(await champions(), before);

        const { models, page } = await dashboard();
        assert.deepEqual(
            models.map(({ stack, lacks, serving }) => [stack, lacks, serving.length]),
            [
                ["local", [], 2],
                ["local-homes", [], 2],
            ],
        );
        assert.deepEqual(
            models[0]?.serving.map(({ champion }) => champion),
            before,
        );
        // The second has not been watched yet.
        assert.deepEqual(
            models.map(({ history }) => history.length > 0),
            [true, false],
        );
        for (const { serving, runs } of models) {
            for (const { version, endpoint, gate, since } of serving) {
                assert.equal(endpoint.status, "InService");
                assert.ok(version && gate && since, JSON.stringify(serving));
            }
            assert.ok(runs.some(({ result }) => result === "promoted"));
        }
        for (const part of ["used-cars", "homes", "mileage"]) assert.ok(page.includes(part), part);

        const preview = succeeded(await homes("down", "--preview")).stdout;
        const going = JSON.parse(preview) as { resources: number; leftovers: { modelPackages: string[] } };
        assert.ok(going.resources > 100, preview);
        assert.equal(going.leftovers.modelPackages.length, 2, preview);
        const { destroyed } = JSON.parse(succeeded(await homes("down")).stdout) as { destroyed: string[] };
        assert.deepEqual(destroyed, ["local-homes"]);
        assert.deepEqual(await champions(), before);
        const left = await dashboard();
        assert.deepEqual(
            left.models.map(({ stack }) => stack),
            ["local"],
        );
        assert.deepEqual(left.unseen, [
            {
                stack: "local-homes",
                why: "Nothing is deployed to the stack local-homes: `npx drivetrain up -s local-homes` does it.",
            },
        ]);
    });

    it("leaves nothing behind", async () => {
        assert.equal(processes().length > 0, true);
        succeeded(await run("down"));
        nothingIsLeft();
        assert.equal((await status()).stageRunning, false);
    });
});

function succeeded(ended: Ended): Ended {
    assert.equal(ended.code, 0, `${ended.stderr}\n${ended.stdout}`);
    return ended;
}
