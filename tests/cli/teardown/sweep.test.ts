import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { findLeftovers, leftoversText } from "../../../cli/teardown/leftovers";
import type { Patience } from "../../../cli/teardown/patience";
import type { SweepClients } from "../../../cli/teardown/scope";
import { sweep } from "../../../cli/teardown/sweep";
import type { ModelOutputs } from "../../../contracts/outputs";
import { isJobName, isRunName } from "../../../contracts/runIds";

const run = "20260102-030405-0123abcd";
const ours = `used-cars-xgboost-local-${run}`;
/** What names of the endpoint's tuning jobs have of the endpoint's name. */
const tuned = createHash("sha256").update("used-cars-xgboost-local").digest("hex").slice(0, 6);
const outputs = {
    model: "used-cars",
    pipelines: {
        xgboost: {
            stateMachineArn: "arn:x",
            deploymentStateMachineArn: "arn:deployment",
            endpointName: "used-cars-xgboost-local",
            modelPackageGroupName: "used-cars-xgboost-local",
            parameterPrefix: "/drivetrain/local/used-cars/xgboost",
        },
    },
    scoring: { stateMachineArn: "arn:scoring", jobPrefix: "used-cars-scoring-local" },
} as unknown as ModelOutputs;

const patience: Patience = {
    ...{ everyMs: 1, stopsWithinMs: 5000, settlesWithinMs: 5000 },
    settlementStartsWithinMs: 60_000,
};

type Request = Record<string, unknown>;

/** Clients that answer from a table by command and note every call. */
function fakes(answers: Record<string, (request: Request) => object>): {
    clients: SweepClients;
    calls: [string, Request][];
} {
    const calls: [string, Request][] = [];
    const send = async (command: { constructor: { name: string }; input: Request }): Promise<object> => {
        calls.push([command.constructor.name, command.input]);
        return answers[command.constructor.name]?.(command.input) ?? {};
    };
    const region = "us-east-1";
    return {
        calls,
        clients: {
            sagemaker: Object.assign(new SageMakerClient({ region }), { send }),
            ssm: Object.assign(new SSMClient({ region }), { send }),
            sfn: Object.assign(new SFNClient({ region }), { send }),
            scaling: Object.assign(new ApplicationAutoScalingClient({ region }), { send }),
            cloudwatch: Object.assign(new CloudWatchClient({ region }), { send }),
        },
    };
}

