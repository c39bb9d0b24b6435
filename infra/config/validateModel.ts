import type { Scope } from "../../components/access/scope";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { validateModel as validateDefinition } from "../../components/validateModel";
import { type Path, type Problem, within } from "../../components/validation/problem";
import { problemsOf } from "./issues";
import { algorithmDefinition, modelOverrides } from "./overrides";

/** Every problem of a model as a stack would deploy it, config's overrides included, with paths in config or the model. */
export function validateModel(model: ModelDefinition, scope: Scope): Problem[] {
    return validateDefinition(model, scope, validateShape).flatMap((problem) => within([placeOf(problem)], [problem]));
}

/** What config may change has its path there. */
function placeOf({ path: [first = ""] }: Problem): string {
    return Object.hasOwn(modelOverrides.shape, first) ? "drivetrain:" : "model";
}

/** What of an algorithm is not there or of another type: config may add one, or a part of one, as a whole only. */
function validateShape(name: string, definition: AlgorithmDefinition): Problem[] {
    const { error } = algorithmDefinition.safeParse(definition, { reportInput: true });
    const missing = `is missing, and the model's file has none for ${name}; set it.`;
    return (error?.issues ?? [])
        .flatMap(problemsOf)
        .map(({ path, message }) => ({ path, message: valueAt(definition, path) === undefined ? missing : message }));
}

function valueAt(whole: unknown, path: Path): unknown {
    return path.reduce((part, key) => (part as Record<string | number, unknown>)[key], whole);
}
