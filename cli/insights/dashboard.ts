import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { stackPrefix } from "../../contracts/names";
import type { ModelOutputs, PartialModelOutputs } from "../../contracts/outputs";
import { folderOfTransform, runFile } from "../../contracts/places";
import type { JudgedOutcome } from "../../contracts/verdict";
import type {
    AlarmView,
    DashboardData,
    ModelView,
    RunView,
    ServingView,
} from "../../functions/insights/dashboard/view";
import { readBatches } from "../../functions/insights/reading/batches";
import { readHistory } from "../../functions/insights/reading/history";
import { runsShown } from "../../functions/insights/reading/run";
import { connectReports } from "../../functions/insights/writeReport";
import { root } from "../checkout";
import { readText } from "../files/objects";
import { enter, notRunning } from "../stacks/environment";
import { isStageRunning } from "../stacks/localStage";
import { findOutputs, notDeployedText } from "../stacks/outputs";
import { findStack, type StackReference, withoutPlatforms } from "../stacks/stack";
import { stacksIn } from "../stacks/stackFile";
import { lastRuns, type PipelineStatus, readPipeline, type RunStatus } from "../status/status";
import { CommandError, explain } from "../terminal/errors";

const batchesShown = 20;
const runsOfEach = 5;

/**
 * Reads what there is of some stacks, one after the other: each has an account of its own.
 * @param stacks all that have a file here where none is named
 */
export async function readDashboard(stacks: readonly string[] = []): Promise<DashboardData> {
    const names = stacks.length > 0 ? stacks : withoutPlatforms(stacksIn(root));
    const models: ModelView[] = [];
    const unseen: DashboardData["unseen"][number][] = [];
    for (const stack of names) {
        try {
            models.push(await readModel(findStack(stack)));
        } catch (error) {
            // Who may see one account often may not see the next.
            unseen.push({ stack, why: explain(error) });
        }
    }
    return { models, unseen };
}

async function readModel(stack: StackReference): Promise<ModelView> {
    if (stack.local && !(await isStageRunning())) throw new CommandError(notRunning(stack.name));
    await enter(stack);
    const outputs: PartialModelOutputs | undefined = await findOutputs(stack);
    if (outputs === undefined) throw new CommandError(notDeployedText(stack.name));
    return viewOf(stack, outputs);
}

/** What there is of a model, and a sentence for each part of it that may not be read. */
export async function viewOf(stack: StackReference, outputs: PartialModelOutputs): Promise<ModelView> {
    const lacks: string[] = [];
    const may = async <T>(what: string, otherwise: T, read: () => Promise<T>): Promise<T> =>
        read().catch((error: unknown) => {
            lacks.push(`${what} cannot be shown: ${explain(error)}`);
            return otherwise;
        });
    const services = await connectReports();
    const found = await Promise.all(
        Object.entries(outputs.pipelines).map(([algorithm, pipeline]) =>
            may(`What serves of ${algorithm}`, undefined, async () => {
                const status = await readPipeline(algorithm, pipeline);
                return { status, serving: await servingOf(algorithm, status, may) };
            }),
        ),
    );
    const pipelines = found.filter((one) => one !== undefined);
    const runsOf = (pipeline: string, arn: string | undefined) =>
        may(`The runs of ${pipeline}`, [], async () =>
            arn === undefined ? [] : (await lastRuns(arn, runsOfEach)).map((run) => runView(pipeline, run)),
        );
    return {
        stack: stack.name,
        stage: stack.stage,
        model: outputs.model,
        region: stack.region,
        serving: pipelines.map(({ serving }) => serving),
        runs: [
            ...pipelines.flatMap(({ status }) =>
                status.runs.map((run) => runView(`training of ${run.algorithm}`, run)),
            ),
            ...(await runsOf("scoring", outputs.scoring?.stateMachineArn)),
            ...(await runsOf("monitoring", outputs.monitoring?.stateMachineArn)),
        ].sort((a, b) => (b.started ?? "").localeCompare(a.started ?? "")),
        history: await may("Drift over time", [], () => readHistory(services, outputs.artifactBucket, runsShown)),
        batches: await may("Batches", [], () => readBatches(services, outputs.artifactBucket, batchesShown)),
        alarms: await may("Alarms", [], () => alarmsOf(stack, outputs)),
        lacks,
    };
}

type May = <T>(what: string, otherwise: T, read: () => Promise<T>) => Promise<T>;

/** What serves, and how the run was judged that it comes from: the registry may know it no more. */
async function servingOf(algorithm: string, status: PipelineStatus, may: May): Promise<ServingView> {
    const { champion, version, since, transform, endpoint, waiting } = status;
    const verdict = await may(`The verdict on ${algorithm}`, undefined, async () => {
        const text = transform && (await readText(runFile(folderOfTransform(transform), "verdict")));
        return text ? (JSON.parse(text) as JudgedOutcome) : undefined;
    });
    return {
        ...{ algorithm, champion, since, endpoint },
        version: version?.version,
        waiting: waiting?.version,
        gate: verdict?.metric,
        comparison: verdict?.comparison,
        combined: verdict?.combined,
        reason: verdict?.reason,
    };
}

function runView(pipeline: string, { name, verdict, status, reason, started, seconds, report }: ShownRun): RunView {
    return { pipeline, name, result: verdict ?? status, reason, started, seconds, report };
}

type ShownRun = Omit<RunStatus, "algorithm">;

/** The stack's own alarms: those of what it delivers begin as the stack does, those of endpoints as these do. */
async function alarmsOf(
    { stage }: StackReference,
    { model, pipelines }: Pick<ModelOutputs, "model" | "pipelines">,
): Promise<AlarmView[]> {
    const client = new CloudWatchClient({});
    const prefixes = [
        `${stackPrefix(stage, model)}-`,
        ...Object.values(pipelines).map((one) => `${one.endpointName}-`),
    ];
    const found: AlarmView[] = [];
    for (const AlarmNamePrefix of prefixes) {
        for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix })) {
            found.push(
                ...MetricAlarms.map(({ AlarmName = "", StateValue = "", StateReason, StateUpdatedTimestamp }) => ({
                    name: AlarmName,
                    state: StateValue,
                    reason: StateReason,
                    since: StateUpdatedTimestamp?.toISOString(),
                })),
            );
        }
    }
    return found.sort((a, b) => a.name.localeCompare(b.name));
}
