import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ModelDefinition } from "../../components/model/model";
import { planStack } from "../../infra/config/plan";
import { models as allModels } from "../../infra/models";
import { root } from "../checkout";
import { readStackConfig } from "../govern/stackConfig";
import { findStack } from "../stacks/stack";
import { fileOf } from "../stacks/stackFile";
import { UsageError } from "../terminal/errors";
import type { Patient } from "./finding";

/**
 * Reads what a stack is to become, and which other models are to be deployed to its stage.
 * @param names of models; none for the stack's own alone
 * @throws UsageError where there is no such model, or it has no stack at the stage
 * @throws pulumi.RunError naming every problem of the config
 */
export function patientOf(stackName: string, names: readonly string[] = [], folder: string = root): Patient {
    const stack = findStack(stackName, folder);
    const plan = (name: string) => planStack(name, readStackConfig(name, folder), allModels);
    const own = plan(stack.name);
    const others = names.map((name) => stackOfModel(name, stack.stage, folder)).filter((name) => name !== stack.name);
    return {
        ...{ stack, settings: own.settings },
        models: [stack.name, ...new Set(others)].map((name) => plan(name).model as ModelDefinition),
        platform: existsSync(join(folder, fileOf(stack.platform))) ? plan(stack.platform).settings : undefined,
    };
}

function stackOfModel(name: string, stage: string, folder: string): string {
    const known = allModels.map((model) => model.name);
    if (!known.includes(name)) throw new UsageError(`There is no model "${name}". Models here: ${known.join(", ")}.`);
    const stack = name === known[0] ? stage : `${stage}-${name}`;
    if (!existsSync(join(folder, fileOf(stack)))) {
        throw new UsageError(`The model ${name} has no stack at ${stage}: ${fileOf(stack)} does not exist.`);
    }
    return stack;
}
