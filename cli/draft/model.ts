import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import type { Column } from "../../contracts/dataset";
import { UsageError } from "../terminal/errors";
import { count, number } from "../terminal/format";
import { type ColumnProfile, mostCategories } from "./columns";
import { type FileProfile, shown } from "./profile";
import { findRoles } from "./roles";

/** A model as a CSV file suggests it. */
export interface Draft {
    readonly model: ModelDefinition;
    /** The file's name and its number of rows, for the model's own comment. */
    readonly source: { readonly file: string; readonly rows: number };
    /** What was decided about each column, in the file's order. */
    readonly decisions: readonly Decision[];
    /** What a person should know, a sentence each. */
    readonly notes: readonly string[];
}

export interface Decision {
    readonly name: string;
    readonly role: "identifier" | "target" | "feature" | "left out";
    /** As the model has it; undefined where it is left out. */
    readonly column: Column | undefined;
    /** Why so, where that needs a word. */
    readonly because?: string;
    /** Of a feature: why it may be better left out. */
    readonly doubt?: string;
}

/** A text column with as many different values at most has a closed list, if each comes five times on average. */
const mostValues = 20;
const longestValue = 60;
// Whole percents, which are compared exactly: 0.29 * 100 is less than 29.
/** A text column of which so many of the values are different is suspected to do no more than name rows. */
const suspiciousPercent = 80;
/** The same for every draft; a run fails where more of its rows cannot be used. */
const mostQuarantinedPercent = 5;
const fewRows = 100;

/** @throws UsageError where the file cannot make a model */
export function draftModel(
    name: string,
    profile: FileProfile,
    wanted: { readonly target?: string; readonly identifier?: string },
): Draft {
    const { identifier, identifierBecause, target, targetBecause } = findRoles(profile, wanted);
    requireUsable(profile, target);
    const decisions = profile.columns.map((column): Decision => {
        if (column === identifier) return { ...named(column), role: "identifier", because: identifierBecause };
        if (column === target) return { ...predicted(column, profile), role: "target", because: targetBecause };
        const useless = whyUseless(column);
        if (useless) return { name: column.name, role: "left out", column: undefined, because: useless };
        return { ...bounded(column, profile), role: "feature", doubt: whyDoubtful(column) };
    });
    if (!decisions.some(({ role }) => role === "feature")) {
        throw new UsageError(
            `${profile.file} has no column to learn from beside ${identifier.name} and ${target.name}.`,
        );
    }
    return {
        model: {
            name,
            identifier: identifier.name,
            target: target.name,
            columns: decisions.flatMap(({ column }) => column ?? []),
            split: { train: 0.7, validation: 0.15, test: 0.15 },
            maxQuarantinedShare: mostQuarantinedPercent / 100,
            algorithms: algorithmsFor(thresholdFor(target), profile.rows),
            combine: "mean",
        },
        source: { file: profile.file, rows: profile.rows },
        decisions,
        notes: [...notesOf(profile, target), ...decisions.flatMap(doubtNote)],
    };
}

function requireUsable({ file, rows, broken, firstBroken }: FileProfile, target: ColumnProfile): void {
    const unusable = broken + target.missing;
    if (100 * unusable <= mostQuarantinedPercent * rows) return;
    const why = [
        ...(target.missing > 0 ? [`${number(target.missing)} have no value of the target ${shown(target.name)}`] : []),
        ...(firstBroken ? [`${number(broken)} are broken (row ${firstBroken.row}: ${firstBroken.problem})`] : []),
    ];
    throw new UsageError(
        `${number(unusable)} of the ${number(rows)} rows of ${file} cannot be used: ${why.join(", ")}. A training run ` +
            `takes ${mostQuarantinedPercent} % at most: remove or mend them.`,
    );
}

/** Why a column is no feature, if so. */
function whyUseless(column: ColumnProfile): string | undefined {
    if (column.count === 0) return "no row has a value";
    if (column.isNumeric) return undefined;
    if (column.repeated === undefined) return "text that is different in every row, so nothing can be learnt";
    return column.distinct === undefined || column.distinct > mostCategories
        ? `text with more than ${number(mostCategories)} different values, too many to learn from`
        : undefined;
}

/** Why a text column probably says nothing about the target, if so. */
function whyDoubtful({ isNumeric, distinct = 0, count: all }: ColumnProfile): string | undefined {
    if (isNumeric || 100 * distinct < suspiciousPercent * all) return undefined;
    return `${number(distinct)} of its ${number(all)} values are different, so it names rows rather than tells what they are like`;
}

