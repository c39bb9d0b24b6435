import { windowFiles } from "../../../contracts/monitoring";
import { baselineFiles } from "../../../contracts/places";
import { jobVariables } from "../../asl/jobStates";
import { asExpression, forEachModel, numbered } from "../../asl/jsonata";
import { runModelMonitor, writePlainRows } from "../../asl/modelMonitor";
import type { Json } from "../../asl/states";
import { analysisVariables, type MonitorRequestArgs, rowsOf } from "./requests";

/** Variables of a container's states, inside the Map over the versions. */
export const versionVariables = jobVariables("version");

/** The versions, each with its place among them, by which names of jobs differ. */
export const numberedVersions = `{% ${numbered("$models")} %}`;

/** A letter for each judgement and version; a monitor watches five at most (validate.ts). */
const letters = "$substring('abcdefghij', $judgement.index * 5 + $version.index, 1)";
const retries = "$string($states.context.State.RetryCount)";

/** Where the rows of the judgement are as the container reads them. They tell raw rows, so they stay in the window. */
const plainRows = `$run.window & '${windowFiles.plain}' & $judgement.name & '/'`;

/** Writes the window's rows as the container reads them. */
export function createPlainRows(args: MonitorRequestArgs): Json {
    return writePlainRows({
        ...common(args),
        name: `{% $run.name & 'p' & $string($judgement.index) & $string($${analysisVariables.tries}) & ${retries} %}`,
        image: args.image,
        codeLocation: args.codeLocation,
        data: `{% $run.window & $lookup(${asExpression(rowsOf)}, $judgement.name) %}`,
        output: `{% ${plainRows} %}`,
        options: ["{% $judgement.name %}", ...["--name", forEachModel("algorithm")]],
    });
}

/** Has the container judge the window's rows by the baseline of `$version`. */
export function createContainerAnalysis(args: MonitorRequestArgs & { readonly container: string }): Json {
    const file = (kind: "statistics" | "constraints") => {
        const names = { "data-quality": baselineFiles[kind], "model-quality": baselineFiles[qualityFile[kind]] };
        return `{% $version.baseline & '/' & $lookup(${asExpression(names)}, $judgement.name) %}`;
    };
    return runModelMonitor({
        ...common(args),
        name: `{% $run.name & '-' & ${letters} & $string($${versionVariables.tries}) & ${retries} %}`,
        image: args.container,
        judgement: "{% $judgement.name %}",
        data: `{% ${plainRows} & ($judgement.name = 'model-quality' ? $version.algorithm & '/' : '') %}`,
        baseline: { statistics: file("statistics"), constraints: file("constraints") },
        output: "{% $run.location & '/' & $judgement.name & '/' & $version.algorithm & '/' %}",
    });
}

const qualityFile = { statistics: "qualityStatistics", constraints: "qualityConstraints" } as const;

function common(args: MonitorRequestArgs) {
    return { roleArn: args.analyzeRoleArn, job: args.analysis, network: args.network, tags: args.tags };
}
