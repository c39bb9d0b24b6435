import { readFileSync } from "node:fs";
import { join } from "node:path";
import { batchFormatOf } from "../../components/asl/requests";
import { contextOf, isBuilt, metricDefinitions, preprocessImage } from "../../components/blocks/image";
import type { AlgorithmDefinition, Image, ModelDefinition } from "../../components/model/model";
import { hyperparameterTexts, trainingChannels } from "../../components/training/machine/requests/jobs";
import { preprocessCommand } from "../../components/training/machine/requests/preprocessing";
import { targetBounds } from "../../contracts/combine";
import { runFiles } from "../../contracts/places";
import { testedPlace } from "../../contracts/tested";
import { writeJsonObject } from "../../functions/shared/objects";
import { compare, type Comparison } from "../../functions/training/compareModels";
import { readMetrics, type TrainingResults } from "../../functions/training/queryTrainingResults";
import { type DirectImage, processDirectly, trainDirectly, transformDirectly } from "../../local";
import { inRoot } from "../checkout";
import type { TrainingRows } from "../runs/rows";
import { CommandError } from "../terminal/errors";
import { number, secondsSince } from "../terminal/format";
import { checkInterrupted, interruption } from "../terminal/interrupt";
import { type Report, step, together } from "../terminal/progress";
import { type TriedVerdict, verdictOn } from "./verdict";
import { Workplace } from "./workplace";

/** What came of one algorithm. */
export interface TriedRun {
    readonly algorithm: string;
    readonly seconds: number;
    /** Absent where it failed. */
    readonly result?: TriedResult;
    /** Why it failed. */
    readonly failure?: string;
}

export interface TriedResult extends TriedVerdict {
    readonly results: TrainingResults;
    readonly comparison: Comparison;
}

export interface Trial {
    readonly rows: TrainingRows;
    readonly runs: readonly TriedRun[];
}

/** Where functions look for what a model said of the test rows, in the folder of its run. */
export const predictions = "predictions/challenger/test.csv.out";

/** Names the file's version to functions: there is one alone. */
const data = "file";

/**
 * Does what a training run does with a file, up to the gate: in the same containers, without a stack.
 * @param use what else is to be done with what the containers have written, before it is removed
 * @throws CommandError where pre-processing fails
 */
export async function tryModel<T>(
    model: ModelDefinition,
    file: string,
    use: (trial: Trial, place: Workplace) => Promise<T>,
): Promise<T> {
    return Workplace.with(model.name, async (place) => {
        const rows = await step({
            title: `pre-process ${file}`,
            run: () => preprocess(model, file, place),
            detail: ({ used }) => `${number(used)} rows used`,
        });
        const trained = await together(
            Object.entries(model.algorithms).map(([algorithm, definition]) => ({
                title: `train ${algorithm}`,
                run: (report: Report) => trainOne(model, algorithm, definition, place, report),
                detail: ({ results, failure }: Trained) =>
                    failure === undefined ? `${definition.gate.metric} ${number(results?.value ?? NaN)}` : "failed",
                isFailure: ({ failure }: Trained) => failure !== undefined,
            })),
        );
        return use({ rows, runs: await judgeAll(model, trained, place) }, place);
    });
}

async function preprocess(model: ModelDefinition, file: string, place: Workplace): Promise<TrainingRows> {
    place.layInput(model, file);
    try {
        await processDirectly({
            root: place.preprocessing,
            image: preprocessImage,
            command: [...preprocessCommand.entrypoint, ...preprocessCommand.arguments],
            onLine: ignore,
            signal: interruption,
        });
    } catch (error) {
        checkInterrupted();
        throw new CommandError((error as Error).message);
    }
    return JSON.parse(readFileSync(place.output(runFiles.report), "utf8")) as TrainingRows;
}

/** What containers print is told by their failure's reason, and else of no interest. */
const ignore = (): void => undefined;

/** An algorithm whose model has been asked about the test rows, or which failed before. */
interface Trained {
    readonly algorithm: string;
    readonly seconds: number;
    readonly results?: TrainingResults;
    readonly failure?: string;
}

async function trainOne(
    model: ModelDefinition,
    algorithm: string,
    definition: AlgorithmDefinition,
    place: Workplace,
    report: Report,
): Promise<Trained> {
    const start = Date.now();
    place.layChannels(algorithm, trainingChannels);
    const { image, hyperparameters, gate } = definition;
    const container = { root: place.run(algorithm), image: imageOf(image), onLine: ignore, signal: interruption };
    try {
        const metrics = await trainDirectly({
            ...container,
            hyperparameters: hyperparameterTexts(hyperparameters),
            channels: trainingChannels,
            metricDefinitions: metricDefinitions(image, gate.metric),
        });
        const list = [...metrics].map(([MetricName, Value]) => ({ MetricName, Value }));
        const results = readMetrics({ trainingJobName: `of ${algorithm}`, metric: gate.metric }, list);
        report("predict the test rows");
        await transformDirectly({
            ...container,
            input: place.output("contenders", "challenger", "test.csv"),
            output: join(place.run(algorithm), predictions),
            accept: batchFormatOf(definition),
        });
        const tested = { modelName: algorithm, predictions: `${place.location(algorithm)}/${predictions}` };
        await writeJsonObject(place.objects, testedPlace(place.runs, algorithm, data), tested);
        return { algorithm, results, seconds: secondsSince(start) };
    } catch (error) {
        checkInterrupted();
        return { algorithm, failure: (error as Error).message, seconds: secondsSince(start) };
    }
}

/** What `compare` finds of each algorithm is there before the first is judged, so that each knows all others. */
async function judgeAll(model: ModelDefinition, trained: readonly Trained[], place: Workplace): Promise<TriedRun[]> {
    const runs: TriedRun[] = [];
    const algorithms = trained.filter(({ results }) => results !== undefined).map(({ algorithm }) => algorithm);
    for (const { algorithm, seconds, results, failure } of trained) {
        const definition = model.algorithms[algorithm];
        if (results === undefined || definition === undefined) {
            runs.push({ algorithm, seconds, failure });
            continue;
        }
        const settings = { algorithm, algorithms, combine: model.combine, bounds: targetBounds(model) };
        const comparison = await compare(place.objects, settings, {
            location: place.location(algorithm),
            contenders: ["challenger"],
            data,
            models: { challenger: algorithm },
        });
        const { metric: name, threshold } = definition.gate;
        const metric = { name, value: results.value, threshold };
        const verdict = await verdictOn({ algorithm, model: model.name, definition }, metric, comparison);
        runs.push({ algorithm, seconds, result: { results, comparison, ...verdict } });
    }
    return runs;
}

/** An image of one's own is built as it is for a stack, and kept for the next trial. */
function imageOf(image: Image): DirectImage {
    return isBuilt(image) ? { build: contextOf(image, inRoot()), keptIn: inRoot(".drivetrain", "images") } : image;
}
