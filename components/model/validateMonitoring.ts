import { type Column, featureColumns } from "../../contracts/dataset";
import { listed, quoted, shown } from "../validation/listed";
import { whole } from "../validation/numbers";
import { type Problem, problemIf, within } from "../validation/problem";
import type { ModelDefinition } from "./model";
import { driftMethods, type FeatureMonitoring, type MonitoringSettings } from "./monitoring";

type Watched = Pick<ModelDefinition, "identifier" | "target" | "columns" | "monitoring">;

/** Checks one setting, whatever a person has written there. */
type Check = (value: unknown, features: readonly Column[]) => Problem[];

/** The greatest number of windows that persistence looks at: each run hands what they found to the next one. */
const mostWindows = 50;

/** Metrics of a model that predicts numbers (jobs/monitor/quality.py). */
const metrics = ["mae", "mse", "rmse", "r2"] as const;

const checks: Readonly<Record<keyof MonitoringSettings, Check>> = {
    method: oneOf(driftMethods),
    threshold: distance,
    categoricalThreshold: distance,
    fdr: share,
    completenessSlack: distance,
    typeShare: share,
    domainShare: share,
    features: validateFeatures,
    persistence: validatePersistence,
    slices: validateSlices,
    fewestRows: (value) => whole([], value as number, 1),
    fairness: validateFairness,
    fairnessThreshold: distance,
    qualitySlack: distance,
    attribution: (value) => problemIf(typeof value !== "boolean", [], `${shown(value)} must be true or false.`),
    leastNdcg: share,
    metrics: (value) => eachOf(value, metrics, () => fieldsOf({ threshold: number })),
};

/**
 * Every problem of how a model is watched, by their paths in the model; schedule and retraining are the monitor's own.
 *
 * @param region the stack's
 */
export function validateMonitoring(model: Watched, region: string): Problem[] {
    const { monitoring } = model;
    if (monitoring === undefined || typeof monitoring === "boolean") return [];
    const features = featureColumns(model);
    const own = Object.fromEntries(
        Object.entries(checks).map(([name, check]) => [name, (value: unknown) => check(value, features)]),
    );
    return within(
        ["monitoring"],
        [
            ...fieldsOf({
                ...own,
                schedule: () => [],
                retrain: () => [],
                image: (image) => validateImage(image, region),
            })(monitoring, features),
            ...validateContainer(monitoring as { readonly image?: unknown }, features),
        ],
    );
}

/** Problems of an image's URI: `<account>.dkr.ecr.<region>.amazonaws.com/<repository>`, with a tag or a digest. */
function validateImage(image: unknown, region: string): Problem[] {
    const found = typeof image === "string" ? imagePattern.exec(image)?.[1] : undefined;
    if (found === undefined) {
        const form = "<account>.dkr.ecr.<region>.amazonaws.com/<repository>, with a tag, a digest or neither";
        return [{ path: [], message: `${shown(image)} must be the image of Model Monitor in ECR: ${form}.` }];
    }
    const message = `is in ${found}, and SageMaker takes images of the stack's own region, ${region}.`;
    return problemIf(found !== region, [], message);
}

const imagePattern =
    /^\d{12}\.dkr\.ecr\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?\/[a-z0-9]+([._/-]+[a-z0-9]+)*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})?$/;

/** What Model Monitor's container does not do. */
function validateContainer(
    { image, ...others }: { readonly image?: unknown; readonly [name: string]: unknown },
    features: readonly Column[],
): Problem[] {
    if (image === undefined) return [];
    const settings = Object.keys(others).filter((name) => Object.hasOwn(checks, name) && others[name] !== undefined);
    // Spark, by which it reads, takes a dot for a field of a structure.
    const unreadable = features.filter(({ name }) => /[.`]/.test(name));
    return [
        ...settings.map((name) => ({
            path: [name],
            message: "is asked of the analyzer, whose place `image` takes; leave one of the two out.",
        })),
        ...unreadable.map(({ name }) => ({
            path: ["image"],
            message: `Model Monitor cannot read the column "${name}"; rename it without . and \`.`,
        })),
    ];
}

function validateFeatures(value: unknown, features: readonly Column[]): Problem[] {
    return eachOf(
        value,
        features.map(({ name }) => name),
        () =>
            fieldsOf({
                threshold: distance,
                method: oneOf(driftMethods),
                direction: oneOf(["up", "down", "both"]),
                watched: (watched) =>
                    problemIf(typeof watched !== "boolean", [], `${shown(watched)} must be true or false.`),
            } satisfies Record<keyof FeatureMonitoring, Check>),
    );
}

function validatePersistence(value: unknown): Problem[] {
    const wrong = fieldsOf(
        {
            windows: (windows) => whole([], windows as number, 1, mostWindows),
            found: (found) => whole([], found as number, 1),
        },
        ["windows", "found"],
    )(value, []);
    if (wrong.length > 0) return wrong;
    const { windows, found } = value as { windows: number; found: number };
    return problemIf(
        found > windows,
        ["found"],
        `${found} must not be more than the ${windows} windows that are looked at.`,
    );
}

