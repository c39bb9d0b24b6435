import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import type { ModelDefinition } from "../../components/model/model";

/** Its stacks are called by the stage alone; those of the others by stage and model. */
const first = "used-cars";

/** Every model, the first one first and the others by name: each file of this folder has one. */
export const models = readModels(__dirname);

/**
 * The models of a folder: `<name>.ts` exports the model of that name.
 * @throws Error where a file has another model, none, or several
 */
export function readModels(folder: string): readonly [ModelDefinition, ...ModelDefinition[]] {
    const names = readdirSync(folder)
        .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"))
        .map((file) => file.slice(0, -extname(file).length))
        .filter((name) => name !== "index")
        .sort((a, b) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1));
    const [head, ...rest] = names.map((name) => readModel(folder, name));
    if (head === undefined) throw new Error(`There is no model in ${folder}.`);
    return [head, ...rest];
}

function readModel(folder: string, name: string): ModelDefinition {
    const exported = createRequire(join(folder, "index.js"))(`./${name}`) as Record<string, unknown>;
    const found = Object.values(exported).filter(isModel);
    const [model] = found;
    if (model === undefined || found.length > 1 || model.name !== name) {
        const has = found.length === 0 ? "none" : found.map((one) => `"${one.name}"`).join(", ");
        throw new Error(
            `infra/models/${name} must export one model, and its name must be "${name}"; it exports ${has}.`,
        );
    }
    return model;
}

function isModel(value: unknown): value is ModelDefinition {
    return (
        typeof value === "object" && value !== null && "name" in value && "columns" in value && "algorithms" in value
    );
}
