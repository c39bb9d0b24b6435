import type { z } from "zod";
import type { Scope } from "../../components/access/scope";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { validateModel as validateDefinition } from "../../components/validateModel";
import { wordsOf } from "./issues";
import { algorithmDefinition } from "./overrides";

/** Every problem of a model as a stack would deploy it, config's overrides included, as sentences with paths. */
export function validateModel(model: ModelDefinition, scope: Scope): string[] {
    return validateDefinition(model, scope, validateShape).map(withConfigPath);
}

/** What config may change has its path there. */
function withConfigPath(problem: string): string {
    return /^(algorithms|locations|realtime)\b/.test(problem) ? `drivetrain:${problem}` : `model.${problem}`;
}

/** What of an algorithm is not there or of another type: config may add one, or a part of one, as a whole only. */
function validateShape(name: string, definition: AlgorithmDefinition): string[] {
    const { error } = algorithmDefinition.safeParse(definition, { reportInput: true });
    return (error?.issues ?? []).map(
        (issue) => `algorithms.${name}.${issue.path.join(".")}: ${wrong(issue, definition, name)}`,
    );
}

function wrong(issue: z.core.$ZodIssue, definition: AlgorithmDefinition, name: string): string {
    const value = issue.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], definition);
    return value === undefined
        ? `is missing, and the model's file has none for ${name}; set it.`
        : `${wordsOf(issue)}.`;
}
