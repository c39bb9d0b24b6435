import type { Judgement } from "../../contracts/monitoring";
import type { JobNetwork } from "../access/jobNetwork";
import type { JobResources } from "../model/model";
import { asExpression, listOf } from "./jsonata";
import { processing, processingInput, resources, vpcConfig } from "./requests";
import type { Json } from "./states";

/** What every job around SageMaker Model Monitor's own container is made of. */
interface JobArgs {
    /** Expressions: the job's name, and the S3 locations that it reads and writes, a slash at the end of each. */
    readonly name: string;
    readonly data: string;
    readonly output: string;
    readonly roleArn: string;
    readonly image: string;
    /** Machines; one of them. */
    readonly job: JobResources;
    readonly network?: JobNetwork;
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

const input = `${processing}/input`;
const output = `${processing}/output`;

/** The columns of rows with answers, as jobs/monitor/plain.py writes them. */
const columns = { prediction: "prediction", label: "label" };

/** Writes rows as the container reads them: jobs/monitor/plain.py, in the image of the analyzer. */
export function writePlainRows(
    args: JobArgs & {
        readonly codeLocation: string;
        /** The judgement, and what else it is told; members may be expressions. */
        readonly options: readonly Json[];
        readonly inputs?: readonly Json[];
    },
): Json {
    const { codeLocation, options, inputs = [] } = args;
    return {
        ...common(args),
        AppSpecification: {
            ImageUri: args.image,
            ContainerEntrypoint: ["python3", `${input}/code/monitor/plain.py`],
            ContainerArguments: listOf([
                ...options,
                ...["--data", `${input}/data`, "--model", `${input}/model/model.json`],
                ...["--output", output, "--message", "/opt/ml/output/message"],
            ]),
        },
        ProcessingInputs: [
            processingInput("code", `${codeLocation}code/`),
            processingInput("model", `${codeLocation}model/`),
            processingInput("data", args.data),
            ...inputs,
        ],
    };
}

/**
 * Has the container make a baseline, or judge rows by one. What it is told, and what it leaves, is in its contract and in
 * the SDK that starts it:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-contract-inputs.html,
 * https://github.com/aws/sagemaker-python-sdk/blob/master/src/sagemaker/model_monitor/model_monitoring.py
 */
export function runModelMonitor(
    args: JobArgs & {
        /** A judgement, or an expression that is one. */
        readonly judgement: string;
        /** Expressions: the S3 URIs of the files to judge by. */
        readonly baseline?: { readonly statistics: string; readonly constraints: string };
    },
): Json {
    const { judgement, baseline } = args;
    const environments = {
        "data-quality": environmentOf("data-quality"),
        "model-quality": environmentOf("model-quality"),
    };
    const own = judgement.startsWith("{%")
        ? `$lookup(${asExpression(environments)}, ${asExpression(judgement)})`
        : asExpression(environments[judgement as Judgement]);
    return {
        ...common(args),
        AppSpecification: { ImageUri: args.image },
        Environment: baseline
            ? `{% $merge([${own}, ${asExpression({
                  // A file's name in the container is its object's: $name is what follows the last slash.
                  baseline_statistics: fileOf("statistics", baseline.statistics),
                  baseline_constraints: fileOf("constraints", baseline.constraints),
              })}]) %}`
            : `{% ${own} %}`,
        ProcessingInputs: [
            processingInput("data", args.data),
            ...Object.entries(baseline ?? {}).map(([name, uri]) => processingInput(name, uri)),
        ],
    };
}

/** Where the container finds an input of one object. */
function fileOf(folder: string, uri: string): string {
    return `{% '${input}/${folder}/' & $split(${asExpression(uri)}, '/')[-1] %}`;
}

function environmentOf(judgement: Judgement): Readonly<Record<string, string>> {
    return {
        dataset_format: JSON.stringify({ csv: { header: true, output_columns_position: "START" } }),
        dataset_source: `${input}/data`,
        output_path: output,
        publish_cloudwatch_metrics: "Disabled",
        ...(judgement === "model-quality" && {
            analysis_type: "MODEL_QUALITY",
            problem_type: "Regression",
            inference_attribute: columns.prediction,
            ground_truth_attribute: columns.label,
        }),
    };
}

function common(args: JobArgs) {
    return {
        ProcessingJobName: args.name,
        RoleArn: args.roleArn,
        ProcessingOutputConfig: {
            KmsKeyId: "{% $keyArn %}",
            Outputs: [
                {
                    OutputName: "output",
                    S3Output: { S3Uri: args.output, LocalPath: output, S3UploadMode: "EndOfJob" },
                },
            ],
        },
        ProcessingResources: { ClusterConfig: resources({ ...args.job, instanceCount: 1 }) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: args.job.maxRuntime },
        Tags: args.tags,
    };
}
