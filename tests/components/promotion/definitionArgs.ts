import { functionArnOf, roleArnOf } from "../../../components/access/scope";
import type { PromotionDefinitionArgs } from "../../../components/promotion/machine/args";
import { promotionNames } from "../../../components/promotion/names";
import { trainingNames } from "../../../components/training/names";
import { algorithmOf } from "../training/definitionArgs";
import { scope } from "../training/pipelineArgs";

export const names = promotionNames(scope, "used-cars", "xgboost");

/** What versions of the stage before begin with. */
export const offeredStart = "arn:aws:sagemaker:us-east-1:333333333333:model-package/used-cars-xgboost-dev/";

export function definitionArgs(changes: Partial<PromotionDefinitionArgs> = {}): PromotionDefinitionArgs {
    return {
        model: "used-cars",
        algorithm: "xgboost",
        definition: algorithmOf(),
        from: "dev",
        offeredStart,
        stateMachineName: names.stateMachine,
        endpointName: names.endpoint,
        modelPackageGroup: names.modelPackageGroup,
        artifactBucket: "artifacts",
        runsPrefix: "runs/xgboost/",
        ledgerTable: "drivetrain-local-used-cars-ledger",
        image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        serveRoleArn: roleArnOf(scope, trainingNames(scope, "used-cars", "xgboost").serveRole),
        checkVersionArn: functionArnOf(scope, names.checkVersion),
        copyVersionArn: functionArnOf(scope, names.copyVersion),
        approval: "manual",
        timeoutSeconds: 3600,
        tags: [{ Key: "drivetrain:model", Value: "used-cars" }],
        ...changes,
    };
}
