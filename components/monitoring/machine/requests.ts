import { attributionFolder, historyStart, type Judgement, windowFiles } from "../../../contracts/monitoring";
import type { JobNetwork } from "../../access/jobNetwork";
import { explainTrees } from "../../asl/explanation";
import { type JobVariables, jobVariables } from "../../asl/jobStates";
import { asExpression, forEachModel, forEachModelOf, listOf, modelsOf } from "../../asl/jsonata";
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
    /** By algorithm, the image in which a job asks it what each feature adds to its answers; none: nobody is asked. */
    readonly explained: Readonly<Record<string, string>>;
    readonly network?: JobNetwork;
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** Variables of the jobs' states, inside the Map over the judgements, and in it inside that over versions. */
export const analysisVariables = jobVariables("analysis");
export const encodingVariables = jobVariables("encoding");
export const explanationVariables = jobVariables("explanation");

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
    const rows = `${processing}/rows`;
    return {
        ProcessingJobName: jobName("$string($judgement.index)", analysisVariables),
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
                ofAnswers(`['--rows', '${rows}']`),
                ...["--message", "/opt/ml/output/message"],
                ...attributionArguments(args),
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
            ...attributionInputs(args),
        ]),
        ...common(args, "judged", "{% $run.location & '/' & $judgement.name & '/' %}", [
            // What tells rows of the window lies where the window does.
            ofAnswers(asExpression(outputTo("rows", rows, "{% $run.report & '/' & $judgement.name & '/' %}"))),
        ]),
    };
}

/** Members of a list where answers are judged: no other judgement tells rows. */
function ofAnswers(expression: string): string {
    return `{% $judgement.name = 'model-quality' ? ${expression} %}`;
}

/** What the analyzer is told of contributions, where versions were asked: of the rows that came alone. */
function attributionArguments({ explained }: MonitorRequestArgs): Json[] {
    const folders = forEachModelOf(
        Object.keys(explained),
        `algorithm & '=${processing}/input/${attributionFolder}/' & algorithm`,
    );
    return onlyOfRows(explained, `$append('--attribution', ${asExpression(folders)})`);
}

function attributionInputs({ explained }: MonitorRequestArgs): Json[] {
    const inputs = forEachModelOf(
        Object.keys(explained),
        asExpression(
            processingInput(
                "{% 'attribution-' & algorithm %}",
                `{% $run.location & '/${attributionFolder}/' & algorithm & '/' %}`,
                `{% '${attributionFolder}/' & algorithm %}`,
            ),
        ),
    );
    return onlyOfRows(explained, asExpression(inputs));
}

function onlyOfRows(explained: MonitorRequestArgs["explained"], members: string): Json[] {
    return Object.keys(explained).length === 0 ? [] : [`{% ${isExplained(explained)} ? ${members} %}`];
}

/** Whether versions are asked what each feature adds to the answers of this judgement, as a part of an expression. */
export function isExplained(explained: MonitorRequestArgs["explained"]): string {
    return `($judgement.name = 'data-quality' and $count(${modelsOf(Object.keys(explained))}) > 0)`;
}

/** Turns the window's rows into vectors for the versions that are asked. */
export function createEncodingJob(args: MonitorRequestArgs): Json {
    const input = `${processing}/input`;
    const algorithms = Object.keys(args.explained);
    return {
        // Letters where the analyzer's jobs have the judgement's digit.
        ProcessingJobName: jobName("'z'", encodingVariables),
        RoleArn: args.analyzeRoleArn,
        AppSpecification: {
            ImageUri: args.image,
            ContainerEntrypoint: ["python3", `${input}/code/monitor/encode.py`],
            ContainerArguments: listOf([
                ...["--data", `${input}/data`],
                ...["--model", `${input}/model/model.json`],
                ...[
                    "--transform",
                    forEachModelOf(algorithms, `algorithm & '=${input}/transform/' & algorithm & '/transform.json'`),
                ],
                ...["--output", `${processing}/output`],
                ...["--message", "/opt/ml/output/message"],
            ]),
        },
        ProcessingInputs: listOf([
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("model", `${args.codeLocation}model/`),
            processingInput("data", `{% $run.window & '${windowFiles.data}' %}`),
            forEachModelOf(
                algorithms,
                asExpression(
                    processingInput(
                        "{% 'transform-' & algorithm %}",
                        "{% transform %}",
                        "{% 'transform/' & algorithm %}",
                    ),
                ),
            ),
        ]),
        ...common(args, "vectors", `{% $run.window & '${windowFiles.vectors}' %}`),
    };
}

/** Asks a version, `$explained`, what each feature adds to its answers, in its algorithm's own image. */
export function createExplanationJob(args: MonitorRequestArgs): Json {
    return {
        ProcessingJobName: jobName("$substring('abcdefghij', $explained.index, 1)", explanationVariables),
        RoleArn: args.analyzeRoleArn,
        ...explainTrees({ image: `{% $lookup(${asExpression(args.explained)}, $explained.algorithm) %}` }),
        ProcessingInputs: [
            processingInput("code", `${args.codeLocation}code/`),
            processingInput("artifact", "{% $artifact %}"),
            processingInput("transform", "{% $explained.transform %}"),
            processingInput("vectors", `{% $run.window & '${windowFiles.vectors}' & $explained.algorithm & '/' %}`),
        ],
        ...common(args, "attribution", `{% $run.location & '/${attributionFolder}/' & $explained.algorithm & '/' %}`),
    };
}

/** As the scoring pipeline's jobs: what it is for, tries after lack of machines, and retries, a character each. */
function jobName(what: string, { tries }: JobVariables): string {
    return `{% $run.name & '-' & ${what} & $string($${tries}) & $string($states.context.State.RetryCount) %}`;
}

/** What all jobs of a run have, but for what they are to do. */
function common(
    args: MonitorRequestArgs,
    output: string,
    location: string,
    more: readonly Json[] = [],
): { readonly [key: string]: Json } {
    return {
        ProcessingOutputConfig: {
            KmsKeyId: "{% $keyArn %}",
            Outputs: listOf([outputTo(output, `${processing}/output`, location), ...more]),
        },
        ProcessingResources: { ClusterConfig: resources(args.analysis) },
        NetworkConfig: { EnableNetworkIsolation: true, ...vpcConfig(args) },
        StoppingCondition: { MaxRuntimeInSeconds: args.analysis.maxRuntime },
        Tags: args.tags,
    };
}

function outputTo(OutputName: string, LocalPath: string, S3Uri: string): Json {
    return { OutputName, S3Output: { S3Uri, LocalPath, S3UploadMode: "EndOfJob" } };
}
