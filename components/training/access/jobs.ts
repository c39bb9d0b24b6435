import { baselineFolder } from "../../../contracts/places";
import type { PolicyStatement } from "../../access/policyStatement";
import {
    allow,
    containerStatements,
    type ContainerStatementsArgs,
    pullImage,
    readObjects,
    writeObjects,
} from "../../access/statements";
import { isVolumeEncrypted, transformResourcesOf } from "../../asl/requests";
import { repositoryArnOf } from "../../blocks/image";
import type { Explanation } from "../../model/attribution";
import type { AlgorithmDefinition } from "../../model/model";
import { plainFolder } from "../machine/requests/containerBaselines";
import { trainingChannels } from "../machine/requests/jobs";
import { isShared, measureOutputs, preprocessOutputs } from "../machine/requests/preprocessing";
import type { TrainingStatementsArgs } from "./stateMachine";

export interface JobStatementsArgs extends TrainingStatementsArgs {
    readonly captureBucket: string;
    /** Prefix of the capture bucket that endpoints write under, with a slash at its end. */
    readonly capturePrefix: string;
    /** Prefix of the artifact bucket that the pre-processing code is under, with a slash at its end. */
    readonly codePrefix: string;
    /** Prefix of the artifact bucket that scoring runs leave their files under, with a slash at its end. */
    readonly scoresPrefix: string;
    /** ARNs of the alarms that roll a deployment back. */
    readonly alarmArns: readonly string[];
    /** Name of the model's algorithm. */
    readonly algorithm: string;
    /** ARNs of the repositories that images are pulled from. */
    readonly repositories: { readonly preprocess: string; readonly algorithm: string };
    /** On which machines jobs run, and whether training jobs leave checkpoints. */
    readonly definition: AlgorithmDefinition;
    /** Whether runs make baselines that the monitor compares with. */
    readonly monitoring: boolean;
    /** The image of Model Monitor's own container, where that makes them. */
    readonly container?: string;
    /** What of its answers is explained by baselines. */
    readonly attribution?: Explanation;
    readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

/**
 * The processing job reads the run's data, its code and the champion's transform, and writes the run's files. Where
 * machines share the objects, another one of the same role has measured them.
 */
export function preprocessStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, runsPrefix, codePrefix } = args;
    return [
        ...readObjects(scope, artifactBucket, `${runsPrefix}*/input/`),
        // The champion's, which an earlier run has left.
        ...readObjects(scope, artifactBucket, `${runsPrefix}*/transform/`),
        ...readObjects(scope, artifactBucket, codePrefix),
        ...(isShared(args)
            ? measureOutputs.flatMap((folder) => readObjects(scope, artifactBucket, `${runsPrefix}*/${folder}/`))
            : []),
        ...[...preprocessOutputs, ...(isShared(args) ? measureOutputs : [])].map((folder) =>
            writeObjects(scope, artifactBucket, `${runsPrefix}*/${folder}/`),
        ),
        ...container(args, ["ProcessingJobs"], args.repositories.preprocess, {
            ...{ processing: true, outputKey: true },
            volumeKey: isVolumeEncrypted(args.definition.preprocessing),
        }),
    ];
}

/** What baselines are made of, each under its own prefix of the run. */
const baselineInputs = ["raw", "predictions", "transform"];
/** The same where Model Monitor's own container makes them, of rows that are written anew. */
const containerInputs = ["raw", "predictions", plainFolder];

/** What trees are asked for their contributions by. */
const attributionInputs = ["model", "contenders"];

/**
 * The processing jobs of the baselines read the run's rows and the model's answers, and write what they found. One that
 * asks trees runs in the algorithm's image and reads the model.
 */
export function baselineStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, runsPrefix, codePrefix, repositories, container: image } = args;
    const explains = image === undefined && args.attribution === "trees";
    const folders = [
        ...(image === undefined ? baselineInputs : containerInputs),
        ...(explains ? attributionInputs : []),
    ];
    return [
        ...(image === undefined ? [] : [writeObjects(scope, artifactBucket, `${runsPrefix}*/${plainFolder}/`)]),
        ...folders.flatMap((folder) => readObjects(scope, artifactBucket, `${runsPrefix}*/${folder}/`)),
        ...readObjects(scope, artifactBucket, codePrefix),
        writeObjects(scope, artifactBucket, `${runsPrefix}*/${baselineFolder}/`),
        ...(explains ? [pullImage(repositories.algorithm)] : []),
        ...container(args, ["ProcessingJobs"], baselineRepositories(args), {
            ...{ processing: true, outputKey: true },
            volumeKey: isVolumeEncrypted(args.definition.preprocessing),
        }),
    ];
}

function baselineRepositories({ repositories, container: image }: JobStatementsArgs): string | string[] {
    return image === undefined ? repositories.preprocess : [repositories.preprocess, repositoryArnOf(image)];
}

/**
 * The training job reads its channels and writes the model, and its checkpoints, beside them; on spot machines it takes
 * those up again.
 */
export function trainStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, runsPrefix, definition } = args;
    const checkpoints = `${runsPrefix}*/checkpoints/`;
    return [
        ...trainingChannels.flatMap((name) => readObjects(scope, artifactBucket, `${runsPrefix}*/${name}/`)),
        writeObjects(scope, artifactBucket, `${runsPrefix}*/model/`),
        ...(definition.training.spot !== undefined
            ? [...readObjects(scope, artifactBucket, checkpoints), writeObjects(scope, artifactBucket, checkpoints)]
            : []),
        ...container(args, ["TrainingJobs"], args.repositories.algorithm, {
            outputKey: true,
            volumeKey: isVolumeEncrypted(definition.training),
        }),
    ];
}

/**
 * A model is served by its endpoint, which writes what it captures, and by batch transform jobs, which have its role:
 * they read rows and write predictions, of contenders in a training run and of the rows of a scoring run.
 */
export function serveStatements(args: JobStatementsArgs): PolicyStatement[] {
    const { scope, names, algorithm, artifactBucket, runsPrefix, scoresPrefix, captureBucket, capturePrefix } = args;
    const { monitoring } = args;
    return [
        ...readObjects(scope, artifactBucket, `${runsPrefix}*/model/`),
        ...readObjects(scope, artifactBucket, `${runsPrefix}*/contenders/`),
        ...(monitoring && args.container === undefined
            ? readObjects(scope, artifactBucket, `${runsPrefix}*/shuffled/`)
            : []),
        ...readObjects(scope, artifactBucket, `${scoresPrefix}*/encoded/${algorithm}/`),
        writeObjects(scope, artifactBucket, `${runsPrefix}*/predictions/`),
        writeObjects(scope, artifactBucket, `${scoresPrefix}*/transformed/${algorithm}/`),
        writeObjects(scope, captureBucket, `${capturePrefix}${names.endpoint}/`),
        // An update that rolls back by itself looks at its alarms as the model's role:
        // https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
        allow("cloudwatch:DescribeAlarms", [...args.alarmArns]),
        ...container(args, [`Endpoints/${names.endpoint}`, "TransformJobs"], args.repositories.algorithm, {
            volumeKey: [args.definition.endpoint, transformResourcesOf(args.definition)].some(isVolumeEncrypted),
        }),
    ];
}

function container(
    args: JobStatementsArgs,
    logNames: readonly string[],
    repositoryArn: string | string[],
    kind: Pick<ContainerStatementsArgs, "processing" | "outputKey" | "volumeKey">,
): PolicyStatement[] {
    return containerStatements({ ...args, logNames, repositoryArn, ...kind });
}
