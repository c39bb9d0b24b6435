import { generatedIdentifier } from "../contracts/dataset";
import { namePattern, nameRule } from "../contracts/names";
import type { Scope } from "./access/scope";
import { validateScope } from "./access/stackScope";
import { type RunSettings, runSettings } from "./deployment/runSettings";
import { validateRunSettings } from "./deployment/validate/runSettings";
import { validateFoundationNames } from "./foundation/names";
import { validateLocations } from "./model/locations";
import type { AlgorithmDefinition, ModelDefinition } from "./model/model";
import { validateMonitoring } from "./model/validateMonitoring";
import type { PromotionSettings } from "./promotion/partners";
import { validatePromotion } from "./promotion/validate";
import { validateChampions, validateLimits, validateRecords } from "./realtime/limits";
import { validateColumnNames, validateScoringNames } from "./scoring/names";
import { validateTrainingNames } from "./training/names";
import { validateAlgorithm } from "./training/validate/algorithm";
import { validateTimes } from "./training/validate/training";
import { type Problem, problemIf, within } from "./validation/problem";

/** Tells the problems of an algorithm, with paths in its definition. */
type AlgorithmCheck = (name: string, definition: AlgorithmDefinition) => Problem[];

/**
 * Every problem of a model as it would be deployed, with paths in its definition.
 *
 * @param shapeOf tells what an algorithm lacks that no compiler has seen; such a one is not looked at any further
 */
export function validateModel(model: ModelDefinition, scope: Scope, shapeOf: AlgorithmCheck = () => []): Problem[] {
    const algorithms = Object.keys(model.algorithms);
    return [
        ...validateDescription(model),
        ...validateColumnNames(model),
        ...validateFoundationNames(scope),
        ...ofAlgorithms(model, (name, definition) => {
            const shape = shapeOf(name, definition);
            return shape.length > 0
                ? shape
                : [...validateAlgorithm(name, definition), ...validateTrainingNames(scope, model.name, name)];
        }),
        ...validateScoringNames(scope, model.name, algorithms),
        ...validateLocations(model),
        ...validateMonitoring(model, scope.region),
        ...validateRecords(model, algorithms),
        ...within(["algorithms"], validateChampions(model, algorithms)),
        ...within(["realtime"], validateLimits(model.realtime)),
    ];
}

/** Every problem of what a `Model` is made of, with paths in its arguments or in config. */
export function validateModelArgs(
    args: RunSettings & { readonly model: ModelDefinition; readonly promotion?: PromotionSettings },
    scope: Scope,
): Problem[] {
    const { model, promotion = {} } = args;
    const settings = runSettings(args);
    const times = ofAlgorithms(model, (_, definition) => validateTimes(definition, settings.timeoutSeconds));
    return [
        ...validateScope(scope),
        ...within(["model"], [...validateModel(model, scope), ...times]),
        ...validateRunSettings(settings),
        ...within(["promotion"], validatePromotion(scope, model, promotion)),
    ];
}

/** What a check finds of each algorithm, with paths in the model. */
function ofAlgorithms({ algorithms }: ModelDefinition, check: AlgorithmCheck): Problem[] {
    return Object.entries(algorithms).flatMap(([name, definition]) =>
        within(["algorithms", name], check(name, definition)),
    );
}

function validateDescription({ name, columns, identifier, target, split }: ModelDefinition): Problem[] {
    const names = columns.map((column) => column.name);
    const targetColumn = columns.find((column) => column.name === target);
    const shares = split.train + split.validation + split.test;
    return [
        ...problemIf(!namePattern.test(name), ["name"], `"${name}" must have ${nameRule}.`),
        ...names.flatMap((column, index) =>
            problemIf(names.indexOf(column) !== index, ["columns"], `"${column}" is there twice.`),
        ),
        ...[identifier, target].flatMap((column) =>
            problemIf(
                !names.includes(column) && (column !== generatedIdentifier || column === target),
                ["columns"],
                `"${column}" is missing.`,
            ),
        ),
        ...problemIf(
            targetColumn !== undefined && !["integer", "number"].includes(targetColumn.type),
            ["target"],
            `"${target}" is ${targetColumn?.type === "string" ? "text" : `a ${targetColumn?.type}`}; a model here predicts numbers.`,
        ),
        ...problemIf(
            Math.abs(shares - 1) > 1e-9,
            ["split"],
            `the shares add up to ${Number(shares.toFixed(9))} instead of 1.`,
        ),
    ];
}
