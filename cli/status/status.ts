import { DescribeEndpointCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import {
    DescribeExecutionCommand,
    GetExecutionHistoryCommand,
    ListExecutionsCommand,
    SFNClient,
} from "@aws-sdk/client-sfn";
import { paginateGetParametersByPath, SSMClient } from "@aws-sdk/client-ssm";
import { deploymentRequestIn } from "../../contracts/deployments";
import type { DriftVerdict } from "../../contracts/monitoring";
import type { ModelOutputs, PipelineOutputs } from "../../contracts/outputs";
import { championParameter, championPath } from "../../contracts/parameters";
import type { RetrainingDecision } from "../../contracts/retraining";
import type { ScoringOutcome } from "../../contracts/scoring";
import type { TrainingOutcome } from "../../contracts/verdict";
import { countMade, readResources } from "../engine/state";
import { violatedIn } from "../monitoring/run";
import { reasonOf } from "../runs/history";
import { type Version, versionOfModel, waitingVersion } from "../runs/registry";
import { machinesText } from "../runs/waits";
import { enter } from "../stacks/environment";
import { isStageRunning } from "../stacks/localStage";
import { findOutputs } from "../stacks/outputs";
import type { StackReference } from "../stacks/stack";
import { lastRetraining } from "./retraining";

/** A run, as the state machine and its output tell of it. */
export interface RunStatus {
    readonly algorithm: string;
    readonly name: string;
    readonly status: string;
    readonly verdict?: string;
    readonly reason?: string;
    readonly started?: string;
    readonly seconds?: number;
    /** S3 URI of its report, where it left one. */
    readonly report?: string;
}

export interface PipelineStatus {
    /** The name of the model that serves; absent until one was promoted. */
    readonly champion?: string;
    /** Since when. ISO 8601. */
    readonly since?: string;
    /** S3 URI of what pre-processing fitted for it: in the folder of its run. */
    readonly transform?: string;
    /** Its version in the registry. */
    readonly version?: Version;
    /** The newest version that waits for approval; absent where it is older than the one that serves. */
    readonly waiting?: Version;
    readonly metrics?: Readonly<Record<string, number>>;
    readonly endpoint: { readonly name: string; readonly status: string };
    readonly runs: readonly RunStatus[];
}

export interface StackStatus {
    readonly stack: string;
    /** Whether the local stage runs; absent for stacks on AWS. */
    readonly stageRunning?: boolean;
    /** Whether it was brought up to its end once. */
    readonly deployed: boolean;
    /** Of a stack whose first `up` did not end: those that it made. */
    readonly resources?: number;
    readonly model?: string;
    readonly url?: string;
    readonly pipelines?: Readonly<Record<string, PipelineStatus>>;
    /** The last scoring run; absent until a file was scored. */
    readonly scoring?: Omit<RunStatus, "algorithm">;
    /** The last monitoring run; absent until there was one. */
    readonly monitoring?: Omit<RunStatus, "algorithm">;
    /** What was last done about drift; absent where drift starts no training, or there was none. */
    readonly retraining?: RetrainingDecision;
}

/** What runs of any pipeline end with, as far as it is told apart here. */
type RunOutput = Pick<TrainingOutcome, "reason"> &
    Omit<ScoringOutcome, "verdict"> &
    Pick<DriftVerdict, "violations" | "report"> & { readonly verdict: string };

const runsShown = 5;

/** Reads what there is of a stack; of a local one whose stage does not run, that alone. */
export async function readStatus(stack: StackReference): Promise<StackStatus> {
    const stageRunning = stack.local ? await isStageRunning() : undefined;
    if (stageRunning === false) return { stack: stack.name, stageRunning, deployed: false };
    await enter(stack);
    const outputs = await findOutputs(stack);
    if (outputs === undefined) {
        return { stack: stack.name, stageRunning, deployed: false, resources: await countMade(stack.name) };
    }
    const { realtime, scoring, monitoring } = outputs as typeof outputs & Partial<Pick<ModelOutputs, "monitoring">>;
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
        url: realtime.url,
        pipelines: Object.fromEntries(pipelines),
        scoring: (await lastRuns(scoring.stateMachineArn, 1))[0],
        // A stack that was brought up long ago has no monitor, and neither has one of which it is turned off.
        monitoring: monitoring && (await lastRuns(monitoring.stateMachineArn, 1))[0],
        retraining: monitoring && (await lastRetraining({ ...outputs, monitoring })),
    };
}

async function countResources(stack: string): Promise<number> {
    return (await readResources(stack)).filter(({ type }) => !type.startsWith("pulumi:providers:")).length;
}

