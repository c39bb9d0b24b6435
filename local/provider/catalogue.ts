import { AnyResourceType } from "./engine/resourceType";
import { types as apigatewayAccess } from "./services/apigateway/access";
import { types as apigatewayContract } from "./services/apigateway/contract";
import { types as apigateway } from "./services/apigateway/restApi";
import { types as apigatewayStage } from "./services/apigateway/stage";
import { types as athenaQueries } from "./services/athena/queries";
import { types as athenaWorkgroup } from "./services/athena/workgroup";
import { types as cloudControl } from "./services/cloudcontrol/resource";
import { types as alarms } from "./services/cloudwatch/metricAlarm";
import { types as dynamodb } from "./services/dynamodb/table";
import { types as ec2 } from "./services/ec2/network";
import { types as ec2Routing } from "./services/ec2/routing";
import { types as ec2Security } from "./services/ec2/security";
import { types as ec2SecurityRule } from "./services/ec2/securityRule";
import { types as ecr } from "./services/ecr/repository";
import { types as eventBus } from "./services/events/bus";
import { types as events } from "./services/events/rule";
import { types as glueCatalog } from "./services/glue/catalog";
import { types as glueJob } from "./services/glue/job";
import { types as glueSecurity } from "./services/glue/securityConfiguration";
import { types as iamIdentityProvider } from "./services/iam/identityProvider";
import { types as iam } from "./services/iam/role";
import { types as kms } from "./services/kms/key";
import { types as lambdaFunction } from "./services/lambda/function";
import { types as invocation } from "./services/lambda/invocation";
import { types as lambda } from "./services/lambda/permission";
import { types as logs } from "./services/logs/logGroup";
import { types as quickSightDataSet } from "./services/quicksight/dataSet";
import { types as quickSightDataSource } from "./services/quicksight/dataSource";
import { types as quickSightGroup } from "./services/quicksight/group";
import { types as s3 } from "./services/s3/bucket";
import { types as s3Object } from "./services/s3/object";
import { types as s3Settings } from "./services/s3/settings";
import { types as sagemaker } from "./services/sagemaker/modelPackageGroup";
import { types as sfn } from "./services/sfn/stateMachine";
import { types as sns } from "./services/sns/topic";
import { types as sqs } from "./services/sqs/queue";
import { types as ssm } from "./services/ssm/parameter";

/** Every resource type that the local provider serves, by its token. */
export const catalogue: Readonly<Record<string, AnyResourceType>> = {
    ...alarms,
    ...apigateway,
    ...apigatewayAccess,
    ...apigatewayContract,
    ...apigatewayStage,
    ...athenaQueries,
    ...athenaWorkgroup,
    ...cloudControl,
    ...dynamodb,
    ...ec2,
    ...ec2Routing,
    ...ec2Security,
    ...ec2SecurityRule,
    ...ecr,
    ...eventBus,
    ...events,
    ...glueCatalog,
    ...glueJob,
    ...glueSecurity,
    ...iam,
    ...iamIdentityProvider,
    ...kms,
    ...invocation,
    ...lambda,
    ...lambdaFunction,
    ...logs,
    ...quickSightDataSet,
    ...quickSightDataSource,
    ...quickSightGroup,
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
