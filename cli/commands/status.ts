import { DescribeEndpointCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { paginateGetParametersByPath, SSMClient } from "@aws-sdk/client-ssm";

import { type CommonOptions, stackOf } from "../shared/context";
import { ask } from "../shared/engine";
import { enter, isStageRunning } from "../shared/environment";
import { Exit } from "../shared/errors";
import { findOutputs, type PipelineOutputs } from "../shared/outputs";
import { answer, type Cell, count, duration, number, shortened, table } from "../shared/output";
import type { RunOutput } from "../shared/runs";
import type { StackReference } from "../shared/stack";

const runsShown = 5;

interface RunStatus {
    readonly algorithm: string;
    readonly name: string;
    readonly status: string;
    readonly verdict?: string;
    readonly reason?: string;
    readonly started?: string;
    readonly seconds?: number;
}

interface PipelineStatus {
    /** The name of the model version that serves; absent until one was promoted. */
    readonly champion?: string;
    readonly metrics?: Readonly<Record<string, number>>;
    readonly endpoint: { readonly name: string; readonly status: string };
    readonly runs: readonly RunStatus[];
}

export interface StackStatus {
    readonly stack: string;
    /** Whether the local stage runs; absent for stacks on AWS. */
    readonly stageRunning?: boolean;
    readonly deployed: boolean;
    readonly resources?: number;
    readonly model?: string;
    readonly url?: string;
    readonly pipelines?: Readonly<Record<string, PipelineStatus>>;
}

/** What is deployed, which model versions serve, and how the last runs ended. */
export async function status(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    const found = await readStatus(stack);
    answer(options.json, found, () => statusText(found));
    return Exit.ok;
}

async function readStatus(stack: StackReference): Promise<StackStatus> {
    const stageRunning = stack.local ? await isStageRunning() : undefined;
    if (stageRunning === false) return { stack: stack.name, stageRunning, deployed: false };
    await enter(stack);
    const outputs = await findOutputs(stack);
    if (outputs === undefined) return { stack: stack.name, stageRunning, deployed: false };
    const pipelines = await Promise.all(
        Object.entries(outputs.pipelines).map(
            async ([algorithm, pipeline]) => [algorithm, await readPipeline(algorithm, pipeline)] as const,
        ),
    );
    return {
        stack: stack.name,
        stageRunning,
        deployed: true,
        resources: await countResources(stack.name),
        model: outputs.model,
        url: outputs.realtime.url,
        pipelines: Object.fromEntries(pipelines),
    };
}

async function countResources(stack: string): Promise<number> {
    const state = JSON.parse(await ask(["stack", "export", "--stack", stack])) as {
        deployment?: { resources?: { type: string }[] };
    };
    return (state.deployment?.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:providers:")).length;
}

async function readPipeline(algorithm: string, pipeline: PipelineOutputs): Promise<PipelineStatus> {
    const champion = await readChampion(pipeline.parameterPrefix);
    const metrics = champion.metrics ? (JSON.parse(champion.metrics) as Record<string, number>) : undefined;
    return {
        champion: champion["model-name"],
        metrics,
        endpoint: { name: pipeline.endpointName, status: await endpointStatus(pipeline.endpointName) },
        runs: await lastRuns(algorithm, pipeline.stateMachineArn),
    };
}

async function readChampion(prefix: string): Promise<Record<string, string>> {
    const path = `${prefix}/champion`;
    const values: Record<string, string> = {};
    for await (const page of paginateGetParametersByPath({ client: new SSMClient({}) }, { Path: path })) {
        for (const { Name = "", Value = "" } of page.Parameters ?? []) values[Name.slice(path.length + 1)] = Value;
    }
    return values;
}

async function endpointStatus(name: string): Promise<string> {
    try {
        const { EndpointStatus } = await new SageMakerClient({}).send(
            new DescribeEndpointCommand({ EndpointName: name }),
        );
        return EndpointStatus ?? "unknown";
    } catch (error) {
        if (/could not find/i.test((error as Error).message)) return "none";
        throw error;
    }
}

async function lastRuns(algorithm: string, stateMachineArn: string): Promise<RunStatus[]> {
    const client = new SFNClient({});
    const { executions = [] } = await client.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: runsShown }),
    );
    return Promise.all(
        executions.map(async ({ executionArn, name = "", status: state = "", startDate, stopDate }) => {
            const { output, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
            const result = output ? (JSON.parse(output) as Partial<RunOutput>) : undefined;
            const seconds = startDate && stopDate ? (stopDate.getTime() - startDate.getTime()) / 1000 : undefined;
            return {
                algorithm,
                name,
                status: state,
                verdict: result?.verdict,
                reason: result?.reason ?? cause,
                started: startDate?.toISOString(),
                seconds,
            };
        }),
    );
}

/** The status as people read it. */
export function statusText(found: StackStatus): string {
    if (found.stageRunning === false) return "The local stage is not running: `npx drivetrain up` starts it.";
    if (!found.deployed)
        return `Nothing is deployed to the stack ${found.stack}: \`npx drivetrain up -s ${found.stack}\` does it.`;
    const pipelines = Object.entries(found.pipelines ?? {});
    const serving = pipelines.map(([algorithm, { champion, metrics, endpoint }]): Cell[] => [
        algorithm,
        champion ?? "none yet",
        Object.entries(metrics ?? {})
            .map(([name, value]) => `${name} ${number(value)}`)
            .join("\n"),
        endpoint.name,
        endpoint.status,
    ]);
    const runs = pipelines
        .flatMap(([, pipeline]) => pipeline.runs)
        .sort((a, b) => (b.started ?? "").localeCompare(a.started ?? ""))
        .map((run): Cell[] => [
            run.started?.replace("T", " ").slice(0, 19),
            run.algorithm,
            run.verdict ?? run.status.toLowerCase(),
            run.seconds === undefined ? undefined : duration(run.seconds),
            shortened(run.reason ?? ""),
        ]);
    return [
        `Stack ${found.stack}: model ${found.model}, ${count(found.resources ?? 0, "resource")}.`,
        `Predictions: ${found.url}`,
        table(["algorithm", "champion", "metrics", "endpoint", "status"], serving),
        runs.length > 0
            ? table(["started (UTC)", "algorithm", "result", "time", "why"], runs)
            : "No training has run yet.",
    ].join("\n");
}
