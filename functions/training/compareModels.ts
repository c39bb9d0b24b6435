import { runFile } from "../../contracts/places";
import type { Transform } from "../../contracts/transform";
import type { CombinedQuality } from "../../contracts/verdict";
import { namedError } from "../shared/errors";
import { lineBatches } from "../shared/lines";
import { connectObjects, type Objects, readJsonObject, whereMissing, writeJsonObject } from "../shared/objects";
import { sameVector } from "../shared/transform";
import { numberIn } from "../shared/values";
import { type CombinationSettings, measureCombination } from "./combination";
import { measure, type Quality, type Regression, type Skill, skillOf, statisticsOf } from "./regression";

export type Contender = "challenger" | "champion";

/** What the state "Compare with the champion" asks. */
export interface ComparisonRequest {
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly location: string;
    /** Whose predictions there are; the challenger's always. */
    readonly contenders: readonly Contender[];
    /** The champion's `transform.json`, an S3 URI; where there is a champion. */
    readonly championTransform?: string | null;
    /** Names the version of the file that landed, as far as a key can: `<hash of its key>/<version>`. */
    readonly data: string;
    /** The contenders' models, by contender. */
    readonly models: Readonly<Partial<Record<Contender, string>>>;
}

export interface Comparison extends Skill {
    /** How many test rows both were asked about. */
    readonly rows: number;
    readonly challenger: Quality;
    /** Null where there is no champion. */
    readonly champion: Quality | null;
    /**
     * Whether both versions read a vector alike, so that either may answer what was encoded for the other; true where
     * there is no champion.
     */
    readonly sameVector: boolean;
    /** The challenger's figures in SageMaker's shape, an S3 URI: what the model registry shows. */
    readonly statistics: string;
    /** The error of the combined result beside those of the models. */
    readonly combined: CombinedQuality;
}

/**
 * Measures contenders on the same held-out rows: `test/test.csv` (the label first) against
 * `predictions/<contender>/test.csv.out`. Leaves each one's figures under `comparison/`.
 * @throws an error named `ComparisonImpossible` where a prediction is missing, one too many, or no finite number
 */
export async function compare(
    objects: Objects,
    settings: CombinationSettings,
    request: ComparisonRequest,
    now = new Date(),
): Promise<Comparison> {
    const { location, contenders, championTransform } = request;
    const labels = await readNumbers(objects, `${location}/test/test.csv`, labelOf);
    if (labels.length === 0) {
        throw impossible(`${location}/test/test.csv has no row to compare the models on`);
    }
    const qualities: Partial<Record<Contender, Quality>> = {};
    let skill: Skill | undefined;
    let best: { contender: Contender; uri: string; predictions: Float64Array } | undefined;
    for (const contender of contenders) {
        const uri = `${location}/predictions/${contender}/test.csv.out`;
        const predictions = await readNumbers(objects, uri, predictionOf);
        if (predictions.length !== labels.length) {
            throw impossible(
                `${uri} has ${counted(predictions.length, "prediction")} for ${counted(labels.length, "test row")}`,
            );
        }
        const regression: Regression = { labels, predictions };
        qualities[contender] = measure(regression);
        if (contender === "challenger") skill = skillOf(regression);
        const lead = best && qualities[best.contender]?.rmse;
        if (lead === undefined || qualities[contender].rmse < lead) best = { contender, uri, predictions };
        const statistics = statisticsOf(regression, now);
        await writeJsonObject(objects, `${location}/comparison/${contender}.json`, statistics);
    }
    const { challenger, champion = null } = qualities;
    if (challenger === undefined || skill === undefined || best === undefined) {
        throw impossible("the challenger is not among the contenders");
    }
    const modelName = request.models[best.contender] ?? "";
    const own = { ...request, labels, predictions: best.predictions, best: { modelName, predictions: best.uri } };
    const runs = location.slice(0, location.lastIndexOf("/", location.lastIndexOf("/") - 1) + 1);
    return {
        rows: labels.length,
        challenger,
        champion,
        ...skill,
        sameVector: champion === null || (await readAlike(objects, location, championTransform)),
        statistics: `${location}/comparison/challenger.json`,
        combined: await measureCombination(objects, settings, { ...own, runs }, (uri) =>
            readNumbers(objects, uri, predictionOf),
        ),
    };
}

async function readAlike(objects: Objects, location: string, champion: string | null | undefined): Promise<boolean> {
    if (!champion) {
        throw impossible("the champion's transform is not told");
    }
    const ours = (await read(objects, runFile(location, "transform"))) as Transform;
    return sameVector(ours, (await read(objects, champion)) as Transform);
}

async function read(objects: Objects, uri: string): Promise<unknown> {
    return readJsonObject(objects, uri).catch(whereMissing(impossible));
}

/** A number of each line of a file. @throws as {@link compare} */
export async function readNumbers(
    objects: Objects,
    uri: string,
    numberOf: (line: string) => number,
): Promise<Float64Array> {
    let numbers = new Float64Array(1024);
    let count = 0;
    for await (const lines of lineBatches(await objects.read(uri).catch(whereMissing(impossible)))) {
        for (const line of lines) {
            const number = numberOf(line);
            if (!Number.isFinite(number)) {
                throw impossible(`line ${count + 1} of ${uri} is no finite number: ${line.slice(0, 80)}`);
            }
            if (count === numbers.length) {
                const wider = new Float64Array(2 * count);
                wider.set(numbers);
                numbers = wider;
            }
            numbers[count++] = number;
        }
    }
    return numbers.subarray(0, count);
}

/** The first field of an encoded row. */
export function labelOf(line: string): number {
    const end = line.indexOf(",");
    return numberIn(end < 0 ? line : line.slice(0, end));
}

/** A batch transform job's answer to one row: a number, or `{"score": number}` where it answers in JSON Lines. */
export function predictionOf(line: string): number {
    if (!line.startsWith("{")) {
        return numberIn(line);
    }
    try {
        const { score } = JSON.parse(line) as { score?: unknown };
        return typeof score === "number" ? score : NaN;
    } catch {
        return NaN;
    }
}

function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The error of a comparison that nothing can be said in. */
function impossible(reason: string): Error {
    return namedError("ComparisonImpossible", `The models cannot be compared: ${reason}.`);
}

/** The factory of the Lambda's handler: {@link compare} in S3. */
export function compareHandler(
    settings: CombinationSettings,
): () => (request: ComparisonRequest) => Promise<Comparison> {
    return () => async (request) => compare(await connectObjects(), settings, request);
}