/** The identifier: any value of its type. */
function named({ name, type }: ColumnProfile): Pick<Decision, "name" | "column"> {
    return { name, column: { name, type, description: "Names a row; never learnt from" } };
}

/** The target: a later file may well have fractions where this one has none. */
function predicted({ name, min, max }: ColumnProfile, { file }: FileProfile): Pick<Decision, "name" | "column"> {
    const bounds = min < 0 ? {} : { min: 0 };
    const description = `What is predicted; between ${min} and ${max} in ${file}`;
    return { name, column: { name, type: "number", ...bounds, description } };
}

function bounded(column: ColumnProfile, { file }: FileProfile): Pick<Decision, "name" | "column"> {
    const { name, type } = column;
    const optional = column.missing > 0 && column.count > 0 ? { required: false } : {};
    const domain = type === "string" ? textDomain(column) : numberDomain(column);
    return { name, column: { name, type, ...optional, ...domain, description: describe(column, file) } };
}

/** A least value where none is below zero, and both ends of a flag: other bounds would be those of this file alone. */
function numberDomain({ type, min, max }: ColumnProfile): Pick<Column, "min" | "max"> {
    if (min < 0) return {};
    return type === "integer" && min === 0 && max === 1 ? { min: 0, max: 1 } : { min: 0 };
}

function textDomain(column: ColumnProfile): Pick<Column, "values"> {
    const values = column.values();
    const closed = values.length > 1 && values.length <= mostValues && column.count >= 5 * values.length;
    return closed && values.every((value) => value.length <= longestValue) ? { values } : {};
}

function describe(column: ColumnProfile, file: string): string {
    const { min, max, distinct } = column;
    if (!column.isNumeric) return `One of ${number(distinct ?? 0)} different texts in ${file}`;
    return min === max ? `Always ${min} in ${file}` : `Between ${min} and ${max} in ${file}`;
}

/** The error of a model that always answers the mean, to three digits: a model that is worth anything errs less. */
function thresholdFor(target: ColumnProfile): number {
    return Number(target.deviation.toPrecision(3));
}

function algorithmsFor(threshold: number, rows: number): Record<string, AlgorithmDefinition> {
    const job = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };
    const resources = {
        preprocessing: job,
        training: job,
        endpoint: { instanceType: "ml.m5.large", instanceCount: 1 },
    };
    const gate = { metric: "validation:rmse", threshold };
    return {
        xgboost: {
            image: { repository: "sagemaker-xgboost", tag: "1.7-1" },
            hyperparameters: {
                objective: "reg:squarederror",
                eval_metric: "rmse",
                num_round: 300,
                early_stopping_rounds: 20,
                max_depth: 5,
                eta: 0.1,
                subsample: 0.8,
                colsample_bytree: 0.8,
                seed: 42,
            },
            ...resources,
            gate,
        },
        "linear-learner": {
            image: { repository: "linear-learner", tag: "1" },
            hyperparameters: {
                predictor_type: "regressor",
                loss: "squared_loss",
                epochs: 30,
                // No more than the training rows of a small file.
                mini_batch_size: rows < fewRows ? 4 : rows < 10_000 ? 32 : 256,
                normalize_data: "true",
                normalize_label: "true",
            },
            ...resources,
            batchFormat: "application/jsonlines",
            gate,
        },
    };
}

function doubtNote({ name, doubt }: Decision): string[] {
    if (doubt === undefined) return [];
    return [
        `${shown(name)} probably carries no information: ${doubt}. Remove it from the columns of the model's file, unless ` +
            `its values come again in later files.`,
    ];
}

function notesOf({ columns, rows, broken, firstBroken }: FileProfile, target: ColumnProfile): string[] {
    return [
        ...(rows < fewRows ? [`${count(rows, "row")} are few: a side of the split may stay empty.`] : []),
        ...(firstBroken
            ? [
                  `${count(broken, "row")} will be quarantined; the first is row ${firstBroken.row}: ${firstBroken.problem}.`,
              ]
            : []),
        ...(target.missing > 0 ? [`${count(target.missing, "row")} without a target will be quarantined.`] : []),
        ...columns.flatMap(({ name, text, numbers, count: all }) =>
            text !== undefined && numbers > all / 2
                ? [
                      `${shown(name)} counts as text because of ${number(all - numbers)} values, such as ` +
                          `${shown(text.value)} in row ${text.row}: leave them empty if they stand for no value.`,
                  ]
                : [],
        ),
    ];
}
