import type { Judgement } from "../../../../contracts/monitoring";
import { baselineFiles, baselineFolder } from "../../../../contracts/places";
import { tryName } from "../../../asl/jobStates";
import { runModelMonitor, writePlainRows } from "../../../asl/modelMonitor";
import { processing, processingInput, runPath } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import { digits, variablesOf } from "./baselines";
import type { TrainingRequestArgs } from "./common";

/** In the run's folder, by judgement: rows as Model Monitor's container reads them. */
export const plainFolder = "plain";

/**
 * Where the container leaves the baseline of the model's quality: its files have the names of those of the data. They
 * are copied to the names that all others know.
 */
export const qualityFolder = `${baselineFolder}/quality`;

type ContainerArgs = TrainingRequestArgs & { readonly algorithm: string; readonly container: string };

/** Writes the rows of a baseline as the container reads them: the raw rows of all sides, or answers to the test rows. */
export function createPlainRows(args: ContainerArgs, judgement: Judgement): Json {
    const answers = judgement === "model-quality";
    return writePlainRows({
        ...common(args),
        image: args.images.preprocess,
        codeLocation: args.codeLocation,
        // A letter of its own for the hyphen: the container's jobs count their tries by the same characters.
        name: tryName("$run.name", variablesOf[judgement], digits[judgement], answers ? "q" : "p"),
        data: runPath(answers ? "raw/test" : "raw/"),
        output: runPath(`${plainFolder}/${judgement}/`),
        options: [
            judgement,
            ...(answers ? ["--name", args.algorithm, "--predictions", `${processing}/input/predictions`] : []),
        ],
        inputs: answers ? [processingInput("predictions", runPath("predictions/challenger/"))] : [],
    });
}

/** Has the container make a baseline of these rows. */
export function createContainerBaseline(args: ContainerArgs, judgement: Judgement): Json {
    const answers = judgement === "model-quality";
    return runModelMonitor({
        ...common(args),
        image: args.container,
        name: tryName("$run.name", variablesOf[judgement], digits[judgement]),
        judgement,
        data: runPath(`${plainFolder}/${judgement}/${answers ? `${args.algorithm}/` : ""}`),
        output: runPath(`${answers ? qualityFolder : baselineFolder}/`),
    });
}

/** Gives a file of the model's quality the name that registry and monitor know. */
export function nameQualityFile(args: TrainingRequestArgs, kind: "statistics" | "constraints"): Json {
    const name = baselineFiles[kind === "statistics" ? "qualityStatistics" : "qualityConstraints"];
    return {
        Bucket: args.artifactBucket,
        CopySource: `{% $substringAfter($run.location, 's3://') & '/${qualityFolder}/${baselineFiles[kind]}' %}`,
        Key: `{% $substringAfter($run.location, 's3://${args.artifactBucket}/') & '/${baselineFolder}/${name}' %}`,
        // To keep the tags would take permissions of their own.
        TaggingDirective: "REPLACE",
    };
}

function common(args: TrainingRequestArgs) {
    const { definition, network, roleArns, tags } = args;
    return { roleArn: roleArns.baseline, job: definition.preprocessing, network, tags };
}
