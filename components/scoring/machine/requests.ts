import { attributionFile } from "../../../contracts/places";
import { largestContributions } from "../../../contracts/scoring";
import type { JobNetwork } from "../../access/jobNetwork";
import { explanationEntrypoint, explanationPlaces, linearArguments, treesArguments } from "../../asl/explanation";
import { jobVariables, tryName } from "../../asl/jobStates";
import { asExpression, forEachModel, listOf } from "../../asl/jsonata";
import {
    hasLocalStorage,
    processing,
    processingInput,
    processingOutput,
    resources,
    runPath,
    vpcConfig,
} from "../../asl/requests";
import type { Json } from "../../asl/states";
import type { Explanation } from "../../model/attribution";
import type { JobResources, TransformResources } from "../../model/model";

/** What the requests to SageMaker are made of. */
export interface ScoringRequestArgs {
    /** Machines of the pre-processing job. */
    readonly preprocessing: JobResources;
    /** Machines of the batch transform job, by algorithm. */
    readonly transform: Readonly<Record<string, TransformResources>>;
    /** Where the pre-processing code is: `code/` and `model/` below it. An S3 location with a slash at its end. */
    readonly codeLocation: string;
    readonly preprocessImage: string;
    readonly preprocessRoleArn: string;
    readonly mergeRoleArn: string;
    readonly explainRoleArn: string;
    /** By algorithm, how its scores are explained, and the image that does so: those of others are not. */
    readonly explanations: Readonly<Record<string, { readonly kind: Explanation; readonly image: string }>>;
    /** Where the pre-processing job runs; absent: in SageMaker's own network. Models bring theirs. */
    readonly network?: JobNetwork;
    /** On everything that a run makes, so that its cost can be told. */
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** Variables of the jobs' states, inside the Maps over the models. */
export const transformVariables = jobVariables("transform");
export const explanationVariables = jobVariables("explanation");

/**
 * Merges the scores of a large batch: as `$merged.mergeJob` says, which is what the function answered that merges
 * smaller ones. On the machines of the pre-processing job.
 */
export function createMergeJob(args: ScoringRequestArgs): Json {
    const inputs = ["rows", "report", "transformed"];
    const places = [
        ...["--rows", `${processing}/input/rows`, "--report", `${processing}/input/report/report.json`],
        ...["--transformed", `${processing}/input/transformed`, "--output", `${processing}/output`],
        ...["--message", "/opt/ml/output/message"],
    ];
    return {
        // Letters count the tries where pre-processing has digits: both are processing jobs of one run.
        ProcessingJobName: tryName("$run.name", undefined, "'abcdefghij'"),
        RoleArn: args.mergeRoleArn,
        AppSpecification: {
            ImageUri: args.preprocessImage,
            ContainerEntrypoint: ["python3", `${processing}/input/code/preprocess/merge.py`],
            ContainerArguments: `{% $append(${asExpression(places)}, $merged.mergeJob.arguments) %}`,
        },
        ProcessingInputs: listOf([
            processingInput("code", `${args.codeLocation}code/`),
            ...inputs.map((name) => processingInput(name, runPath(`${name}/`))),
            `{% $explain ? ${asExpression(processingInput("explained", runPath("explained/")))} %}`,
        ]),
        ProcessingOutputConfig: { KmsKeyId: "{% $keyArn %}", Outputs: ["result", "merge"].map(processingOutput) },
        ProcessingResources: { ClusterConfig: resources(args.preprocessing) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: args.preprocessing.maxRuntime },
        Tags: args.tags,
    };
}

/**
 * Encodes the file for each model version by that version's own `transform.json`. Lists grow with the versions that
 * there are, so they are expressions. Fields of the optimized integration:
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
 */
export function createProcessingJob(args: ScoringRequestArgs): Json {
    return {
        ProcessingJobName: tryName("$run.name"),
        RoleArn: args.preprocessRoleArn,
        AppSpecification: {
            ImageUri: args.preprocessImage,
            ContainerEntrypoint: ["python3", `${processing}/input/code/preprocess/score.py`],
            ContainerArguments: listOf([
                ...["--data", `${processing}/input/data`],
                ...["--model", `${processing}/input/model/model.json`],
                ...[
                    "--transform",
                    forEachModel(`algorithm & '=${processing}/input/transform/' & algorithm & '/transform.json'`),
                ],
                ...["--format", forEachModel("algorithm & '=' & batchFormat")],
                ...["--output", `${processing}/output`],
                ...["--message", "/opt/ml/output/message"],
            ]),
        },
        ProcessingInputs: listOf([
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("model", `${args.codeLocation}model/`),
            processingInput("data", runPath("input/")),
            forEachModel(
                asExpression(
                    processingInput(
                        "{% 'transform-' & algorithm %}",
                        "{% transform %}",
                        "{% 'transform/' & algorithm %}",
                    ),
                ),
            ),
        ]),
        ProcessingOutputConfig: {
            KmsKeyId: "{% $keyArn %}",
            Outputs: ["encoded", "rows", "quarantine", "report"].map(processingOutput),
        },
        ProcessingResources: { ClusterConfig: resources(args.preprocessing) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: args.preprocessing.maxRuntime },
        Tags: args.tags,
    };
}

/**
 * Scores what was encoded for one model version, `$version`. The filter lets the model see its vector alone, and the
 * join gives each answer its row's identifier: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html.
 * By the SDK integration, since the optimized one knows no DataProcessing.
 */
export function createTransformJob(args: ScoringRequestArgs): Json {
    const { tries } = transformVariables;
    return {
        TransformJobName: `{% $run.name & '-' & $string($version.index) & $string($${tries}) & $string($states.context.State.RetryCount) %}`,
        ModelName: "{% $version.modelName %}",
        BatchStrategy: "MultiRecord",
        MaxPayloadInMB: 6,
        TransformInput: {
            DataSource: {
                S3DataSource: {
                    S3DataType: "S3Prefix",
                    S3Uri: "{% $run.location & '/encoded/' & $version.algorithm & '/' %}",
                },
            },
            ContentType: "{% $version.batchFormat %}",
            SplitType: "Line",
        },
        TransformOutput: {
            S3OutputPath: "{% $run.location & '/transformed/' & $version.algorithm & '/' %}",
            Accept: "{% $version.batchFormat %}",
            AssembleWith: "Line",
            KmsKeyId: "{% $keyArn %}",
        },
        DataProcessing: `{% $version.batchFormat = 'text/csv' ? ${asExpression(csvFilters)} : ${asExpression(jsonFilters)} %}`,
        TransformResources: `{% $lookup(${asExpression(machines(args.transform))}, $version.algorithm) %}`,
        Tags: args.tags,
    };
}

/**
 * Tells what each feature adds to the scores of one model version, `$explained`, of the rows that were encoded for it: by
 * a linear version's weights, or by trees in their own image.
 */
export function createExplanationJob(args: ScoringRequestArgs): Json {
    const of = (what: "kind" | "image") =>
        `$lookup(${asExpression(mapValues(args.explanations, (one) => one[what]))}, $explained.algorithm)`;
    const isLinear = `${of("kind")} = 'linear'`;
    const attribution = processingInput("attribution", `{% $explained.baseline & '/${attributionFile}' %}`);
    const trees = [
        processingInput("artifact", "{% $explained.artifact %}"),
        processingInput("transform", "{% $explained.transform %}"),
    ];
    const places = [...explanationPlaces(), "--largest", String(largestContributions)];
    return {
        ProcessingJobName: `{% $run.name & '-' & $substring('abcdefghij', $explained.index, 1) & $string($${explanationVariables.tries}) & $string($states.context.State.RetryCount) %}`,
        RoleArn: args.explainRoleArn,
        AppSpecification: {
            ImageUri: `{% ${of("image")} %}`,
            ContainerEntrypoint: explanationEntrypoint,
            ContainerArguments: `{% $append(${isLinear} ? ${asExpression(linearArguments)} : ${asExpression(treesArguments)}, ${asExpression(places)}) %}`,
        },
        ProcessingInputs: listOf([
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("vectors", "{% $run.location & '/encoded/' & $explained.algorithm & '/' %}"),
            `{% ${isLinear} ? ${asExpression(attribution)} : ${asExpression(trees)} %}`,
        ]),
        ProcessingOutputConfig: {
            KmsKeyId: "{% $keyArn %}",
            Outputs: [
                {
                    OutputName: "explained",
                    S3Output: {
                        S3Uri: "{% $run.location & '/explained/' & $explained.algorithm & '/' %}",
                        LocalPath: `${processing}/output`,
                        S3UploadMode: "EndOfJob",
                    },
                },
            ],
        },
        ProcessingResources: { ClusterConfig: resources(args.preprocessing) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: args.preprocessing.maxRuntime },
        Tags: args.tags,
    };
}

/** A line is the identifier, then the vector; of a CSV line columns are known by their places alone. */
const csvFilters: Json = { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" };

/**
 * A line is `{"identifier": "...", "vector": {"features": [...]}}`; the answer stands under SageMaker's reserved name.
 */
const jsonFilters: Json = {
    InputFilter: "$.vector",
    JoinSource: "Input",
    OutputFilter: "$['identifier','SageMakerOutput']",
};

function mapValues<From, To>(values: Readonly<Record<string, From>>, made: (value: From) => To): Record<string, To> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, made(value)]));
}

function machines(transform: ScoringRequestArgs["transform"]): Json {
    return Object.fromEntries(
        Object.entries(transform).map(([algorithm, { instanceType, instanceCount }]) => [
            algorithm,
            {
                InstanceType: instanceType,
                InstanceCount: instanceCount,
                ...(hasLocalStorage(instanceType) ? {} : { VolumeKmsKeyId: "{% $keyArn %}" }),
            },
        ]),
    );
}
