import { AnyResourceType } from "./resourceType";
import { types as alarms } from "./services/alarms";
import { types as apigateway } from "./services/apigateway";
import { types as apigatewayAccess } from "./services/apigatewayAccess";
import { types as apigatewayContract } from "./services/apigatewayContract";
import { types as apigatewayStage } from "./services/apigatewayStage";
import { types as dynamodb } from "./services/dynamodb";
import { types as ec2 } from "./services/ec2";
import { types as ec2Routing } from "./services/ec2Routing";
import { types as ec2Security } from "./services/ec2Security";
import { types as ecr } from "./services/ecr";
import { types as events } from "./services/events";
import { types as iam } from "./services/iam";
import { types as kms } from "./services/kms";
import { types as lambda } from "./services/lambda";
import { types as lambdaFunction } from "./services/lambdaFunction";
import { types as logs } from "./services/logs";
import { types as s3 } from "./services/s3";
import { types as s3Object } from "./services/s3Object";
import { types as s3Settings } from "./services/s3Settings";
import { types as sagemaker } from "./services/sagemaker";
import { types as sfn } from "./services/sfn";
import { types as sns } from "./services/sns";
import { types as sqs } from "./services/sqs";
import { types as ssm } from "./services/ssm";

/** Every resource type that the local provider serves, by its token. */
export const catalogue: Readonly<Record<string, AnyResourceType>> = {
    ...alarms,
    ...apigateway,
    ...apigatewayAccess,
    ...apigatewayContract,
    ...apigatewayStage,
    ...dynamodb,
    ...ec2,
    ...ec2Routing,
    ...ec2Security,
    ...ecr,
    ...events,
    ...iam,
    ...kms,
    ...lambda,
    ...lambdaFunction,
    ...logs,
    ...s3,
    ...s3Object,
    ...s3Settings,
    ...sagemaker,
    ...sfn,
    ...sns,
    ...sqs,
    ...ssm,
};

/**
 * The table entry of a type token such as `aws:s3/bucket:Bucket`.
 * @throws for a type that the local provider does not know, naming it.
 */
export function resourceType(token: string): AnyResourceType {
    const type = catalogue[token];
    if (type) return type;
    throw new Error(`The local provider does not know the resource type ${token}: add it to local/provider/services.`);
}
