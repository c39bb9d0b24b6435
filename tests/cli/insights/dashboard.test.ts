import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDashboard, viewOf } from "../../../cli/insights/dashboard";
import { findStack } from "../../../cli/stacks/stack";
import type { PartialModelOutputs } from "../../../contracts/outputs";
import { runFile } from "../../../contracts/places";
import { dashboardPage } from "../../../functions/insights/dashboard/dashboard";
import { FakeCloud, type FakeCloudOptions } from "../../support/fakeCloud";
import { pipeline } from "../runs/pipelines";

const madeAt = "2026-02-03T06:05:00Z";
const [cars, homes] = [findStack("dev"), findStack("dev-homes")];
const outputsOf = (model: string, algorithms: readonly string[]) =>
    ({
        ...{ model, artifactBucket: `${model}-artifacts`, captureBucket: `${model}-captures` },
        pipelines: Object.fromEntries(algorithms.map((one) => [one, pipeline(`${model}-${one}`, "automatic")])),
        scoring: { stateMachineArn: `arn:${model}-scoring` },
        monitoring: { stateMachineArn: `arn:${model}-monitor` },
    }) as unknown as PartialModelOutputs;

const notFound = () => {
    throw Object.assign(new Error("Could not find endpoint."), { name: "ValidationException" });
};
const refused = () => {
    throw Object.assign(new Error("User is not authorized."), { name: "AccessDeniedException" });
};

/** An account in which nothing has run yet. */
const firstDay = (operation: string) => (operation === "DescribeEndpoint" ? notFound() : {});

/** An account in which one algorithm of each of two models serves, and a monitoring run has found drift. */
function live(operation: string, input: Readonly<Record<string, unknown>>): object {
    const of = (name: string) => (input[name] ?? "") as string;
    const [model = ""] = of("Path").split("-xgboost")[0]?.slice(1).split("/") ?? [];
    switch (operation) {
        case "GetParametersByPath": {
            const parameter = (name: string, Value: string) => ({
                ...{ Name: `${of("Path")}/${name}`, Value, LastModifiedDate: 1_769_904_000 },
            });
            const transform = runFile(`s3://${model}-artifacts/runs/1`, "transform");
            return { Parameters: [parameter("model-name", `${model}-xgboost-1`), parameter("transform", transform)] };
        }
        case "DescribeEndpoint":
            return { EndpointStatus: "InService" };
        case "ListModelPackages":
            return {
                ModelPackageSummaryList: [{ ModelPackageArn: `arn:model-package/${of("ModelPackageGroupName")}/7` }],
            };
        case "DescribeModelPackage": {
            const group = of("ModelPackageName").split("/")[1];
            return {
                ModelPackageArn: of("ModelPackageName"),
                CustomerMetadataProperties: { "model-name": `${group}-1` },
            };
        }
        case "ListExecutions": {
            const execution = { executionArn: of("stateMachineArn"), name: "run", status: "SUCCEEDED" };
            const ran = of("stateMachineArn").endsWith("-monitor");
            return { executions: ran ? [{ ...execution, startDate: 1_770_098_400, stopDate: 1_770_098_460 }] : [] };
        }
        case "DescribeExecution":
            return { output: JSON.stringify({ verdict: "drifted", report: "s3://captures/reports/1/report.html" }) };
        case "DescribeAlarms":
            return of("AlarmNamePrefix").startsWith("drivetrain-")
                ? { MetricAlarms: [{ AlarmName: `${of("AlarmNamePrefix")}errors`, StateValue: "OK" }] }
                : {};
        default:
            return {};
    }
}
const record = (feature: string) =>
    `run,time,judgement,name,feature,slice,value,threshold,violations\n1,2026-02-02T06:00:00Z,data-quality,forest,${feature},,0.3,0.1,\n`;
const verdict = { metric: { name: "validation:rmse", value: 1999, threshold: 2500 }, reason: "It is the first." };
const objects = {
    [runFile("s3://used-cars-artifacts/runs/1", "verdict")]: JSON.stringify(verdict),
    "s3://used-cars-artifacts/records/drift/date=2026-02-02/1.csv": record("mileage"),
    "s3://homes-artifacts/records/drift/date=2026-02-02/1.csv": record("rooms"),
};

