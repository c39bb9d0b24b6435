import * as pulumi from "@pulumi/pulumi";
import {
    ApiGatewayAccess,
    BatchScoringPipeline,
    Foundation,
    PreprocessingCode,
    RealtimeInference,
    type Scope,
    TrainingPipeline,
    arnOf,
    commitOf,
    foundationNames,
} from "drivetrain/components";
import { rents as model } from "./models/rents";

const stage = pulumi.getStack();
const scope: Scope = {
    partition: "aws",
    region: new pulumi.Config("aws").require("region"),
    accountId: new pulumi.Config().require("accountId"),
    stage,
    prefix: `drivetrain-${stage}-${model.name}`,
};

// An account has one such role for all of its APIs: leave this out where another program has made it.
const access = new ApiGatewayAccess("api-gateway", { scope });

const foundation = new Foundation(model.name, { scope, alertEmails: [] });
const code = new PreprocessingCode(`${model.name}-code`, { model, artifactBucket: foundation.artifactBucket });

const { landingBucket, artifactBucket, captureBucket, ledgerTable } = foundationNames(scope);
const common = {
    ...{ scope, model, landingBucket, artifactBucket, ledgerTable },
    key: foundation.key,
    codePrefix: code.prefix,
    topicArn: arnOf(scope, "sns", foundationNames(scope).topic),
};
const after = { dependsOn: [foundation, code] };

const xgboost = new TrainingPipeline(
    `${model.name}-xgboost`,
    { ...common, algorithm: "xgboost", captureBucket, commit: commitOf() },
    after,
);
const scoring = new BatchScoringPipeline(`${model.name}-scoring`, { ...common, champions: { xgboost } }, after);
const realtime = new RealtimeInference(
    `${model.name}-realtime`,
    { scope, model, key: foundation.key, artifactBucket, champions: { xgboost } },
    { dependsOn: access },
);

export const trainBy = pulumi.interpolate`s3://${foundation.landingBucket}/training/`;
export const scoreBy = pulumi.interpolate`s3://${foundation.landingBucket}/${scoring.scoringPrefix}`;
export const stateMachines = [xgboost.stateMachineArn, scoring.stateMachineArn];
export const url = realtime.url;
