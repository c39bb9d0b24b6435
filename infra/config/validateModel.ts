import type { Scope } from "../../components/access/scope";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { validateModel as validateDefinition } from "../../components/validateModel";
import { type Path, type Problem, within } from "../../components/validation/problem";
import { problemsOf } from "./issues";
import { algorithmDefinition, mergeModel, modelOverrides, type ModelOverrides } from "./overrides";

/**
 * Every problem of a model as a stack would deploy it, with paths in config where config says what is wrong, else in
 * the model.
 *
 * @param own the model as its file defines it
 * @param overrides what config changes of it
 */
export function validateModel(
    own: ModelDefinition,
    scope: Scope,
    overrides: ModelOverrides = modelOverrides.parse({}),
): Problem[] {
    const place = ({ path }: Problem) => (depthOf(overrides, path) >= depthOf(own, path) ? "drivetrain:" : "model");
    return validateDefinition(mergeModel(own, overrides), scope, validateShape).flatMap((problem) =>
        within([depthOf(overrides, problem.path) === 0 ? "model" : place(problem)], [problem]),
    );
}

/** How much of a path leads to a value. An empty object, as defaults are, is none. */
function depthOf(whole: object, path: Path): number {
    let part: unknown = whole;
    for (const [depth, key] of path.entries()) {
        part = (part as Record<string | number, unknown>)[key];
        if (part === undefined || part === null || (typeof part === "object" && Object.keys(part).length === 0)) {
            return depth;
        }
        if (typeof part !== "object") return depth + 1;
    }
    return path.length;
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
