import { baselineFolder, runFiles } from "../../../../contracts/places";
import { explainTrees } from "../../../asl/explanation";
import { jobVariables, tryName } from "../../../asl/jobStates";
import {
    batchFormatOf,
    processing,
    processingInput,
    processingOutput,
    resources,
    runPath,
    vpcConfig,
} from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import type { TrainingRequestArgs } from "./common";
import { createTransformJob } from "./jobs";

/** Variables of the jobs of a branch, and characters that count their tries. */
export const dataVariables = jobVariables("dataBaseline");
export const qualityVariables = jobVariables("qualityBaseline");
export const attributionVariables = jobVariables("attributionBaseline");

/** Where the model's answers to shuffled test rows are, in the run's folder. */
const shuffledPredictions = "predictions/shuffled/";

/** Names of all jobs of one kind in a run are different: each has characters of its own to count tries by. */
export const digits = {
    "data-quality": "'abcdefghij'",
    "model-quality": "'klmnopqrst'",
    attribution: "'uvwxyzUVWX'",
} as const;

export const variablesOf = { "data-quality": dataVariables, "model-quality": qualityVariables } as const;

/** How the raw rows of all sides are distributed. */
export function createDataBaseline(args: TrainingRequestArgs): Json {
    return createBaselineJob(args, {
        name: tryName("$run.name", dataVariables, digits["data-quality"]),
        judgement: "data-quality",
        options: [],
        inputs: [processingInput("data", runPath("raw/"))],
    });
}

/** Predicts test rows of which one column each is shuffled: jobs/preprocess/shuffled.py. */
export function predictShuffledRows(args: TrainingRequestArgs): Json {
    return createTransformJob(args, {
        name: tryName("$run.name", qualityVariables, digits["model-quality"]),
        modelName: "{% $modelName %}",
        input: runPath("shuffled/"),
        output: runPath(shuffledPredictions),
        format: batchFormatOf(args.definition),
    });
}

/** How good the new model is on the raw test rows, and how much it goes by each feature. */
export function createQualityBaseline(args: TrainingRequestArgs & { readonly algorithm: string }): Json {
    const input = `${processing}/input`;
    return createBaselineJob(args, {
        name: tryName("$run.name", qualityVariables, digits["model-quality"]),
        judgement: "model-quality",
        options: [
            ...["--predictions", `${input}/predictions`, "--name", args.algorithm],
            ...["--shuffled", `${input}/shuffled`, "--transform", `${input}/transform/transform.json`],
            ...(args.attribution === "linear" ? ["--linear"] : []),
        ],
        inputs: [
            // Several files of that beginning where machines shared the objects, in the order of the predictions.
            processingInput("data", runPath("raw/test")),
            processingInput("predictions", runPath("predictions/challenger/")),
            processingInput("shuffled", runPath(shuffledPredictions)),
            processingInput("transform", runPath(runFiles.transform)),
        ],
    });
}

/** What each feature adds to the answers to test rows, told by trees in their own image: jobs/explain. */
export function createAttributionBaseline(args: TrainingRequestArgs): Json {
    const { preprocessing } = args.definition;
    return {
        ProcessingJobName: tryName("$run.name", attributionVariables, digits.attribution),
        RoleArn: args.roleArns.baseline,
        ...explainTrees({ image: args.images.algorithm, output: baselineFolder }),
        ProcessingInputs: [
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("artifact", "{% $trainingJob.artifact %}"),
            processingInput("transform", runPath(runFiles.transform)),
            processingInput("vectors", runPath("contenders/challenger/")),
        ],
        ProcessingOutputConfig: { KmsKeyId: "{% $keyArn %}", Outputs: [processingOutput(baselineFolder)] },
        ProcessingResources: { ClusterConfig: resources({ ...preprocessing, instanceCount: 1 }) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: preprocessing.maxRuntime },
        Tags: args.tags,
    };
}

interface BaselineRequest {
    readonly name: string;
    /** What jobs/monitor/baseline.py is to tell of. */
    readonly judgement: "data-quality" | "model-quality";
    readonly options: readonly string[];
    readonly inputs: readonly Json[];
}

/**
 * Fields of the optimized integration: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html. One
 * pass over a table does with one machine.
 */
function createBaselineJob(args: TrainingRequestArgs, { name, judgement, options, inputs }: BaselineRequest): Json {
    const { preprocessing } = args.definition;
    const input = `${processing}/input`;
    return {
        ProcessingJobName: name,
        RoleArn: args.roleArns.baseline,
        AppSpecification: {
            ImageUri: args.images.preprocess,
            ContainerEntrypoint: ["python3", `${input}/code/monitor/baseline.py`],
            ContainerArguments: [
                judgement,
                ...["--data", `${input}/data`, "--model", `${input}/model/model.json`],
                ...["--settings", `${input}/model/baseline.json`],
                ...["--output", `${processing}/output/${baselineFolder}`],
                ...["--message", "/opt/ml/output/message"],
                ...options,
            ],
        },
        ProcessingInputs: [
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("model", `${args.codeLocation}model/`),
            ...inputs,
        ],
        ProcessingOutputConfig: { KmsKeyId: "{% $keyArn %}", Outputs: [processingOutput(baselineFolder)] },
        ProcessingResources: { ClusterConfig: resources({ ...preprocessing, instanceCount: 1 }) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: preprocessing.maxRuntime },
        Tags: args.tags,
    };
}
