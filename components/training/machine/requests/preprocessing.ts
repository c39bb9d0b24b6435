import { jobVariables, tryName } from "../../../asl/jobStates";
import { asExpression } from "../../../asl/jsonata";
import { processing, processingInput, processingOutput, resources, runPath, vpcConfig } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import type { TrainingRequestArgs } from "./common";

/** What pre-processing writes, each under its own prefix of the run. */
export const preprocessOutputs = [
    ...["train", "validation", "test", "raw", "transform"],
    // The test rows, encoded as each contender expects them, and some of them shuffled for the challenger.
    ...["contenders", "shuffled"],
    ...["quarantine", "report"],
] as const;

/** What machines that share the objects write of them for each other. */
export const measureOutputs = ["measures"] as const;

/**
 * Where SageMaker tells a machine which one of the job's it is:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
 */
const resourceConfig = "/opt/ml/config/resourceconfig.json";

const options = [
    ...["--data", `${processing}/input/data`],
    ...["--model", `${processing}/input/model/model.json`],
    ...["--output", `${processing}/output`],
    ...["--message", "/opt/ml/output/message"],
] as const;

const script = (name: string) => ["python3", `${processing}/input/code/preprocess/${name}.py`] as const;

/** What pre-processing starts with; its inputs are where `createProcessingJob` has them brought. */
export const preprocessCommand = { entrypoint: script("preprocess"), arguments: options } as const;

/** Where there is a champion the job gets its `transform.json`, too; where machines share the objects, all measures. */
export function createProcessingJob(args: TrainingRequestArgs): Json {
    const champion = "$champion != null";
    const shared = isShared(args) ? "$objects > 1" : undefined;
    return {
        ...common(args),
        ProcessingJobName: tryName("$run.name"),
        AppSpecification: {
            ImageUri: args.images.preprocess,
            ContainerEntrypoint: preprocessCommand.entrypoint,
            ContainerArguments: listWith(
                [...preprocessCommand.arguments, ...(args.attribution === "linear" ? ["--probes"] : [])],
                [champion, ["--champion", `${processing}/input/champion/transform.json`]],
                [shared, ["--measures", `${processing}/input/measures`, "--resources", resourceConfig]],
            ),
        },
        ProcessingInputs: listWith(
            inputs(args),
            [champion, [processingInput("champion", "{% $champion.transform %}")]],
            [shared, [processingInput("measures", runPath("measures/"))]],
        ),
        ProcessingOutputConfig: outputs(preprocessOutputs),
    };
}

/**
 * The first half of it where machines share the objects. Capitals count its tries: no other processing job of the run
 * has them.
 */
export function createMeasureJob(args: TrainingRequestArgs): Json {
    return {
        ...common(args),
        ProcessingJobName: tryName("$run.name", jobVariables(), "'ABCDEFGHIJ'"),
        AppSpecification: {
            ImageUri: args.images.preprocess,
            ContainerEntrypoint: script("measure"),
            ContainerArguments: options,
        },
        ProcessingInputs: inputs(args),
        ProcessingOutputConfig: outputs(measureOutputs),
    };
}

/** Whether several machines may share the objects of a run. */
export function isShared({ definition }: Pick<TrainingRequestArgs, "definition">): boolean {
    return definition.preprocessing.instanceCount > 1;
}

/** Fields of the optimized integration: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html. */
function common(args: TrainingRequestArgs) {
    const { preprocessing } = args.definition;
    // A machine without an object would be paid for, and do nothing.
    const InstanceCount = `{% $min([${preprocessing.instanceCount}, $objects]) %}`;
    return {
        RoleArn: args.roleArns.preprocess,
        ProcessingResources: {
            ClusterConfig: { ...resources(preprocessing), ...(isShared(args) && { InstanceCount }) },
        },
        NetworkConfig: {
            EnableNetworkIsolation: true,
            ...(isShared(args) && { EnableInterContainerTrafficEncryption: true }),
            ...vpcConfig(args),
        },
        StoppingCondition: { MaxRuntimeInSeconds: preprocessing.maxRuntime },
        Tags: args.tags,
    };
}

function inputs(args: TrainingRequestArgs): readonly Json[] {
    return [
        processingInput("code", `${args.codeLocation}code/`),
        processingInput("model", `${args.codeLocation}model/`),
        processingInput("data", runPath("input/"), "data", isShared(args) ? "ShardedByS3Key" : "FullyReplicated"),
    ];
}

function outputs(folders: readonly string[]): Json {
    return { KmsKeyId: "{% $keyArn %}", Outputs: folders.map(processingOutput) };
}

/** A list that is longer where conditions hold; one that is undefined never does. */
function listWith(
    always: readonly Json[],
    ...more: readonly (readonly [condition: string | undefined, items: readonly Json[]])[]
): string {
    const list = more.reduce(
        (list, [condition, items]) =>
            condition === undefined ? list : `$append(${list}, ${condition} ? ${asExpression(items)} : [])`,
        asExpression(always),
    );
    return `{% ${list} %}`;
}
