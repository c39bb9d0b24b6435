import * as pulumi from "@pulumi/pulumi";
import { commitOf } from "../components/package/commit";
import { limitRoles } from "./boundary";
import { planStack } from "./config/plan";
import { deployModel } from "./model";
import { models } from "./models";
import { deployPlatform, readPlatform } from "./platform";

const { settings, scope, model } = planStack(pulumi.getStack(), pulumi.runtime.allConfig(), models);

async function deploy(): Promise<object> {
    limitRoles(settings.permissionsBoundary);
    if (model === undefined) return deployPlatform(settings, scope);
    const network = await readPlatform(scope.stage, settings.network);
    return deployModel(settings, model, scope, { commit: commitOf(), network });
}

export = deploy();