describe("cli: what runs made", () => {
    it("is known by the names that runs give", () => {
        const endpoint = "used-cars-xgboost-local";
        assert.equal(isRunName(ours, endpoint), true);
        for (const other of [
            `${ours}-1`,
            `used-cars-xgboost-${run}`,
            `used-cars-xgboost-local-prod-${run}`,
            `used-cars-xgboost-dev-${run}`,
            `old-${ours}`,
            `${endpoint}-mine`,
            endpoint,
        ]) {
            assert.equal(isRunName(other, endpoint), false, other);
        }
    });

    it("has jobs, whose names count tries", () => {
        const scoring = `used-cars-scoring-local-${run}`;
        for (const job of [`${ours}-00`, `${ours}-a9`]) assert.ok(isJobName(job, "used-cars-xgboost-local"), job);
        assert.ok(isJobName(`${scoring}-110`, "used-cars-scoring-local"));
        for (const other of [ours, `${ours}-0`, `${ours}-mine`, `used-cars-xgboost-local-prod-${run}-00`]) {
            assert.ok(!isJobName(other, "used-cars-xgboost-local"), other);
        }
    });

    it("is found page by page, and what is another stage's or somebody else's is left alone", async () => {
        const { clients } = fakes({
            ListExecutionsCommand: ({ stateMachineArn }) => ({
                executions: stateMachineArn === "arn:x" ? [{ executionArn: "arn:run" }] : [],
            }),
            ListTransformJobsCommand: ({ StatusEquals, NextToken }) => ({
                TransformJobSummaries: (NextToken
                    ? [`used-cars-scoring-local-${run}-000`]
                    : [`${ours}-00`, `used-cars-scoring-dev-${run}-000`]
                ).map((TransformJobName) => ({ TransformJobName })),
                NextToken: StatusEquals === "InProgress" && !NextToken ? "2" : undefined,
            }),
            ListHyperParameterTuningJobsCommand: ({ StatusEquals }) => ({
                HyperParameterTuningJobSummaries: [`tune-${tuned}-0123abcd-00`, "tune-000000-0123abcd-00"]
                    .slice(0, StatusEquals === "InProgress" ? 2 : 0)
                    .map((HyperParameterTuningJobName) => ({ HyperParameterTuningJobName })),
            }),
            DescribeScalableTargetsCommand: ({ ResourceIds }) => ({
                ScalableTargets: (ResourceIds as string[]).map((ResourceId) => ({ ResourceId })),
            }),
            ListModelPackagesCommand: ({ ModelPackageGroupName }) => ({
                ModelPackageSummaryList: [{ ModelPackageArn: `arn:${String(ModelPackageGroupName)}/1` }],
            }),
            ListEndpointsCommand: () => ({
                Endpoints: [{ EndpointName: "used-cars-xgboost-local" }, { EndpointName: "used-cars-xgboost-dev" }],
            }),
            ListEndpointConfigsCommand: () => ({
                EndpointConfigs: [
                    { EndpointConfigName: ours },
                    { EndpointConfigName: `used-cars-xgboost-local-prod-${run}` },
                ],
            }),
            ListModelsCommand: ({ NextToken }) =>
                NextToken
                    ? { Models: [{ ModelName: ours }, { ModelName: `used-cars-xgboost-dev-${run}` }] }
                    : { Models: [{ ModelName: "used-cars-notebook" }], NextToken: "2" },
            DescribeAlarmsCommand: ({ AlarmNamePrefix }) => ({
                MetricAlarms: [
                    { AlarmName: `${String(AlarmNamePrefix)}5xx`, Dimensions: [ofNewFleet] },
                    // Of the stage local-rollback, for people.
                    { AlarmName: `${String(AlarmNamePrefix)}latency`, Dimensions: [{ Name: "EndpointName" }] },
                ],
            }),
            GetParametersByPathCommand: ({ Path }) => ({ Parameters: [{ Name: `${String(Path)}/champion/metrics` }] }),
        });
        const found = await findLeftovers(outputs, clients);
        assert.deepEqual(found, {
            executions: ["arn:run"],
            jobs: [`tune-${tuned}-0123abcd-00`, `${ours}-00`, `used-cars-scoring-local-${run}-000`],
            scalableTargets: ["endpoint/used-cars-xgboost-local/variant/AllTraffic"],
            endpoints: ["used-cars-xgboost-local"],
            endpointConfigs: [ours],
            models: [ours],
            alarms: ["used-cars-xgboost-local.rollback-5xx"],
            modelPackages: ["arn:used-cars-xgboost-local/1"],
            parameters: ["/drivetrain/local/used-cars/xgboost/champion/metrics"],
        });
        assert.equal(
            leftoversText(found),
            "1 running execution, 3 running jobs, 1 scalable target, 1 endpoint, 1 endpoint configuration, 1 model, " +
                "1 alarm, 1 model version, 1 parameter",
        );
    });

    it("is listed once no run goes on, and goes in the order of use", async () => {
        let running = ["arn:first"];
        const looks: string[][] = [["arn:first"], ["arn:first", "arn:late"], ["arn:late"], []];
        const statuses = ["Creating", "Updating", "InService"];
        const jobs = [`${ours}-00`, `${ours}-00`];
        const { clients, calls } = fakes({
            ListExecutionsCommand: ({ stateMachineArn }) => {
                if (stateMachineArn !== "arn:x") return {};
                running = looks.shift() ?? [];
                return { executions: running.map((executionArn) => ({ executionArn })) };
            },
            ListEndpointsCommand: () => {
                assert.deepEqual(running, [], "listed while a run goes on");
                return { Endpoints: [{ EndpointName: "used-cars-xgboost-local" }] };
            },
            ListEndpointConfigsCommand: () => ({ EndpointConfigs: [{ EndpointConfigName: ours }] }),
            ListModelsCommand: () => ({ Models: [{ ModelName: ours }] }),
            GetParametersByPathCommand: () => ({
                Parameters: Array.from({ length: 12 }, (_, index) => ({ Name: `/p/${index}` })),
            }),
            DescribeEndpointCommand: () => ({ EndpointStatus: statuses.shift() }),
            DescribeScalableTargetsCommand: () => ({ ScalableTargets: [{ ResourceId: "endpoint/x" }] }),
            DescribeAlarmsCommand: () => ({
                MetricAlarms: [{ AlarmName: "x.rollback-5xx", Dimensions: [ofNewFleet] }],
            }),
            ListModelPackagesCommand: () => ({ ModelPackageSummaryList: [{ ModelPackageArn: "arn:group/1" }] }),
            ListTransformJobsCommand: ({ StatusEquals }) => {
                assert.deepEqual(running, [], "jobs were listed while a run goes on");
                const going = StatusEquals === "InProgress" ? jobs.shift() : undefined;
                return { TransformJobSummaries: going ? [{ TransformJobName: going }] : [] };
            },
        });
        const removed = await sweep(outputs, clients, patience);
        assert.deepEqual(
            calls.map(([name]) => name).filter((name) => /^(Stop|Delete|Deregister|DescribeEndpoint)/.test(name)),
            [
                "StopExecutionCommand",
                "StopExecutionCommand",
                "StopTransformJobCommand",
                "DeregisterScalableTargetCommand",
                "DescribeEndpointCommand",
                "DescribeEndpointCommand",
                "DescribeEndpointCommand",
                "DeleteEndpointCommand",
                "DeleteEndpointConfigCommand",
                "DeleteModelCommand",
                "DeleteAlarmsCommand",
                "DeleteModelPackageCommand",
                "DeleteParametersCommand",
                "DeleteParametersCommand",
            ],
        );
        assert.equal((calls.at(-1)?.[1].Names as string[]).length, 2);
        assert.deepEqual(removed.executions, ["arn:first", "arn:late"]);
        assert.deepEqual(removed.jobs, [`${ours}-00`]);
    });

    it("is not settled: deployments are stopped before the runs that wait for them, by an error of their own", async () => {
        const running = new Map([
            ["arn:x", "arn:run"],
            ["arn:deployment", "arn:nested"],
        ]);
        const { clients, calls } = fakes({
            ListExecutionsCommand: ({ stateMachineArn }) => {
                const executionArn = running.get(String(stateMachineArn));
                return { executions: executionArn ? [{ executionArn }] : [] };
            },
            StopExecutionCommand: ({ executionArn }) => {
                for (const [machine, arn] of running) if (arn === executionArn) running.delete(machine);
                return {};
            },
        });
        await sweep(outputs, clients, patience);
        const stopped = calls.filter(([name]) => name === "StopExecutionCommand").map(([, request]) => request);
        assert.deepEqual(
            stopped.map(({ executionArn, error }) => [executionArn, error]),
            [
                ["arn:nested", "StackGoesDown"],
                ["arn:run", "StackGoesDown"],
            ],
        );
    });

    describe("by a deployment that failed just before", () => {
        const failed = "arn:aws:states:us-east-1:111111111111:execution:deployment:9a1b";
        const settlement = "arn:aws:states:us-east-1:111111111111:execution:deployment:settle-9a1b";
        const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars/1";

        /** Executions of the deployment's state machine, of which the settlement starts at that look. */
        function settling(startsAt: number, ended: Record<string, unknown> = {}, stopDate = new Date()) {
            let looks = 0;
            const stopped = new Set<string>();
            const { clients, calls } = fakes({
                ListExecutionsCommand: ({ stateMachineArn, statusFilter }) => {
                    if (stateMachineArn !== "arn:deployment") return {};
                    if (statusFilter === "FAILED") return { executions: [{ executionArn: failed, stopDate }] };
                    if (statusFilter !== "RUNNING") return {};
                    looks += 1;
                    const runs = looks >= startsAt && !stopped.has(settlement);
                    return { executions: runs ? [{ executionArn: settlement }] : [] };
                },
                DescribeExecutionCommand: ({ executionArn }) => {
                    if (executionArn === failed) {
                        return { status: "FAILED", input: JSON.stringify({ versionArn }), ...ended };
                    }
                    assert.equal(executionArn, settlement);
                    if (looks >= startsAt) return { status: "RUNNING" };
                    throw Object.assign(new Error("Execution Does Not Exist"), { name: "ExecutionDoesNotExist" });
                },
                StopExecutionCommand: ({ executionArn }) => {
                    stopped.add(String(executionArn));
                    return {};
                },
                ListEndpointsCommand: () => {
                    assert.equal(looks < startsAt || stopped.has(settlement), true, "swept beside a settlement");
                    return {};
                },
            });
            return { clients, calls };
        }

        it("is not swept before the settlement, which starts after the look, was stopped", async () => {
            for (const startsAt of [2, 3, 5]) {
                const { clients } = settling(startsAt);
                const removed = await sweep(outputs, clients, patience);
                assert.deepEqual(removed.executions, [settlement], `started at look ${startsAt}`);
            }
        });

        it("is swept at once where no settlement comes: of a stack that goes down, of a settlement, of long ago", async () => {
            for (const { clients } of [
                settling(Infinity, { error: "StackGoesDown" }),
                settling(Infinity, { input: JSON.stringify({ versionArn, settles: "arn:other" }) }),
                settling(Infinity, { input: "about something else" }),
                settling(Infinity, {}, new Date(Date.now() - 61_000)),
            ]) {
                assert.deepEqual((await sweep(outputs, clients, patience)).executions, []);
            }
        });

        it("is swept in the end where the settlement never starts", async () => {
            const { clients } = settling(Infinity);
            const soon = { ...patience, settlementStartsWithinMs: 50 };
            assert.deepEqual((await sweep(outputs, clients, soon)).executions, []);
        });
    });

    it("that does not come to rest is told in a sentence", async () => {
        const stubborn = fakes({ ListExecutionsCommand: () => ({ executions: [{ executionArn: "arn:run" }] }) });
        await assert.rejects(
            sweep(outputs, stubborn.clients, { ...patience, stopsWithinMs: 5 }),
            /Runs still go on .* run the command again/,
        );
        const busy = fakes({
            ListTrainingJobsCommand: () => ({ TrainingJobSummaries: [{ TrainingJobName: `${ours}-00` }] }),
        });
        await assert.rejects(
            sweep(outputs, busy.clients, { ...patience, settlesWithinMs: 5 }),
            /Jobs still run .* \(used-cars-xgboost-local-.*-00\): run the command again/,
        );
        const creating = fakes({ ...oneEndpoint, DescribeEndpointCommand: () => ({ EndpointStatus: "Creating" }) });
        await assert.rejects(
            sweep(outputs, creating.clients, { ...patience, settlesWithinMs: 5 }),
            /The endpoint used-cars-xgboost-local is still Creating after 0\.0 s .* run the command again then/,
        );
        assert.equal(
            creating.calls.some(([name]) => name.startsWith("Delete")),
            false,
        );
    });

    it("may be gone already, but other errors count", async () => {
        const gone = (): never => {
            throw new Error('Could not find endpoint "n".');
        };
        const absent = fakes({ ...oneEndpoint, DescribeEndpointCommand: gone });
        await sweep(outputs, absent.clients, patience);
        assert.equal(
            absent.calls.some(([name]) => name === "DeleteEndpointCommand"),
            false,
        );
        const settled = { DescribeEndpointCommand: () => ({ EndpointStatus: "Failed" }) };
        await sweep(outputs, fakes({ ...oneEndpoint, ...settled, DeleteEndpointCommand: gone }).clients, patience);
        const denied = fakes({
            ...oneEndpoint,
            ...settled,
            DeleteEndpointCommand: () => {
                throw new Error("not authorized");
            },
        });
        await assert.rejects(sweep(outputs, denied.clients, patience), /not authorized/);
        const alarms = fakes({
            DescribeAlarmsCommand: () => ({
                MetricAlarms: ["5xx", "errors"].map((AlarmName) => ({ AlarmName, Dimensions: [ofNewFleet] })),
            }),
            DeleteAlarmsCommand: () => {
                throw Object.assign(new Error("no such alarm"), { name: "ResourceNotFound" });
            },
        });
        await sweep(outputs, alarms.clients, patience);
        assert.equal(alarms.calls.filter(([name]) => name === "DeleteAlarmsCommand").length, 2);
    });

    it("may be nothing", () => {
        assert.equal(
            leftoversText({
                ...{ executions: [], jobs: [], scalableTargets: [], endpoints: [], endpointConfigs: [] },
                ...{ models: [], alarms: [], modelPackages: [], parameters: [] },
            }),
            undefined,
        );
    });
});

const ofNewFleet = { Name: "EndpointConfigName", Value: ours };

const oneEndpoint = {
    ListEndpointsCommand: () => ({ Endpoints: [{ EndpointName: "used-cars-xgboost-local" }] }),
};
