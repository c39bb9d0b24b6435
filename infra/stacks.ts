import type { ModelDefinition } from "../components/model/model";
import { stageOfPlatform } from "../contracts/names";

/** Every model, the first one first. */
export type Models = readonly [ModelDefinition, ...ModelDefinition[]];

/** What a stack is, by its name. */
export type StackIdentity =
    | { readonly kind: "platform"; readonly stage: string }
    | { readonly kind: "model"; readonly stage: string; readonly model: ModelDefinition };

/**
 * `platform-<stage>` is an account's platform, `<stage>` the first model at a stage, and `<stage>-<model>` another
 * one: a name that ends in no model's name is a stage, hyphens and all (`eu-prod`). Where it ends in the names of
 * several (`cars`, `used-cars`), the longest one counts.
 */
export function identifyStack(name: string, models: Models): StackIdentity {
    const platform = stageOfPlatform(name);
    if (platform !== undefined) return { kind: "platform", stage: platform };
    const [model] = models
        .filter((candidate) => name.endsWith(`-${candidate.name}`))
        .sort((a, b) => b.name.length - a.name.length);
    return model === undefined
        ? { kind: "model", stage: name, model: models[0] }
        : { kind: "model", stage: name.slice(0, -model.name.length - 1), model };
}
