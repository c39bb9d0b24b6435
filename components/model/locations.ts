import { type Problem, problemIf, within } from "../validation/problem";
import { type Locations, locationsOf } from "./model";

/** Every problem of a model's locations, by their paths in the model. */
export function validateLocations(locations: Locations = {}): Problem[] {
    return within(["locations"], [...validatePrefixes(locations), ...validatePlaces(locations)]);
}

function validatePrefixes(locations: Locations): Problem[] {
    return Object.entries(locations).flatMap(([name, prefix]: [string, string]) =>
        problemIf(
            // Wildcards would have a meaning of their own in IAM documents and in EventBridge's patterns.
            !/^([A-Za-z0-9_=.-]+\/){1,20}$/.test(prefix) || prefix.length > longestPrefix,
            [name],
            `"${prefix}" must be folders of letters, digits and _ = . -, each with a slash after it, in ` +
                `${longestPrefix} characters at most; e.g. cars/${name}/.`,
        ),
    );
}

/** Prefixes of one bucket that are one in another: one event would start both pipelines, or one role reach both. */
function validatePlaces(locations: Locations): Problem[] {
    const { landing, scoring, runs, scores } = locationsOf({ name: "", locations });
    const meet = (one: string, another: string) => one.startsWith(another) || another.startsWith(one);
    return [
        ...(["runs", "scores"] as const).flatMap((name) =>
            problemIf(
                locations[name]?.startsWith(codeFolder) ?? false,
                [name],
                `${codeFolder} is the place of the pre-processing code; take another one.`,
            ),
        ),
        ...problemIf(
            meet(landing, scoring),
            ["scoring"],
            `"${scoring}" and "${landing}" (landing) must not be one in the other.`,
        ),
        ...problemIf(meet(runs, scores), ["scores"], `"${scores}" and "${runs}" (runs) must not be one in the other.`),
    ];
}

/** Where PreprocessingCode puts the scripts in the artifact bucket. */
const codeFolder = "code/";
/** So that the place of a file of a run fits into the 256 characters that the model registry keeps of a property. */
const longestPrefix = 100;