function validateSlices(value: unknown, features: readonly Column[]): Problem[] {
    if (!Array.isArray(value)) return [{ path: [], message: `${shown(value)} must be a list of columns' names.` }];
    return value.flatMap((name: unknown, place) => [
        ...within([place], validateCategorical(name, features)),
        ...problemIf(value.indexOf(name) !== place, [place], `${shown(name)} is there twice.`),
    ]);
}

function validateFairness(value: unknown, features: readonly Column[]): Problem[] {
    const column = features.find(({ name }) => name === (value as { column?: unknown } | null)?.column);
    return fieldsOf(
        {
            column: (name) => validateCategorical(name, features),
            group: (group) => validateGroup(group, column),
            favourable: validateFavourable,
        },
        ["column", "group", "favourable"],
    )(value, features);
}

function validateGroup(group: unknown, column: Column | undefined): Problem[] {
    const values: readonly unknown[] = Array.isArray(group) ? group : [group];
    if (values.length === 0 || !values.every((value) => typeof value === "string" && value !== "")) {
        return [{ path: [], message: `${shown(group)} must be a value of the column as text, or a list of such.` }];
    }
    const known = column && valuesOf(column);
    if (known === undefined) return [];
    const unknown = values.filter((value) => !known.includes(value as string));
    return [
        ...unknown.map((value) => ({
            path: [],
            message: `${shown(value)} is no value of "${column?.name}"; there are ${listed(known.map(quoted), "and")}.`,
        })),
        ...problemIf(
            known.every((value) => values.includes(value)),
            [],
            `has all values of "${column?.name}", so that nobody is left to compare with.`,
        ),
    ];
}

/** The only values that a column has, where its model's file tells. */
function valuesOf({ type, values, ordered }: Column): readonly string[] | undefined {
    return type === "boolean" ? ["true", "false"] : (values ?? ordered);
}

function validateFavourable(value: unknown): Problem[] {
    if (typeof value !== "object" || value === null) {
        const message = `${shown(value)} must be a number, from which on answers are good, or { atLeast, atMost }.`;
        return problemIf(!Number.isFinite(value), [], message);
    }
    return [
        ...problemIf(Object.keys(value).length === 0, [], "must have atLeast, atMost or both."),
        ...fieldsOf({ atLeast: number, atMost: number })(value, []),
    ];
}

function validateCategorical(name: unknown, features: readonly Column[]): Problem[] {
    const categorical = features.filter(({ type }) => type === "string" || type === "boolean");
    if (categorical.some((column) => column.name === name)) return [];
    const column = features.find((feature) => feature.name === name);
    const there =
        categorical.length > 0
            ? `there ${categorical.length > 1 ? "are" : "is"} ${listed(
                  categorical.map((one) => quoted(one.name)),
                  "and",
              )}`
            : "this model has none";
    const message =
        column === undefined
            ? `${shown(name)} is no column that the model learns from`
            : `"${column.name}" is of type "${column.type}"`;
    return [{ path: [], message: `${message}; it must be a text or a boolean that the model learns from: ${there}.` }];
}

/** An object whose fields are checked each on its own; those that it must have are `required`. */
function fieldsOf(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
    return (value, features) => {
        if (!isObject(value)) return [{ path: [], message: `${shown(value)} must be an object.` }];
        const names = Object.keys(fields);
        return [
            ...required.flatMap((name) => problemIf(value[name] === undefined, [name], "is missing.")),
            ...Object.entries(value)
                .filter(([, one]) => one !== undefined)
                .flatMap(([name, one]) => {
                    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
                    return check === undefined
                        ? [{ path: [name], message: `is no setting; there are ${listed(names, "and")}.` }]
                        : within([name], check(one, features));
                }),
        ];
    };
}

/** An object by names that are known, each with a value of its own. */
function eachOf(value: unknown, known: readonly string[], check: (name: string) => Check): Problem[] {
    return fieldsOf(Object.fromEntries(known.map((name) => [name, check(name)])))(value, []);
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function oneOf(choices: readonly string[]): Check {
    return (value) =>
        problemIf(
            !choices.includes(value as string),
            [],
            `${shown(value)} must be ${listed(choices.map(quoted), "or")}.`,
        );
}

function distance(value: unknown): Problem[] {
    const wrong = !(Number.isFinite(value) && (value as number) >= 0);
    return problemIf(wrong, [], `${shown(value)} must be a number of 0 or more.`);
}

function share(value: unknown): Problem[] {
    const wrong = !(Number.isFinite(value) && (value as number) > 0 && (value as number) <= 1);
    return problemIf(wrong, [], `${shown(value)} must be a share above 0, 1 at most.`);
}

function number(value: unknown): Problem[] {
    return problemIf(!Number.isFinite(value), [], `${shown(value)} must be a number.`);
}
