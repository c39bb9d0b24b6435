import { namePattern } from "../contracts/names";
import type { Scope } from "./access/scope";
import { validateScope } from "./access/stackScope";
import { type RunSettings, runSettings } from "./deployment/runSettings";
import { validateFoundationNames } from "./foundation/names";
import { validateLocations } from "./model/locations";
import type { AlgorithmDefinition, ModelDefinition } from "./model/model";
import { validateRealtime } from "./realtime/limits";
import { validateColumnNames, validateScoringNames } from "./scoring/names";
import { validateTrainingNames } from "./training/names";
import { validateAlgorithm, validateTraining } from "./training/validate/training";

/** Tells what an algorithm lacks that is a model's in the compiler's eyes alone, as sentences. */
export type ShapeCheck = (name: string, definition: AlgorithmDefinition) => string[];

/**
 * Every problem of a model as it would be deployed, as sentences that begin with the path in its definition.
 *
 * @param shapeOf checks algorithms that no compiler has seen; what lacks a part is not looked at any further
 */
export function validateModel(model: ModelDefinition, scope: Scope, shapeOf: ShapeCheck = () => []): string[] {
    const algorithms = Object.keys(model.algorithms);
    return [
        ...validateDescription(model),
        ...validateColumnNames(model),
        ...validateFoundationNames(scope),
        ...Object.entries(model.algorithms).flatMap(([name, definition]) => {
            const shape = shapeOf(name, definition);
            return shape.length > 0
                ? shape
                : [...validateAlgorithm(name, definition), ...validateTrainingNames(scope, model.name, name)];
        }),
        ...validateScoringNames(scope, model.name, algorithms),
        ...validateLocations(model.locations),
        ...validateRealtime(model, algorithms, model.realtime).map((problem) =>
            problem
                .replace(/^model\./, "")
                .replace(/^limits\./, "realtime.")
                .replace(/^champions\b/, "algorithms"),
        ),
    ];
}

/** Every problem of what a `Model` is made of, as sentences that begin with the path in its arguments or in config. */
export function validateModelArgs(args: RunSettings & { readonly model: ModelDefinition }, scope: Scope): string[] {
    const { model } = args;
    const ofModel = validateModel(model, scope);
    const ofRuns = Object.entries(model.algorithms).flatMap(([algorithm, definition]) =>
        validateTraining({ scope, model: model.name, algorithm, definition, ...runSettings(args) }),
    );
    return [
        ...validateScope(scope),
        ...ofModel.map((problem) => `model.${problem}`),
        // Once each, though every algorithm's pipeline has the same settings.
        ...[...new Set(ofRuns)]
            .filter((problem) => !ofModel.includes(problem))
            .map((problem) => problem.replace(/^algorithms\./, "model.algorithms.")),
    ];
}

function validateDescription({ name, columns, identifier, target, split }: ModelDefinition): string[] {
    const names = columns.map((column) => column.name);
    const targetColumn = columns.find((column) => column.name === target);
    const shares = split.train + split.validation + split.test;
    return [
        ...(namePattern.test(name) ? [] : [`name: "${name}" must have lower case letters, digits and single hyphens.`]),
        ...names
            .filter((column, index) => names.indexOf(column) !== index)
            .map((column) => `columns: "${column}" is there twice.`),
        ...[identifier, target]
            .filter((column) => !names.includes(column))
            .map((column) => `columns: "${column}" is missing.`),
        ...(targetColumn?.type === "string" ? [`target: "${target}" is text; a model here predicts numbers.`] : []),
        ...(Math.abs(shares - 1) > 1e-9
            ? [`split: the shares add up to ${Number(shares.toFixed(6))} instead of 1.`]
            : []),
    ];
}