/** What serves of an algorithm, and its last runs. */
export async function readPipeline(algorithm: string, pipeline: PipelineOutputs): Promise<PipelineStatus> {
    const { values: champion, since } = await readChampion(pipeline.parameterPrefix);
    const metrics = champion.metrics ? (JSON.parse(champion.metrics) as Record<string, number>) : undefined;
    const modelName = champion["model-name"];
    // What there is is shown also where the registry says nothing of it.
    const version = modelName === undefined ? undefined : await servingVersion(pipeline, modelName);
    return {
        champion: modelName,
        since,
        transform: champion.transform,
        version,
        waiting: await waitingVersion(pipeline, version).catch(() => undefined),
        metrics,
        endpoint: { name: pipeline.endpointName, status: await endpointStatus(pipeline.endpointName) },
        runs: [
            ...(await lastRuns(pipeline.stateMachineArn, runsShown)),
            ...(await lastDeployments(pipeline.deploymentStateMachineArn)),
            ...(await lastPromotions(pipeline.promotionStateMachineArn)),
        ].map((run) => ({ algorithm, ...run })),
    };
}

/** Those that changed something by a person's decision, and the settlements; a run tells of its own. */
async function lastDeployments(stateMachineArn: string | undefined): Promise<Omit<RunStatus, "algorithm">[]> {
    // A stack that was brought up long ago has no such state machine.
    if (stateMachineArn === undefined) return [];
    const own = (input: unknown) => deploymentRequestIn(input)?.sentBy === undefined;
    const found = await lastRuns(stateMachineArn, 4 * runsShown, own);
    // An event that came twice, a settlement with nothing to do, the rejection of what did not serve.
    return found.filter(({ verdict }) => !["duplicate", "settled"].includes(verdict ?? "")).slice(0, runsShown);
}

/** Those of versions of the stage before that came here, or were refused. */
async function lastPromotions(stateMachineArn: string | undefined): Promise<Omit<RunStatus, "algorithm">[]> {
    if (stateMachineArn === undefined) return [];
    const found = await lastRuns(stateMachineArn, 4 * runsShown);
    return found.filter(({ verdict }) => !["duplicate", "superseded"].includes(verdict ?? "")).slice(0, runsShown);
}

async function servingVersion(
    { modelPackageGroupName }: PipelineOutputs,
    modelName: string,
): Promise<Version | undefined> {
    return versionOfModel(modelPackageGroupName, modelName).catch(() => undefined);
}

interface Champion {
    readonly values: Readonly<Record<string, string>>;
    /** When its name was written: the last thing that a deployment does. */
    readonly since?: string;
}

async function readChampion(prefix: string): Promise<Champion> {
    const path = championPath(prefix);
    const values: Record<string, string> = {};
    let since: string | undefined;
    for await (const page of paginateGetParametersByPath({ client: new SSMClient({}) }, { Path: path })) {
        for (const { Name = "", Value = "", LastModifiedDate } of page.Parameters ?? []) {
            values[Name.slice(path.length + 1)] = Value;
            if (Name === championParameter(prefix, "model-name")) since = LastModifiedDate?.toISOString();
        }
    }
    return { values, since };
}

/** `804 of 804 rows, 0 set aside: s3://...`; undefined for a run that did not score. */
function scoredText(result: Partial<RunOutput> | undefined): string | undefined {
    if (result?.output === undefined) return undefined;
    return `${result.output} of ${result.input} rows, ${result.quarantined} set aside: ${result.location}`;
}

/** `mileage, make: s3://...`; undefined for a run that judged nothing, or found nothing. */
function driftedText({ violations, location }: Partial<RunOutput> = {}): string | undefined {
    const names = violations && violatedIn({ violations });
    return names && names.length > 0 ? `${names.join(", ")}: ${location}` : undefined;
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

/** What a run waits for that goes on; undefined where it works. */
async function waitOf(client: SFNClient, executionArn: string): Promise<string | undefined> {
    // The last event of a wait is that its state was entered.
    const query = { executionArn, reverseOrder: true, maxResults: 1, includeExecutionData: false };
    const { events = [] } = await client.send(new GetExecutionHistoryCommand(query));
    return machinesText(events[0]?.stateEnteredEventDetails?.name ?? "");
}

/** The last executions of a state machine, the newest first. */
export async function lastRuns(
    stateMachineArn: string,
    maxResults: number,
    wanted: (input: unknown) => boolean = () => true,
): Promise<Omit<RunStatus, "algorithm">[]> {
    const client = new SFNClient({});
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults }));
    const runs = await Promise.all(
        executions.map(async ({ executionArn, name = "", status: state = "", startDate, stopDate }) => {
            const described = await client.send(new DescribeExecutionCommand({ executionArn }));
            const { output, cause, input = "{}" } = described;
            if (!wanted(JSON.parse(input))) return [];
            const result = output ? (JSON.parse(output) as Partial<RunOutput>) : undefined;
            const seconds = startDate && stopDate ? (stopDate.getTime() - startDate.getTime()) / 1000 : undefined;
            return {
                name,
                status: state,
                verdict: result?.verdict,
                reason:
                    result?.reason ??
                    (cause ? reasonOf(cause).reason : (scoredText(result) ?? driftedText(result))) ??
                    (state === "RUNNING" ? await waitOf(client, executionArn ?? "") : undefined),
                started: startDate?.toISOString(),
                seconds,
                ...(result?.report && { report: result.report }),
            };
        }),
    );
    return runs.flat();
}
