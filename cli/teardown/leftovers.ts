import {
    type ApplicationAutoScalingClient,
    DescribeScalableTargetsCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import {
    paginateListEndpointConfigs,
    paginateListEndpoints,
    paginateListModelPackages,
    paginateListModels,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { paginateListExecutions, type SFNClient } from "@aws-sdk/client-sfn";
import { paginateGetParametersByPath, type SSMClient } from "@aws-sdk/client-ssm";
import { rollbackAlarmPrefix, scalableTarget } from "../../contracts/names";
import type { PipelineOutputs } from "../../contracts/outputs";
import { isRunName } from "../../contracts/runIds";
import { count } from "../terminal/format";
import { unlessGone } from "./gone";
import { listJobs } from "./jobs";
import type { SweepClients, SweepScope } from "./scope";

/** What runs made and the engine therefore does not know, by name. */
export interface Leftovers {
    /** Executions that still run. */
    readonly executions: readonly string[];
    /** Jobs that still run. */
    readonly jobs: readonly string[];
    /** Resource ids of Application Auto Scaling. */
    readonly scalableTargets: readonly string[];
    readonly endpoints: readonly string[];
    readonly endpointConfigs: readonly string[];
    readonly models: readonly string[];
    /** Alarms that roll an update back, of a deployment whose end was not told of any more. */
    readonly alarms: readonly string[];
    /** ARNs of versions in the registry. */
    readonly modelPackages: readonly string[];
    readonly parameters: readonly string[];
}

/** Finds what the runs of a stack made. */
export async function findLeftovers(outputs: SweepScope, clients: SweepClients): Promise<Leftovers> {
    const pipelines = Object.values(outputs.pipelines);
    const ofRun = (name: string): boolean => pipelines.some(({ endpointName }) => isRunName(name, endpointName));
    return {
        executions: await runningExecutions(outputs, clients.sfn),
        jobs: (await listJobs(outputs, clients.sagemaker)).map(({ name }) => name),
        scalableTargets: await scalableTargets(pipelines, clients.scaling),
        ...(await findServing(outputs, clients.sagemaker, ofRun)),
        alarms: await rollbackAlarms(pipelines, clients.cloudwatch),
        modelPackages: await modelPackages(pipelines, clients.sagemaker),
        parameters: await parameters(pipelines, clients.ssm),
    };
}

async function findServing(
    { model, pipelines }: SweepScope,
    client: SageMakerClient,
    ofRun: (name: string) => boolean,
): Promise<Pick<Leftovers, "endpoints" | "endpointConfigs" | "models">> {
    const listed = { NameContains: model };
    const endpoints: string[] = [];
    for await (const page of paginateListEndpoints({ client }, listed)) {
        endpoints.push(...(page.Endpoints ?? []).map((one) => one.EndpointName ?? ""));
    }
    const endpointConfigs: string[] = [];
    for await (const page of paginateListEndpointConfigs({ client }, listed)) {
        endpointConfigs.push(...(page.EndpointConfigs ?? []).map((one) => one.EndpointConfigName ?? ""));
    }
    const models: string[] = [];
    for await (const page of paginateListModels({ client }, listed)) {
        models.push(...(page.Models ?? []).map((one) => one.ModelName ?? ""));
    }
    const own = new Set(Object.values(pipelines).map(({ endpointName }) => endpointName));
    return {
        endpoints: endpoints.filter((name) => own.has(name)),
        endpointConfigs: endpointConfigs.filter(ofRun),
        models: models.filter(ofRun),
    };
}

async function scalableTargets(
    pipelines: readonly PipelineOutputs[],
    client: ApplicationAutoScalingClient,
): Promise<string[]> {
    const targets: string[] = [];
    for (const { endpointName } of pipelines) {
        const { ResourceId, ...scalable } = scalableTarget(endpointName);
        const query = new DescribeScalableTargetsCommand({ ...scalable, ResourceIds: [ResourceId] });
        targets.push(...((await client.send(query)).ScalableTargets ?? []).map((one) => one.ResourceId ?? ""));
    }
    return targets;
}

/** Only those of a new fleet: the alarms of another stage's endpoint may begin with the same name. */
async function rollbackAlarms(pipelines: readonly PipelineOutputs[], client: CloudWatchClient): Promise<string[]> {
    const found: string[] = [];
    for (const { endpointName } of pipelines) {
        const query = { AlarmNamePrefix: `${rollbackAlarmPrefix(endpointName)}-` };
        for await (const page of paginateDescribeAlarms({ client }, query)) {
            const ours = (page.MetricAlarms ?? []).filter(({ Dimensions = [] }) =>
                Dimensions.some(
                    ({ Name, Value }) => Name === "EndpointConfigName" && isRunName(Value ?? "", endpointName),
                ),
            );
            found.push(...ours.map((one) => one.AlarmName ?? ""));
        }
    }
    return found;
}

/** The versions of the pipelines' groups. */
async function modelPackages(pipelines: readonly PipelineOutputs[], client: SageMakerClient): Promise<string[]> {
    const found: string[] = [];
    for (const { modelPackageGroupName } of pipelines) {
        await unlessGone(
            (async () => {
                for await (const page of paginateListModelPackages(
                    { client },
                    { ModelPackageGroupName: modelPackageGroupName },
                )) {
                    found.push(...(page.ModelPackageSummaryList ?? []).map((one) => one.ModelPackageArn ?? ""));
                }
            })(),
        );
    }
    return found;
}

async function parameters(pipelines: readonly PipelineOutputs[], client: SSMClient): Promise<string[]> {
    const found: string[] = [];
    for (const { parameterPrefix } of pipelines) {
        const tree = paginateGetParametersByPath({ client }, { Path: parameterPrefix, Recursive: true });
        for await (const page of tree) found.push(...(page.Parameters ?? []).map((one) => one.Name ?? ""));
    }
    return found;
}

/**
 * The executions that still run, of every state machine that is there: promotions first, since they register what is
 * deployed; deployments next, since a run that is stopped before its deployment has Step Functions stop that, as if it
 * were to be settled.
 */
export async function runningExecutions(
    { pipelines, scoring, monitoring }: SweepScope,
    client: SFNClient,
): Promise<string[]> {
    const executions: string[] = [];
    const trained = Object.values(pipelines);
    const stateMachineArns = [
        ...trained.flatMap(({ promotionStateMachineArn }) => promotionStateMachineArn ?? []),
        // A stack that was brought up long ago has no such state machine.
        ...trained.flatMap(({ deploymentStateMachineArn }) => deploymentStateMachineArn ?? []),
        ...[...trained, ...[scoring, monitoring].flatMap((part) => part ?? [])].map(
            ({ stateMachineArn }) => stateMachineArn,
        ),
    ];
    for (const stateMachineArn of stateMachineArns) {
        await unlessGone(
            (async () => {
                const running = paginateListExecutions({ client }, { stateMachineArn, statusFilter: "RUNNING" });
                for await (const page of running) {
                    executions.push(...(page.executions ?? []).map((one) => one.executionArn ?? ""));
                }
            })(),
        );
    }
    return executions;
}

/** `2 endpoints, 2 models`; undefined when nothing is left. */
export function leftoversText(leftovers: Leftovers): string | undefined {
    const words: [keyof Leftovers, string][] = [
        ["executions", "running execution"],
        ["jobs", "running job"],
        ["scalableTargets", "scalable target"],
        ["endpoints", "endpoint"],
        ["endpointConfigs", "endpoint configuration"],
        ["models", "model"],
        ["alarms", "alarm"],
        ["modelPackages", "model version"],
        ["parameters", "parameter"],
    ];
    const parts = words
        .filter(([key]) => leftovers[key].length > 0)
        .map(([key, word]) => count(leftovers[key].length, word));
    return parts.length > 0 ? parts.join(", ") : undefined;
}
