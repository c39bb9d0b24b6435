import type { Call } from "./stateMachine";

/** How Step Functions follows what it waits for. */
interface Following {
    readonly actions: readonly string[];
    /** The rule of the account by which it is told of the end. */
    readonly rule?: string;
}

const sageMakerJobs: Readonly<Record<string, string>> = {
    createProcessingJob: "ProcessingJobs",
    createTrainingJob: "TrainingJobs",
    createTransformJob: "TransformJobs",
    createHyperParameterTuningJob: "TuningJobs",
    createLabelingJob: "LabelingJobs",
};

/**
 * What `.sync` adds to a call, from the page of each integration: .../connect-sagemaker.html, .../connect-stepfunctions.html,
 * .../connect-glue.html, .../connect-batch.html, .../connect-ecs.html, .../connect-codebuild.html, .../connect-athena.html,
 * .../connect-emr.html and .../connect-databrew.html below https://docs.aws.amazon.com/step-functions/latest/dg/.
 */
const followings: Readonly<Record<string, Following>> = {
    ...Object.fromEntries(
        Object.entries(sageMakerJobs).map(([action, kind]) => [`sagemaker:${action}`, job(action, kind)]),
    ),
    "states:startExecution": {
        actions: ["states:DescribeExecution", "states:StopExecution"],
        rule: "StepFunctionsGetEventsForStepFunctionsExecutionRule",
    },
    "glue:startJobRun": { actions: ["glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"] },
    "databrew:startJobRun": { actions: ["databrew:ListJobRuns", "databrew:StopJobRun"] },
    "athena:startQueryExecution": { actions: ["athena:GetQueryExecution", "athena:StopQueryExecution"] },
    "batch:submitJob": {
        actions: ["batch:DescribeJobs", "batch:TerminateJob"],
        rule: "StepFunctionsGetEventsForBatchJobsRule",
    },
    "ecs:runTask": { actions: ["ecs:StopTask", "ecs:DescribeTasks"], rule: "StepFunctionsGetEventsForECSTaskRule" },
    "codebuild:startBuild": {
        actions: ["codebuild:StopBuild", "codebuild:BatchGetBuilds"],
        rule: "StepFunctionsGetEventForCodeBuildStartBuildRule",
    },
    "elasticmapreduce:createCluster": {
        actions: ["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"],
        rule: "StepFunctionsGetEventForEMRRunJobFlowRule",
    },
    "elasticmapreduce:addStep": {
        actions: ["elasticmapreduce:DescribeStep", "elasticmapreduce:CancelSteps"],
        rule: "StepFunctionsGetEventForEMRAddJobFlowStepsRule",
    },
};

/** Whether an action of SageMaker's API makes a job that Step Functions could wait for. */
export function isSageMakerJob(action: string): boolean {
    return action in sageMakerJobs;
}

/** What a call needs by waiting; undefined where nobody has listed it. */
export function waitActions(call: Call): readonly string[] | undefined {
    if (!isFollowed(call)) return [];
    const { actions, rule } = followings[`${call.service}:${call.action}`] ?? {};
    if (actions === undefined) return undefined;
    return rule === undefined ? actions : [...actions, "events:PutRule", "events:PutTargets", "events:DescribeRule"];
}

/** The rule by which Step Functions is told of the end of what a call starts. */
export function waitRule(call: Call): string | undefined {
    return isFollowed(call) ? followings[`${call.service}:${call.action}`]?.rule : undefined;
}

function isFollowed({ waits }: Call): boolean {
    return waits?.startsWith("sync") ?? false;
}

/** Step Functions marks the jobs that it starts by a tag. */
function job(action: string, kind: string): Following {
    const name = action.replace(/^create/, "");
    return {
        actions: [`sagemaker:Describe${name}`, `sagemaker:Stop${name}`, "sagemaker:AddTags", "sagemaker:ListTags"],
        rule: `StepFunctionsGetEventsForSageMaker${kind}Rule`,
    };
}
