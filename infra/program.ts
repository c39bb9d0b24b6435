import { commitOf } from "../components/package/commit";
import { limitRoles } from "./boundary";
import { planStack } from "./config/plan";
import { deployModel } from "./model";
import { models } from "./models";
import { deployPlatform, readPlatform } from "./platform";
import type { Models } from "./stacks";

/**
 * Declares a stack's resources, by its name and its raw config.
 * @param known the models that there are, the first one first
 * @returns its outputs
 * @throws pulumi.RunError naming every problem of the config and of the model, before anything is made
 */
export async function deployStack(
    stack: string,
    config: Readonly<Record<string, string>>,
    known: Models = models,
): Promise<object> {
    const { settings, scope, model } = planStack(stack, config, known);
    limitRoles(settings.permissionsBoundary);
    if (model === undefined) return deployPlatform(settings, scope);
    const { network, quickSight } = await readPlatform(settings, scope);
    return deployModel(settings, model, scope, { commit: commitOf(), network, quickSight });
}
