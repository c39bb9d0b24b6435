import type { ModelDefinition } from "../../components/model/model";
import { type Problem, problemIf } from "../../components/validation/problem";

/**
 * What a model would share with the others of its account: physical names are made of the model's name and, after a
 * hyphen, an algorithm's or `scoring`, so `homes` with `xgboost` and a model `homes-xgboost` would meet.
 */
export function validateDistinct(model: ModelDefinition, others: readonly ModelDefinition[]): Problem[] {
    const own = namesOf(model);
    return others.flatMap((other) =>
        namesOf(other).flatMap((name) =>
            problemIf(
                own.includes(name),
                ["model", "name"],
                `${model.name} and ${other.name} would both make names that begin with "${name}"; rename one of them, ` +
                    `or its algorithm.`,
            ),
        ),
    );
}

function namesOf({ name, algorithms }: ModelDefinition): string[] {
    return [name, ...[...Object.keys(algorithms), "scoring"].map((part) => `${name}-${part}`)];
}
