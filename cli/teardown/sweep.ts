import { DeregisterScalableTargetCommand } from "@aws-sdk/client-application-auto-scaling";
import { DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
    DeleteEndpointCommand,
    DeleteEndpointConfigCommand,
    DeleteModelCommand,
    DeleteModelPackageCommand,
    DescribeEndpointCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { type SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DeleteParametersCommand } from "@aws-sdk/client-ssm";
import { goesDown } from "../../contracts/deployments";
import { scalableInstances } from "../../contracts/names";
import { CommandError } from "../terminal/errors";
import { count, duration } from "../terminal/format";
import { poll } from "../terminal/interrupt";
import type { Report } from "../terminal/progress";
import { unlessGone } from "./gone";
import { jobKinds, listJobs } from "./jobs";
import { findLeftovers, type Leftovers, runningExecutions } from "./leftovers";
import type { Patience } from "./patience";
import type { SweepClients, SweepScope } from "./scope";
import { unsettledDeployments } from "./settlements";

/**
 * Stops the runs of a stack, then removes what runs made; what is already gone is no error.
 * @returns what was removed; executions and jobs are those that were stopped
 * @throws CommandError when a run or a job does not stop, or an endpoint does not settle, in time
 */
export async function sweep(
    outputs: SweepScope,
    clients: SweepClients,
    patience: Patience,
    report: Report = () => undefined,
): Promise<Leftovers> {
    const executions = await stopExecutions(outputs, clients.sfn, patience, report);
    // Only now: a run that went on would make more.
    const jobs = await stopJobs(outputs, clients.sagemaker, patience, report);
    const leftovers = await findLeftovers(outputs, clients);
    await remove(leftovers, clients, patience, report);
    return { ...leftovers, executions, jobs };
}

/**
 * Stops executions until none runs and none is about to: data that arrives meanwhile starts another, and so does the end
 * of a deployment that failed just before.
 */
function stopExecutions(outputs: SweepScope, client: SFNClient, patience: Patience, report: Report) {
    return stopAll("execution", {
        list: () => runningExecutions(outputs, client),
        coming: () => unsettledDeployments(outputs, client, patience.settlementStartsWithinMs),
        nameOf: (executionArn) => executionArn,
        stop: (executionArn) =>
            client.send(new StopExecutionCommand({ executionArn, error: goesDown, cause: "The stack goes down." })),
        ...{ everyMs: patience.everyMs, withinMs: patience.stopsWithinMs, report },
        late: (within) =>
            `Runs still go on ${within} after they were told to stop: see that no more data arrives, and run the ` +
            "command again.",
    });
}

/** Stops jobs that outlive the execution that started them, and waits for their end: they still write into buckets. */
function stopJobs(outputs: SweepScope, client: SageMakerClient, patience: Patience, report: Report) {
    return stopAll("job", {
        list: () => listJobs(outputs, client),
        nameOf: ({ name }) => name,
        stop: ({ kind, name }) => jobKinds[kind].stop(client, name),
        ...{ everyMs: patience.everyMs, withinMs: patience.settlesWithinMs, report },
        late: (within, stopped) =>
            `Jobs still run ${within} after they were told to stop (${stopped.join(", ")}): run the command again once ` +
            "they have ended.",
    });
}

interface Stopping<One> {
    /** What still runs. */
    readonly list: () => Promise<readonly One[]>;
    /** What ended in a way that has another one start. */
    readonly coming?: () => Promise<readonly string[]>;
    readonly nameOf: (one: One) => string;
    readonly stop: (one: One) => Promise<unknown>;
    readonly everyMs: number;
    readonly withinMs: number;
    readonly report: Report;
    /** What to tell where some still run in the end. */
    readonly late: (within: string, stopped: readonly string[]) => string;
}

/** Tells each that runs to stop, once, until none runs; gives the names of those that were told. */
async function stopAll<One>(what: string, { nameOf, stop, ...stopping }: Stopping<One>): Promise<string[]> {
    const { list, coming, everyMs, withinMs, report, late } = stopping;
    const stopped = new Set<string>();
    let quiet = 0;
    /** What runs; undefined where nothing does, and nothing will. */
    const find = async (): Promise<readonly One[] | undefined> => {
        const running = await list();
        const awaited = running.length === 0 && coming ? await coming() : [];
        quiet = running.length + awaited.length === 0 ? quiet + 1 : 0;
        // What starts between two looks is seen by the next one; and executions are listed with a delay (ListExecutions
        // is eventually consistent).
        return quiet >= (coming ? 2 : 1) ? undefined : running;
    };
    return poll(
        async () => {
            const running = await find();
            if (running === undefined) return [...stopped];
            if (running.length > 0) report(`stopping ${count(running.length, what)}`);
            else if (quiet === 0) report("waiting for the settlement of a deployment that has just ended");
            for (const one of running.filter((each) => !stopped.has(nameOf(each)))) {
                await unlessGone(stop(one));
                stopped.add(nameOf(one));
            }
            return undefined;
        },
        {
            everyMs,
            deadlineMs: withinMs,
            late: () => new CommandError(late(duration(withinMs / 1000), [...stopped])),
        },
    );
}

async function remove(
    leftovers: Leftovers,
    { sagemaker, ssm, scaling, cloudwatch }: SweepClients,
    patience: Patience,
    report: Report,
): Promise<void> {
    // A target outlives its endpoint, and would rule the next one of that name.
    for (const ResourceId of leftovers.scalableTargets) {
        await unlessGone(scaling.send(new DeregisterScalableTargetCommand({ ...scalableInstances, ResourceId })));
    }
    for (const EndpointName of leftovers.endpoints) {
        if (await settled(EndpointName, sagemaker, patience, report)) {
            await unlessGone(sagemaker.send(new DeleteEndpointCommand({ EndpointName })));
        }
    }
    for (const EndpointConfigName of leftovers.endpointConfigs) {
        await unlessGone(sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName })));
    }
    for (const ModelName of leftovers.models) {
        await unlessGone(sagemaker.send(new DeleteModelCommand({ ModelName })));
    }
    // One by one: CloudWatch deletes none where one of those that are named is not there.
    for (const alarm of leftovers.alarms) {
        await unlessGone(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [alarm] })));
    }
    // A group with versions in it cannot be deleted, and the stack's own deletion removes the groups.
    for (const ModelPackageName of leftovers.modelPackages) {
        await unlessGone(sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName })));
    }
    // The service takes ten names at a time.
    for (let start = 0; start < leftovers.parameters.length; start += 10) {
        await ssm.send(new DeleteParametersCommand({ Names: leftovers.parameters.slice(start, start + 10) }));
    }
}

/** SageMaker refuses to delete an endpoint in these states (DeleteEndpoint, EndpointStatus in its API reference). */
const unsettled = new Set(["Creating", "Updating", "SystemUpdating", "RollingBack"]);

/** Waits until an endpoint can be deleted; false where it has gone, or goes, by itself. */
async function settled(name: string, client: SageMakerClient, patience: Patience, report: Report): Promise<boolean> {
    let status = "";
    return poll(
        async () => {
            status = (await endpointStatus(name, client)) ?? "Deleting";
            if (!unsettled.has(status)) return status !== "Deleting";
            report(`waiting for the endpoint ${name}, which is ${status}`);
            return undefined;
        },
        {
            everyMs: patience.everyMs,
            deadlineMs: patience.settlesWithinMs,
            late: () =>
                new CommandError(
                    `The endpoint ${name} is still ${status} after ${duration(patience.settlesWithinMs / 1000)} and cannot be ` +
                        "deleted until it has settled: run the command again then.",
                ),
        },
    );
}

async function endpointStatus(EndpointName: string, client: SageMakerClient): Promise<string | undefined> {
    const described = await unlessGone(client.send(new DescribeEndpointCommand({ EndpointName })));
    return described?.EndpointStatus;
}
