import { historyStart, type Judgement, windowFiles } from "../../../contracts/monitoring";
import type { JobNetwork } from "../../access/jobNetwork";
import { jobVariables } from "../../asl/jobStates";
import { asExpression, forEachModel, listOf } from "../../asl/jsonata";
import { processing, processingInput, resources, vpcConfig } from "../../asl/requests";
import type { Json } from "../../asl/states";
import type { JobResources } from "../../model/model";

/** What the requests are made of. */
export interface MonitorRequestArgs {
    /** Machines of the analyzer's jobs. */
    readonly analysis: JobResources;
    /** Where the jobs' code is: `code/` and `model/` below it. An S3 location with a slash at its end. */
    readonly codeLocation: string;
    /** Where the analyzer's settings are, likewise. */
    readonly settingsLocation: string;
    /** Whether what earlier windows had counts: whether a violation must persist. */
    readonly persists: boolean;
    readonly image: string;
    /** The image of Model Monitor's own container; absent: the analyzer judges. */
    readonly container?: string;
    readonly analyzeRoleArn: string;
    readonly network?: JobNetwork;
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** Variables of an analyzer job's states, inside the Map over the judgements. */
export const analysisVariables = jobVariables("analysis");

/** As the scoring pipeline's jobs: the judgement, tries after lack of machines, and retries, a digit each. */
const jobName = `{% $run.name & '-' & $string($judgement.index) & $string($${analysisVariables.tries}) & $string($states.context.State.RetryCount) %}`;

/** Which rows a judgement reads. */
export const rowsOf: Readonly<Record<Judgement, string>> = {
    "data-quality": windowFiles.data,
    "model-quality": windowFiles.labelled,
};

/**
 * What the windows before had (jobs/monitor/report.py): `drift.csv` of the run that judged last, and beside it, as
 * `drift-earlier.csv`, what that run was told itself. So a job reads two files, however many runs there were.
 */
const historyOf = `{% $lookup($judged, $judgement.name) & '/${historyStart}' %}`;

/** A member of a list where an earlier run has judged the same; the first one has none before it. */
function whereJudged(expression: string): string {
    return `{% $exists($lookup($judged, $judgement.name)) ? ${expression} %}`;
}

/**
 * Judges the window's rows, for `$judgement`, by the baselines of all versions that serve. Lists grow with the versions
 * that there are, so they are expressions. Fields of the optimized integration:
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
 */
export function createAnalysisJob(args: MonitorRequestArgs): Json {
    const input = `${processing}/input`;
    const output = `${processing}/output`;
    return {
        ProcessingJobName: jobName,
        RoleArn: args.analyzeRoleArn,
        AppSpecification: {
            ImageUri: args.image,
            ContainerEntrypoint: ["python3", `${input}/code/monitor/analyze.py`],
            ContainerArguments: listOf([
                "{% $judgement.name %}",
                ...["--data", `${input}/data`],
                ...["--model", `${input}/model/model.json`],
                ...["--settings", `${input}/settings/settings.json`],
                ...(args.persists ? [whereJudged(`['--history', '${input}/history']`)] : []),
                ...["--run", "{% $run.id %}"],
                ...["--time", "{% $states.context.Execution.StartTime %}"],
                ...["--baseline", forEachModel(`algorithm & '=${input}/baseline/' & algorithm`)],
                ...["--output", output],
                ...["--message", "/opt/ml/output/message"],
            ]),
        },
        ProcessingInputs: listOf([
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("model", `${args.codeLocation}model/`),
            processingInput("settings", args.settingsLocation),
            ...(args.persists ? [whereJudged(asExpression(processingInput("history", historyOf)))] : []),
            processingInput("data", `{% $run.window & $lookup(${asExpression(rowsOf)}, $judgement.name) %}`),
            forEachModel(
                asExpression(
                    processingInput(
                        "{% 'baseline-' & algorithm %}",
                        "{% baseline & '/' %}",
                        "{% 'baseline/' & algorithm %}",
                    ),
                ),
            ),
        ]),
        ProcessingOutputConfig: {
            KmsKeyId: "{% $keyArn %}",
            Outputs: [
                {
                    OutputName: "judged",
                    S3Output: {
                        S3Uri: "{% $run.location & '/' & $judgement.name & '/' %}",
                        LocalPath: output,
                        S3UploadMode: "EndOfJob",
                    },
                },
            ],
        },
        ProcessingResources: { ClusterConfig: resources(args.analysis) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: args.analysis.maxRuntime },
        Tags: args.tags,
    };
}
