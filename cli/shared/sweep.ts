import {
    DeleteEndpointCommand,
    DeleteEndpointConfigCommand,
    DeleteModelCommand,
    paginateListEndpointConfigs,
    paginateListEndpoints,
    paginateListModels,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { paginateListExecutions, type SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DeleteParametersCommand, paginateGetParametersByPath, type SSMClient } from "@aws-sdk/client-ssm";

import type { ModelOutputs } from "./outputs";

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

/** Finds what the runs of a stack made. */
export async function findLeftovers(outputs: ModelOutputs, clients: SweepClients): Promise<Leftovers> {
    const pipelines = Object.values(outputs.pipelines);
    const algorithms = Object.keys(outputs.pipelines);
    const endpointNames = new Set(pipelines.map((pipeline) => pipeline.endpointName));
    const ofRun = (name: string): boolean => algorithms.some((algorithm) => isRunName(name, outputs.model, algorithm));
    const listed = { NameContains: outputs.model };

    const executions: string[] = [];
    for (const { stateMachineArn } of pipelines) {
        const running = paginateListExecutions({ client: clients.sfn }, { stateMachineArn, statusFilter: "RUNNING" });
        for await (const page of running)
            executions.push(...(page.executions ?? []).map((one) => one.executionArn ?? ""));
    }
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
        executions,
        endpoints: endpoints.filter((name) => endpointNames.has(name)),
        endpointConfigs: endpointConfigs.filter(ofRun),
        models: models.filter(ofRun),
        parameters,
    };
}

/** Whether a name is one that a run of this model and algorithm gave: `<model>-<algorithm>-<yyyymmdd-hhmmss-8 hex>...`. */
export function isRunName(name: string, model: string, algorithm: string): boolean {
    const prefix = `${model}-${algorithm}-`;
    return name.startsWith(prefix) && /^\d{8}-\d{6}-[0-9a-f]{8}(-|$)/.test(name.slice(prefix.length));
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
        .map(([key, word]) => `${leftovers[key].length} ${word}${leftovers[key].length === 1 ? "" : "s"}`);
    return parts.length > 0 ? parts.join(", ") : undefined;
}

/** Removes what runs made; what is already gone is no error. */
export async function sweep(leftovers: Leftovers, clients: SweepClients): Promise<void> {
    const { sagemaker, ssm, sfn } = clients;
    for (const executionArn of leftovers.executions) {
        await unlessGone(sfn.send(new StopExecutionCommand({ executionArn, cause: "The stack goes down." })));
    }
    for (const EndpointName of leftovers.endpoints) {
        await unlessGone(sagemaker.send(new DeleteEndpointCommand({ EndpointName })));
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

// SageMaker says "Could not find ..." as a ValidationException; an execution may have ended by itself meanwhile.
async function unlessGone(request: Promise<unknown>): Promise<void> {
    try {
        await request;
    } catch (error) {
        const { name, message } = error as Error;
        const gone =
            name === "ResourceNotFound" ||
            name === "ExecutionDoesNotExist" ||
            /could not find|not running/i.test(message);
        if (!gone) throw error;
    }
}
