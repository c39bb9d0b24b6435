import { type Scope, partitionOf } from "../components/shared/scope";
import { limitRoles } from "./boundary";
import { deployModel } from "./model";
import { models } from "./models";
import { mergeModel } from "./overrides";
import { deployPlatform, platformNetwork } from "./platform";
import { configError, readSettings } from "./settings";
import { identifyStack } from "./stacks";
import { validateModel } from "./validateModel";

const settings = readSettings();
const identity = identifyStack(settings.stack, models);
const scope: Scope = {
    partition: partitionOf(settings.region),
    region: settings.region,
    accountId: settings.accountId,
    stage: identity.stage,
    prefix: `drivetrain-${identity.kind === "platform" ? `platform-${identity.stage}` : `${identity.stage}-${identity.model.name}`}`,
};

async function deploy(): Promise<object> {
    limitRoles(settings.permissionsBoundary);
    if (identity.kind === "platform") return deployPlatform(settings, scope);
    const model = mergeModel(identity.model, settings.overrides);
    const problems = validateModel(model, scope);
    if (problems.length > 0) throw configError(settings.stack, problems);
    return deployModel(settings, model, scope, settings.network ? await platformNetwork(scope.stage) : undefined);
}

export = deploy();
