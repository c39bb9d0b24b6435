import * as pulumi from "@pulumi/pulumi";
import {
    ApiGatewayAccess,
    BatchScoringPipeline,
    Foundation,
    RealtimeInference,
    TrainingPipeline,
} from "drivetrain/components";
import { rents as model } from "./rents";

// An account has one such role for all of its APIs: leave this out where another program has made it.
const apiGatewayAccess = new ApiGatewayAccess("account");

const foundation = new Foundation("rents");
const xgboost = new TrainingPipeline("rents-xgboost", { foundation, model, algorithm: "xgboost" });
const champions = { xgboost };
const scoring = new BatchScoringPipeline("rents-scoring", { foundation, model, champions });
const realtime = new RealtimeInference("rents-realtime", { foundation, model, champions, apiGatewayAccess });

export const trainBy = pulumi.interpolate`s3://${foundation.landingBucket}/training/`;
export const scoreBy = pulumi.interpolate`s3://${foundation.landingBucket}/${scoring.scoringPrefix}`;
export const stateMachines = [xgboost.stateMachineArn, scoring.stateMachineArn];
export const url = realtime.url;
