import type { z } from "zod";
import type { Scope } from "../../components/access/scope";
import { validateFoundationNames } from "../../components/foundation/names";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { validateLocations } from "../../components/model/locations";
import { validateRealtime } from "../../components/realtime/limits";
import { validateColumnNames, validateScoringNames } from "../../components/scoring/names";
import { validateTrainingNames } from "../../components/training/names";
import { validateAlgorithm } from "../../components/training/validate/training";
import { wordsOf } from "./issues";
import { algorithmDefinition } from "./overrides";

/** Every problem of a model as a stack would deploy it, config's overrides included, as sentences with paths. */
export function validateModel(model: ModelDefinition, scope: Scope): string[] {
    return [
        ...(/^[a-z](-?[a-z0-9])*$/.test(model.name)
            ? []
            : [`model.name: "${model.name}" must have lower case letters, digits and single hyphens.`]),
        ...validateColumns(model),
        ...validateColumnNames(model).map((problem) => `model.${problem}`),
        ...validateFoundationNames(scope),
        ...Object.entries(model.algorithms).flatMap(([name, definition]) => {
            const issues = algorithmDefinition.safeParse(definition, { reportInput: true }).error?.issues ?? [];
            return issues.length > 0
                ? issues.map(
                      (issue) =>
                          `drivetrain:algorithms.${name}.${issue.path.join(".")}: ${wrong(issue, definition, name)}`,
                  )
                : [...validateAlgorithm(name, definition), ...validateTrainingNames(scope, model.name, name)].map(
                      (problem) => `drivetrain:${problem}`,
                  );
        }),
        ...validateScoringNames(scope, model.name, Object.keys(model.algorithms)).map((problem) =>
            problem.replace(/^algorithms/, "drivetrain:algorithms"),
        ),
        ...validateLocations(model.locations).map((problem) => `drivetrain:${problem}`),
        ...validateRealtime(model, Object.keys(model.algorithms), model.realtime).map((problem) =>
            problem.replace(/^limits\./, "drivetrain:realtime."),
        ),
    ];
}

/** What is the matter with a part of an algorithm: config adds an algorithm, or a part of one, as a whole only. */
function wrong(issue: z.core.$ZodIssue, definition: AlgorithmDefinition, name: string): string {
    const value = issue.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], definition);
    return value === undefined
        ? `is missing, and the model's file has none for ${name}; set it.`
        : `${wordsOf(issue)}.`;
}

function validateColumns({ columns, identifier, target, split }: ModelDefinition): string[] {
    const names = columns.map((column) => column.name);
    const targetColumn = columns.find((column) => column.name === target);
    const shares = split.train + split.validation + split.test;
    return [
        ...names
            .filter((name, index) => names.indexOf(name) !== index)
            .map((name) => `model.columns: "${name}" is there twice.`),
        ...[identifier, target]
            .filter((name) => !names.includes(name))
            .map((name) => `model.columns: "${name}" is missing.`),
        ...(targetColumn?.type === "string"
            ? [`model.target: "${target}" is text; a model here predicts numbers.`]
            : []),
        ...(Math.abs(shares - 1) > 1e-9
            ? [`model.split: the shares add up to ${Number(shares.toFixed(6))} instead of 1.`]
            : []),
    ];
}