describe("cli: the page of all models", () => {
    let cloud: FakeCloud | undefined;
    afterEach(() => cloud?.stop());
    const start = async (options: Omit<FakeCloudOptions, "engine">) =>
        (cloud = await FakeCloud.start({ engine: {}, ...options }));

    it("shows on the first day that nothing serves and nothing has run, and lacks nothing", async () => {
        await start({ answer: firstDay });
        const view = await viewOf(cars, outputsOf("used-cars", ["xgboost"]));
        const { serving, ...rest } = view;
        assert.deepEqual(rest, {
            ...{ stack: "dev", stage: "dev", model: "used-cars", region: "us-east-1" },
            ...{ runs: [], history: [], batches: [], alarms: [], lacks: [] },
        });
        assert.deepEqual(
            serving.map(({ algorithm, champion, version, endpoint }) => [
                algorithm,
                champion,
                version,
                endpoint.status,
            ]),
            [["xgboost", undefined, undefined, "none"]],
        );
        assert.match(dashboardPage({ models: [view], unseen: [] }, madeAt), /xgboost: nothing yet/);
    });

    it("shows a model without scoring, monitor and algorithms", async () => {
        await start({ answer: firstDay });
        const { model, artifactBucket } = outputsOf("used-cars", []);
        const bare = { model, artifactBucket, pipelines: {} } as unknown as PartialModelOutputs;
        const view = await viewOf(cars, bare);
        assert.deepEqual([view.serving, view.runs, view.lacks], [[], [], []]);
        assert.ok(dashboardPage({ models: [view], unseen: [] }, madeAt).includes("used-cars"));
    });

    it("shows two live models, each with its own, and the past of an algorithm that was removed", async () => {
        await start({ answer: live, objects });
        const views = [
            await viewOf(cars, outputsOf("used-cars", ["xgboost"])),
            await viewOf(homes, outputsOf("homes", ["xgboost"])),
        ];
        assert.deepEqual(
            views.map(({ stack, serving, history, alarms, runs, lacks }) => ({
                stack,
                serving: serving.map(({ version, champion, endpoint }) => [version, champion, endpoint.status]),
                history: history.map(({ name, feature, value }) => [name, feature, value]),
                alarms: alarms.map(({ name, state }) => [name, state]),
                runs: runs.map(({ pipeline: of, result, seconds, report }) => [of, result, seconds, report]),
                lacks,
            })),
            [
                ["dev", "used-cars", "mileage"],
                ["dev-homes", "homes", "rooms"],
            ].map(([stack, model, feature]) => ({
                stack,
                serving: [[7, `${model}-xgboost-1`, "InService"]],
                history: [["forest", feature, 0.3]],
                alarms: [[`drivetrain-dev-${model}-errors`, "OK"]],
                runs: [["monitoring", "drifted", 60, "s3://captures/reports/1/report.html"]],
                lacks: [],
            })),
        );
        // The run that homes' version comes from left no verdict.
        assert.deepEqual(
            views.map(({ serving }) => serving[0]?.gate?.value),
            [1999, undefined],
        );
        const html = dashboardPage({ models: views, unseen: [] }, madeAt);
        for (const part of ["by the baseline of forest", "mileage", "rooms"]) assert.ok(html.includes(part), part);
    });

    it("says of each part that a reader may not see why it is not shown, and shows the rest", async () => {
        await start({
            answer: (operation) => (operation === "ListExecutions" ? {} : refused()),
            denied: ["s3://used-cars-artifacts"],
        });
        const view = await viewOf(cars, outputsOf("used-cars", ["xgboost"]));
        assert.deepEqual([view.serving, view.history, view.batches, view.alarms], [[], [], [], []]);
        assert.deepEqual([...view.lacks].sort(), [
            "Alarms cannot be shown: AWS answered AccessDeniedException: User is not authorized.",
            "Batches cannot be shown: AWS answered AccessDenied: AccessDenied.",
            "Drift over time cannot be shown: AWS answered AccessDenied: AccessDenied.",
            "What serves of xgboost cannot be shown: AWS answered AccessDeniedException: User is not authorized.",
        ]);
        assert.ok(dashboardPage({ models: [view], unseen: [] }, madeAt).includes("Alarms cannot be shown"));
    });

    describe("of stacks", () => {
        let backend: string;
        beforeEach(() => (backend = mkdtempSync(join(tmpdir(), "backend-"))));
        afterEach(() => rmSync(backend, { recursive: true }));
        const unseen = async (accountId: string, ...stacks: string[]) => {
            await start({ accountId });
            Object.assign(process.env, { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "" });
            const { models, unseen } = await readDashboard(stacks);
            assert.deepEqual(models, []);
            return Object.fromEntries(unseen.map(({ stack, why }) => [stack, why]));
        };

        it("tells those that are not there, each why, and goes on with the next", async () => {
            const told = await unseen(cars.accountId, "nowhere", "platform-dev", "dev", "dev-homes");
            assert.match(told["nowhere"] ?? "", /^There is no stack "nowhere": Pulumi\.nowhere\.yaml does not exist/);
            assert.match(told["platform-dev"] ?? "", /^"platform-dev" is a platform/);
            assert.equal(told["dev"], "Nothing is deployed to the stack dev: `npx drivetrain up -s dev` does it.");
            assert.match(told["dev-homes"] ?? "", /^Nothing is deployed to the stack dev-homes/);
        });

        it("tells those of accounts that the credentials are not of", async () => {
            const told = await unseen("999999999999", "dev");
            assert.match(told["dev"] ?? "", /^The stack dev is account 333333333333 .* are of account 999999999999/);
        });
    });
});
