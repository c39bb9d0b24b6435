import { locationsOf, type ModelDefinition } from "../model/model";

/** Where the files of one training pipeline are: prefixes of keys, each with a slash at its end. */
export interface TrainingLocations {
    /** In the landing bucket: a file, or a manifest of several, that is created under it starts a run. */
    readonly landingPrefix: string;
    /** In the landing bucket: the objects that manifests name. */
    readonly dataPrefix: string;
    /** In the artifact bucket: each run leaves its files in a folder of its own. */
    readonly runsPrefix: string;
    /** In the artifact bucket: each scoring run leaves its files in a folder of its own, for all algorithms. */
    readonly scoresPrefix: string;
    /** In the capture bucket. */
    readonly capturePrefix: string;
}

/** The model's prefixes, or their defaults, for one algorithm: only its runs have a folder of their own. */
export function trainingLocations(
    model: Pick<ModelDefinition, "name" | "locations">,
    algorithm: string,
): TrainingLocations {
    const { landing, data, runs, scores, captures } = locationsOf(model);
    return {
        landingPrefix: landing,
        dataPrefix: data,
        runsPrefix: `${runs}${algorithm}/`,
        scoresPrefix: scores,
        capturePrefix: captures,
    };
}
