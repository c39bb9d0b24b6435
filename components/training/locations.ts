import { type Locations, type ModelDefinition, locationsOf } from "../shared/model";

/** Where the files of one training pipeline are: prefixes of keys, each with a slash at its end. */
export interface TrainingLocations {
    /** In the landing bucket: a CSV file that is created under it starts a run. */
    readonly landingPrefix: string;
    /** In the artifact bucket: each run leaves its files in a folder of its own. */
    readonly runsPrefix: string;
    /** In the capture bucket. */
    readonly capturePrefix: string;
}

export function trainingLocations(
    model: Pick<ModelDefinition, "name" | "locations">,
    algorithm: string,
): TrainingLocations {
    const { landing, runs, captures } = locationsOf(model);
    return { landingPrefix: landing, runsPrefix: `${runs}${algorithm}/`, capturePrefix: captures };
}

/** Every problem of a model's locations, each one a sentence that begins with the path of what is wrong. */
export function validateLocations(locations: Locations = {}): string[] {
    const problems = Object.entries(locations)
        // Wildcards would have a meaning of their own in IAM documents and in EventBridge's patterns.
        .filter(([, prefix]: [string, string]) => !/^([A-Za-z0-9_=.-]+\/){1,20}$/.test(prefix) || prefix.length > 200)
        .map(
            ([name, prefix]: [string, string]) =>
                `locations.${name}: "${prefix}" must be folders of letters, digits and _ = . -, each with a slash ` +
                `after it, in 200 characters at most; e.g. cars/${name}/.`,
        );
    return locations.runs?.startsWith(codeFolder)
        ? [...problems, `locations.runs: ${codeFolder} is the place of the pre-processing code; take another one.`]
        : problems;
}

/** Where PreprocessingCode puts the scripts in the artifact bucket. */
const codeFolder = "code/";
