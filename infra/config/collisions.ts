import type { ModelDefinition } from "../../components/model/model";

/**
 * What a model would share with the others of its account, as sentences: physical names are made of the model's name
 * and, after a hyphen, an algorithm's or `scoring`, so `homes` with `xgboost` and a model `homes-xgboost` would meet.
 */
export function validateDistinct(model: ModelDefinition, others: readonly ModelDefinition[]): string[] {
    const own = namesOf(model);
    return others.flatMap((other) =>
        namesOf(other)
            .filter((name) => own.includes(name))
            .map(
                (name) =>
                    `model.name: ${model.name} and ${other.name} would both make names that begin with "${name}"; ` +
                    `rename one of them, or its algorithm.`,
            ),
    );
}

function namesOf({ name, algorithms }: ModelDefinition): string[] {
    return [name, ...[...Object.keys(algorithms), "scoring"].map((part) => `${name}-${part}`)];
}
