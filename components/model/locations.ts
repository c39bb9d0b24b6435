import { queryResultsPrefix } from "../../contracts/insights";
import { consolidatedPrefix, monitoringPrefix } from "../../contracts/monitoring";
import { reportsPrefix } from "../../contracts/reports";
import { type Problem, problemIf, within } from "../validation/problem";
import { type Locations, locationsOf, type ModelDefinition } from "./model";

/** Every problem of a model's locations, by their paths in the model. */
export function validateLocations({ name, locations = {} }: Pick<ModelDefinition, "name" | "locations">): Problem[] {
    return within(["locations"], [...validatePrefixes(locations), ...validatePlaces(name, locations)]);
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
function validatePlaces(model: string, locations: Locations): Problem[] {
    const places = locationsOf({ name: model, locations });
    return [
        ...Object.entries(reserved).flatMap(([folder, { names, what }]) =>
            names.flatMap((name) =>
                problemIf(
                    places[name].startsWith(folder),
                    [name],
                    `${folder} is the place of ${what}; take another one.`,
                ),
            ),
        ),
        ...apart.flatMap(([first, second]) => {
            const [one, another] = [places[first], places[second]];
            return problemIf(
                one.startsWith(another) || another.startsWith(one),
                [second],
                `"${another}" and "${one}" (${first}) must not be one in the other.`,
            );
        }),
    ];
}

/** Pairs of places in one bucket: landing, artifacts, captures. */
const apart: readonly (readonly [keyof Locations, keyof Locations])[] = [
    ["landing", "data"],
    ["landing", "scoring"],
    ["landing", "groundTruth"],
    ["scoring", "groundTruth"],
    ...(["scoring", "groundTruth"] as const).map((other) => ["data", other] as const),
    ["runs", "scores"],
    ["captures", "requests"],
];

const inArtifacts = ["runs", "scores"] as const;
const inCaptures = ["captures", "requests"] as const;

/** Folders that are taken, and by what. */
const reserved: Readonly<Record<string, { readonly names: readonly (keyof Locations)[]; readonly what: string }>> = {
    "code/": { names: inArtifacts, what: "the pre-processing code" },
    "records/": { names: inArtifacts, what: "the records of runs" },
    [monitoringPrefix]: { names: inArtifacts, what: "the files of monitoring runs" },
    [consolidatedPrefix]: { names: inCaptures, what: "the windows of the monitor" },
    [reportsPrefix]: { names: inCaptures, what: "the reports of monitoring runs" },
    [queryResultsPrefix]: { names: [...inArtifacts, ...inCaptures], what: "the results of queries" },
};

/** So that the place of a file of a run fits into the 256 characters that the model registry keeps of a property. */
const longestPrefix = 100;
