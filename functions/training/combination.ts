import { combineName, resultOf, type ResultRule } from "../../contracts/combine";
import { testedPlace, type TestedVersion } from "../../contracts/tested";
import type { CombinedQuality } from "../../contracts/verdict";
import { type Objects, readJsonObject, writeJsonObject } from "../shared/objects";
import { measure } from "./regression";

/** What is known of the model, to be serialized: its rule, and who else has runs of the same data. */
export interface CombinationSettings extends ResultRule {
    /** The algorithm whose runs compare. */
    readonly algorithm: string;
    /** All of the model's, in the order in which answers name them. */
    readonly algorithms: readonly string[];
}

/** What a run has found out of its own contenders. */
export interface OwnTest {
    /** Where all algorithms' runs leave their files, an S3 URI with a slash at its end. */
    readonly runs: string;
    /** Names the version of the file that landed: the same in each algorithm's run of it. */
    readonly data: string;
    readonly labels: Float64Array;
    /** Of the contender that erred less. */
    readonly best: TestedVersion;
    readonly predictions: Float64Array;
}

/**
 * How the combined result does on a run's test rows, which are those of the other algorithms' runs of the same data: the
 * rule over the better contender of each algorithm, this run's among them. Where two runs end at one time, the second to
 * get here finds the first, since each writes its own before it looks for the others'.
 * @param read the predictions of an object; rejects where they cannot be read
 */
export async function measureCombination(
    objects: Objects,
    settings: CombinationSettings,
    { runs, data, labels, best, predictions }: OwnTest,
    read: (uri: string) => Promise<Float64Array>,
): Promise<CombinedQuality> {
    const { algorithm, algorithms, combine } = settings;
    await writeJsonObject(objects, testedPlace(runs, algorithm, data), best);
    const found = new Array<{ name: string; scores: Float64Array }>();
    for (const name of algorithms) {
        const scores = name === algorithm ? predictions : await readOther(objects, testedPlace(runs, name, data), read);
        if (scores?.length === labels.length) found.push({ name, scores });
    }
    const errors = Object.fromEntries(
        found.map(({ name, scores }) => [name, measure({ labels, predictions: scores }).rmse]),
    );
    const combined = labels.map((_, row) => {
        const given = Object.fromEntries(found.map(({ name, scores }) => [name, scores[row] as number]));
        return resultOf(settings, given, errors).result;
    });
    const { rmse, mae, r2 } = measure({ labels, predictions: combined });
    return { rule: combineName(combine), algorithms: found.map(({ name }) => name), rmse, mae, r2 };
}

/**
 * Another algorithm's predictions of the same rows; none where its run has not come so far, or never will. Why is told to
 * the log: whoever may not list a bucket is told AccessDenied of what is not there.
 */
async function readOther(
    objects: Objects,
    place: string,
    read: (uri: string) => Promise<Float64Array>,
): Promise<Float64Array | undefined> {
    try {
        return await read(((await readJsonObject(objects, place)) as TestedVersion).predictions);
    } catch (error) {
        const { name, message } = error as Error;
        console.log(JSON.stringify({ place, why: `${name}: ${message}` }));
        return undefined;
    }
}
