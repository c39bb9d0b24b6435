import type { Scope } from "../../components/access/scope";
import { validateNaming } from "../../components/access/stackScope";
import type { ModelDefinition } from "../../components/model/model";
import { isWithin, type Problem } from "../../components/validation/problem";
import { platformPrefix, stackPrefix } from "../../contracts/names";
import { identifyStack } from "../stacks";
import { validateDistinct } from "./collisions";
import { mergeModel } from "./overrides";
import { parseSettings, type Settings } from "./settings";
import { stackError } from "./stackError";
import { validateModel } from "./validateModel";

/** What a stack is to become. */
export interface Plan {
    readonly settings: Settings;
    readonly scope: Scope;
    /** The model as this stack deploys it; undefined for an account's platform. */
    readonly model: ModelDefinition | undefined;
}

/**
 * Reads what a stack is to become from its name, its raw config and the models that there are.
 * @throws pulumi.RunError naming every problem of the config and of the model, before anything is made
 */
export function planStack(
    stack: string,
    config: Readonly<Record<string, string>>,
    models: readonly [ModelDefinition, ...ModelDefinition[]],
): Plan {
    const { settings, problems } = parseSettings(stack, config);
    const identity = identifyStack(stack, models);
    const model = identity.kind === "model" ? mergeModel(identity.model, settings.overrides) : undefined;
    const scope: Scope = {
        partition: "aws",
        region: settings.region,
        accountId: settings.accountId,
        stage: identity.stage,
        prefix: model ? stackPrefix(identity.stage, model.name) : platformPrefix(identity.stage),
    };
    const others = identity.kind === "model" ? models.filter((one) => one !== identity.model) : [];
    /** A value that lacks what was taken out of it, since it is faulty, is no problem of its own. */
    const isReported = ({ path }: Problem) => problems.some((known) => isWithin(known.path, path));
    const found = [
        ...problems,
        ...validateNaming(scope),
        ...(identity.kind === "model" ? validateModel(identity.model, scope, settings.overrides) : []).filter(
            (problem) => !isReported(problem),
        ),
        ...(model ? validateDistinct(model, others) : []),
    ];
    if (found.length > 0) throw stackError(stack, model?.name, found);
    return { settings, scope, model };
}
