import { type Locations, locationsOf } from "./model";

/** Every problem of a model's locations, each one a sentence that begins with the path of what is wrong. */
export function validateLocations(locations: Locations = {}): string[] {
    const problems = Object.entries(locations)
        // Wildcards would have a meaning of their own in IAM documents and in EventBridge's patterns.
        .filter(
            ([, prefix]: [string, string]) =>
                !/^([A-Za-z0-9_=.-]+\/){1,20}$/.test(prefix) || prefix.length > longestPrefix,
        )
        .map(
            ([name, prefix]: [string, string]) =>
                `locations.${name}: "${prefix}" must be folders of letters, digits and _ = . -, each with a slash ` +
                `after it, in ${longestPrefix} characters at most; e.g. cars/${name}/.`,
        );
    return [...problems, ...validatePlaces(locations)];
}

/** Prefixes of one bucket that are one in another: one event would start both pipelines, or one role reach both. */
function validatePlaces(locations: Locations): string[] {
    const { landing, scoring, runs, scores } = locationsOf({ name: "", locations });
    const meet = (one: string, another: string) => one.startsWith(another) || another.startsWith(one);
    return [
        ...(["runs", "scores"] as const)
            .filter((name) => locations[name]?.startsWith(codeFolder))
            .map(
                (name) => `locations.${name}: ${codeFolder} is the place of the pre-processing code; take another one.`,
            ),
        ...(meet(landing, scoring)
            ? [`locations.scoring: "${scoring}" and "${landing}" (landing) must not be one in the other.`]
            : []),
        ...(meet(runs, scores)
            ? [`locations.scores: "${scores}" and "${runs}" (runs) must not be one in the other.`]
            : []),
    ];
}

/** Where PreprocessingCode puts the scripts in the artifact bucket. */
const codeFolder = "code/";
/** So that the place of a file of a run fits into the 256 characters that the model registry keeps of a property. */
const longestPrefix = 100;
