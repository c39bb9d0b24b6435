import {
    DeleteEndpointCommand,
    DeleteEndpointConfigCommand,
    DeleteModelCommand,
    DescribeEndpointCommand,
    paginateListEndpointConfigs,
    paginateListEndpoints,
    paginateListModels,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { paginateListExecutions, type SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DeleteParametersCommand, paginateGetParametersByPath, type SSMClient } from "@aws-sdk/client-ssm";

import { CommandError } from "./errors";
import { poll } from "./interrupt";
import type { ModelOutputs } from "./outputs";
import { count, duration } from "./output";
import type { Report } from "./progress";

/** The clients that a sweep needs. */
export interface SweepClients {
    readonly sagemaker: SageMakerClient;
    readonly ssm: SSMClient;
    readonly sfn: SFNClient;
}

/** What training runs made and the engine therefore does not know, by name. */
export interface Leftovers {
    /** Executions that still run. */
    readonly executions: readonly string[];
    readonly endpoints: readonly string[];
    readonly endpointConfigs: readonly string[];
    readonly models: readonly string[];
    readonly parameters: readonly string[];
}

/** How often to look whether something has settled, and how long, in milliseconds. */
export interface Patience {
    readonly everyMs: number;
    readonly stopsWithinMs: number;
    readonly settlesWithinMs: number;
}

/** Finds what the runs of a stack made. */
export async function findLeftovers(outputs: ModelOutputs, clients: SweepClients): Promise<Leftovers> {
    const pipelines = Object.values(outputs.pipelines);
    const ofRun = (name: string): boolean => pipelines.some(({ endpointName }) => isRunName(name, endpointName));
    const listed = { NameContains: outputs.model };

    const endpoints: string[] = [];
    for await (const page of paginateListEndpoints({ client: clients.sagemaker }, listed)) {
        endpoints.push(...(page.Endpoints ?? []).map((one) => one.EndpointName ?? ""));
    }
    const endpointConfigs: string[] = [];
    for await (const page of paginateListEndpointConfigs({ client: clients.sagemaker }, listed)) {
        endpointConfigs.push(...(page.EndpointConfigs ?? []).map((one) => one.EndpointConfigName ?? ""));
    }
    const models: string[] = [];
    for await (const page of paginateListModels({ client: clients.sagemaker }, listed)) {
        models.push(...(page.Models ?? []).map((one) => one.ModelName ?? ""));
    }
    const parameters: string[] = [];
    for (const { parameterPrefix } of pipelines) {
        const tree = paginateGetParametersByPath({ client: clients.ssm }, { Path: parameterPrefix, Recursive: true });
        for await (const page of tree) parameters.push(...(page.Parameters ?? []).map((one) => one.Name ?? ""));
    }
    return {
        executions: await runningExecutions(outputs, clients.sfn),
        endpoints: endpoints.filter((name) => pipelines.some(({ endpointName }) => endpointName === name)),
        endpointConfigs: endpointConfigs.filter(ofRun),
        models: models.filter(ofRun),
        parameters,
    };
}

async function runningExecutions(outputs: ModelOutputs, client: SFNClient): Promise<string[]> {
    const executions: string[] = [];
    for (const { stateMachineArn } of Object.values(outputs.pipelines)) {
        const running = paginateListExecutions({ client }, { stateMachineArn, statusFilter: "RUNNING" });
        for await (const page of running)
            executions.push(...(page.executions ?? []).map((one) => one.executionArn ?? ""));
    }
    return executions;
}

/**
 * Whether a run of a pipeline gave this name: `<endpoint name>-<yyyymmdd>-<hhmmss>-<8 hex digits>`. The endpoint's name
 * has model, algorithm and stage in it, so that another stage of the same account keeps what is its own.
 */
export function isRunName(name: string, endpointName: string): boolean {
    const prefix = `${endpointName}-`;
    return name.startsWith(prefix) && /^\d{8}-\d{6}-[0-9a-f]{8}$/.test(name.slice(prefix.length));
}

/** `2 endpoints, 2 models`; undefined when nothing is left. */
export function leftoversText(leftovers: Leftovers): string | undefined {
    const words: [keyof Leftovers, string][] = [
        ["executions", "running execution"],
        ["endpoints", "endpoint"],
        ["endpointConfigs", "endpoint configuration"],
        ["models", "model"],
        ["parameters", "parameter"],
    ];
    const parts = words
        .filter(([key]) => leftovers[key].length > 0)
        .map(([key, word]) => count(leftovers[key].length, word));
    return parts.length > 0 ? parts.join(", ") : undefined;
}

/**
 * Stops the runs of a stack, then removes what runs made; what is already gone is no error.
 * @returns what was removed; the executions are those that were stopped
 * @throws CommandError when a run does not stop, or an endpoint does not settle, in time
 */
export async function sweep(
    outputs: ModelOutputs,
    clients: SweepClients,
    patience: Patience,
    report: Report = () => undefined,
): Promise<Leftovers> {
    const executions = await stopExecutions(outputs, clients.sfn, patience, report);
    // Only now: a run that went on would make more.
    const leftovers = await findLeftovers(outputs, clients);
    await remove(leftovers, clients, patience, report);
    return { ...leftovers, executions };
}

/** Stops executions until none runs: data that arrives meanwhile starts another. */
async function stopExecutions(
    outputs: ModelOutputs,
    client: SFNClient,
    patience: Patience,
    report: Report,
): Promise<string[]> {
    const stopped = new Set<string>();
    return poll(
        async () => {
            const running = await runningExecutions(outputs, client);
            if (running.length === 0) return [...stopped];
            report(`stopping ${count(running.length, "execution")}`);
            for (const executionArn of running.filter((one) => !stopped.has(one))) {
                await unlessGone(
                    client.send(new StopExecutionCommand({ executionArn, cause: "The stack goes down." })),
                );
                stopped.add(executionArn);
            }
            return undefined;
        },
        {
            everyMs: patience.everyMs,
            deadlineMs: patience.stopsWithinMs,
            late: () =>
                new CommandError(
                    `Training runs still go on ${duration(patience.stopsWithinMs / 1000)} after they were told to stop: ` +
                        "see that no more data arrives, and run the command again.",
                ),
        },
    );
}

async function remove(
    leftovers: Leftovers,
    { sagemaker, ssm }: SweepClients,
    patience: Patience,
    report: Report,
): Promise<void> {
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

// SageMaker says "Could not find ..." as a ValidationException; an execution may have ended by itself meanwhile.
async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
    try {
        return await request;
    } catch (error) {
        const { name, message } = error as Error;
        const gone =
            name === "ResourceNotFound" ||
            name === "ExecutionDoesNotExist" ||
            /could not find|not running/i.test(message);
        if (!gone) throw error;
        return undefined;
    }
}
