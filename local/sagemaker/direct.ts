import * as fs from "node:fs";
import * as path from "node:path";
import type { MetricDefinition } from "@aws-sdk/client-sagemaker";
import { buildImage, prepareBuild } from "../images/build";
import type { BuiltImage } from "../images/image";
import { findPython } from "../python";
import { Container, type ContainerOptions, type ExitCode } from "./containers/container";
import { findImage, type Image, imageOf } from "./containers/images";
import { readStart } from "./containers/privateRoot";
import { ServingContainer } from "./containers/serving";
import { failureReason } from "./jobs/training";
import { type TrainingConfiguration, writeConfiguration } from "./jobs/trainingInput";
import { Transformer, TransformFailure, type TransformSettings } from "./transform/transformer";

/** An image: one of SageMaker's by repository and tag, or one that is built from a folder, an absolute path. */
export type DirectImage =
    { readonly repository: string; readonly tag: string } | { readonly build: string; readonly keptIn: string };

/** What runs in place of a container, without SageMaker's API, S3 and roles. */
export interface DirectRun {
    /** The folder that stands for the container's root: what the container reads is in its `opt/ml` already. */
    readonly root: string;
    readonly image: DirectImage;
    readonly onLine: (line: string) => void;
    /** Ends the container. */
    readonly signal: AbortSignal;
}

/** Nothing asks which region a container is in. */
const region = "us-east-1";
/** How long a serving container may take to answer its first ping, in seconds. */
const startupSeconds = 60;

/**
 * Runs a command in a processing container.
 * @throws Error with the job's exit message where it fails
 */
export async function processDirectly(run: DirectRun & { readonly command: readonly string[] }): Promise<void> {
    launchOf(run.image, "processing");
    fs.mkdirSync(path.join(run.root, "opt", "ml", "output"), { recursive: true });
    let last = "";
    const onLine = (line: string) => run.onLine((last = line));
    const code = await runToEnd(
        { ...run, python: findPython(), environment: { AWS_REGION: region }, onLine },
        run.signal,
    );
    if (code === 0) return;
    const message = readStart(path.join(run.root, "opt", "ml", "output", "message"), 1024);
    throw new Error(message ?? `The processing container ended with exit code ${code}: ${last}`);
}

/**
 * Trains in a training container: its channels are in `opt/ml/input/data`, each as CSV.
 * @returns the final metrics by name
 * @throws Error with the failure reason that SageMaker would give
 */
export async function trainDirectly(
    run: DirectRun & {
        readonly hyperparameters: Readonly<Record<string, string>>;
        readonly channels: readonly string[];
        /** Of an image of one's own. */
        readonly metricDefinitions?: readonly MetricDefinition[];
    },
): Promise<ReadonlyMap<string, number>> {
    const launch = launchOf(run.image, "training");
    const ml = path.join(run.root, "opt", "ml");
    writeConfiguration(jobOf(run), ml);
    const metrics = new Map<string, number>();
    const onLine = (line: string) => {
        run.onLine(line);
        for (const { name, value } of launch.metrics(line, run.metricDefinitions)) metrics.set(name, value);
    };
    const environment = { ...launch.environment, AWS_REGION: region };
    const code = await runToEnd({ ...run, ...launch, python: findPython(), environment, onLine }, run.signal);
    if (code !== 0) throw new Error(failureReason(launch, ml, code));
    return metrics;
}

/**
 * Sends the lines of a CSV file without a header through a serving container, as a batch transform job does; the model
 * is in `opt/ml/model`.
 * @throws Error with the failure reason that SageMaker would give
 */
export async function transformDirectly(
    run: DirectRun & { readonly input: string; readonly output: string; readonly accept: string },
): Promise<void> {
    const { root, image, onLine, signal } = run;
    const environment = { SAGEMAKER_BATCH: "true" };
    const launch = launchOf(image, "serving");
    const container = await ServingContainer.start({ python: findPython(), root, launch, environment, region, onLine });
    const stop = () => void container.stop(0);
    signal.addEventListener("abort", stop, { once: true });
    try {
        if (!(await container.ready(startupSeconds, () => signal.aborted))) {
            throw new Error("ClientError: the serving container did not answer its first ping.");
        }
        const transformer = new Transformer(transformOf(run.accept), container, undefined);
        fs.mkdirSync(path.dirname(run.output), { recursive: true });
        await transformer.transformStream(fs.createReadStream(run.input), run.output);
    } catch (error) {
        throw error instanceof TransformFailure ? new Error([error.message, ...error.details].join(" ")) : error;
    } finally {
        signal.removeEventListener("abort", stop);
        await container.stop(0);
    }
}

/** What starts in place of an image; one of a folder is built first, unless that was done before. */
function launchOf<P extends keyof Image>(image: DirectImage, purpose: P): NonNullable<Image[P]> {
    if ("repository" in image) return findImage(`${image.repository}:${image.tag}`, purpose);
    const prepared = prepareBuild({ context: image.build });
    const place = path.join(image.keptIn, prepared.digest);
    buildImage(prepared, place);
    const built: Image = imageOf(JSON.parse(fs.readFileSync(path.join(place, "image.json"), "utf8")) as BuiltImage);
    const launch = built[purpose];
    if (!launch) throw new Error(`An image that is built from a folder is for training and serving, not ${purpose}.`);
    return launch;
}

/** What a training container reads of its job. */
function jobOf({ hyperparameters, channels }: Parameters<typeof trainDirectly>[0]): TrainingConfiguration {
    return {
        HyperParameters: { ...hyperparameters },
        InputDataConfig: channels.map((name) => ({
            ChannelName: name,
            ContentType: "text/csv",
            DataSource: undefined,
        })),
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: undefined },
    };
}

function transformOf(accept: string): TransformSettings {
    return {
        TransformInput: { DataSource: undefined, ContentType: "text/csv", SplitType: "Line" },
        TransformOutput: { S3OutputPath: undefined, Accept: accept, AssembleWith: "Line" },
    };
}

async function runToEnd(options: ContainerOptions, signal: AbortSignal): Promise<ExitCode> {
    const container = new Container(options);
    const stop = () => void container.stop(0);
    signal.addEventListener("abort", stop, { once: true });
    try {
        return await container.exited;
    } finally {
        signal.removeEventListener("abort", stop);
    }
}
