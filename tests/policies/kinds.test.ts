import assert from "node:assert/strict";
import { calls, good, keyArn, made } from "../../policies/engine/examples";
import type { ExampleResource } from "../../policies/engine/rule";
import { settingsOf, strictest } from "../../policies/engine/stages";
import { rules } from "../../policies/rules";
import { judge } from "./graph";

const endpointConfiguration = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
const cluster = { InstanceCount: 2, InstanceType: "ml.m5.large", VolumeSizeInGB: 20 };
const aws = (call: string, input: Readonly<Record<string, unknown>>) => calls(`aws-sdk:sagemaker:${call}`, input);
const policy = (type: string, statement: object) =>
    made(type, "it", { policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }) });
const allow = { Effect: "Allow" };
const trust = (statement: object) =>
    made("aws:iam/role:Role", "it", {
        assumeRolePolicy: { Statement: { ...allow, Action: "sts:AssumeRole", ...statement } },
    });
const machine = (definition: object) =>
    made("aws:sfn/stateMachine:StateMachine", "machine", { definition: JSON.stringify(definition) });

/** A task in a branch of a parallel state in a map, in JSONPath. */
function nested(task: object, partition = "aws"): ExampleResource {
    const branch = { StartAt: "T", States: { T: { Type: "Task", End: true, ...task } } };
    const parallel = { StartAt: "P", States: { P: { Type: "Parallel", End: true, Branches: [branch] } } };
    const text = { StartAt: "M", States: { M: { Type: "Map", End: true, ItemProcessor: parallel } } };
    return machine(JSON.parse(JSON.stringify(text).replaceAll("arn:aws:", `arn:${partition}:`)) as object);
}
const createModel = { Resource: "arn:aws:states:::sagemaker:createModel", Parameters: { ModelName: "cars" } };

const ofJobs = ["encryptJobVolumes", "encryptJobOutputs", "encryptJobTraffic", "isolateJobs", "runJobsInVpc"];
const ofNotebooks = [
    ...["closeNotebooks", "placeNotebooksInVpc", "denyNotebookRoot", "encryptNotebooks", "requireNotebookImdsV2"],
    ...["useCurrentNotebookPlatform", "stopIdleNotebooks"],
];
const sagemaker = (...names: readonly string[]) => names.map((name) => `sagemaker/${name}`);

/** The same fault by other ways to write it: what it is, and the rules that refuse it. */
const faults: Readonly<Record<string, readonly [resource: ExampleResource, rules: readonly string[]]>> = {
    "a notebook that a state machine makes": [
        aws("createNotebookInstance", { NotebookInstanceName: "a", InstanceType: "ml.t3.medium" }),
        sagemaker(...ofNotebooks),
    ],
    "a monitor's definition that a state machine makes": [
        aws("createDataQualityJobDefinition", { JobResources: { ClusterConfig: cluster } }),
        sagemaker(...ofJobs, "boundJobRuntimes"),
    ],
    "a monitor's definition": [
        made("aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition", "it", {
            jobResources: { clusterConfig: { instanceCount: 2, instanceType: "ml.m5.large", volumeSizeInGb: 20 } },
            dataQualityJobOutputConfig: { monitoringOutputs: {} },
        }),
        sagemaker(...ofJobs),
    ],
    "a schedule with its own definition": [
        aws("createMonitoringSchedule", {
            MonitoringScheduleConfig: {
                MonitoringJobDefinition: {
                    ...{ MonitoringResources: { ClusterConfig: cluster }, MonitoringOutputConfig: {} },
                },
            },
        }),
        sagemaker(...ofJobs),
    ],
    "a tuning job": [
        calls("sagemaker:createHyperParameterTuningJob.sync", {
            TrainingJobDefinition: { ResourceConfig: cluster, OutputDataConfig: { S3OutputPath: "s3://models" } },
        }),
        sagemaker(...ofJobs, "boundJobRuntimes"),
    ],
    "a tuning job of several definitions": [
        aws("createHyperParameterTuningJob", {
            TrainingJobDefinitions: [{ HyperParameterTuningResourceConfig: cluster, OutputDataConfig: {} }],
        }),
        sagemaker(...ofJobs),
    ],
    "AutoML in its first version": [
        aws("createAutoMLJob", { OutputDataConfig: { S3OutputPath: "s3://models" } }),
        sagemaker("encryptJobOutputs", "runJobsInVpc"),
    ],
    "a model that is compiled": [
        aws("createCompilationJob", { OutputConfig: { S3OutputLocation: "s3://models" } }),
        sagemaker("encryptJobOutputs", "runJobsInVpc", "boundJobRuntimes"),
    ],
    "an endpoint configuration in a branch in a map": [
        nested({
            Resource: "arn:aws:states:::aws-sdk:sagemaker:createEndpointConfig",
            Parameters: {
                "EndpointConfigName.$": "$.name",
                ProductionVariants: [{ InitialInstanceCount: 1, InstanceType: "ml.m5.large" }],
            },
        }),
        sagemaker("enableDataCapture", "encryptEndpointVolumes"),
    ],
    "a model in a branch in a map": [nested(createModel), sagemaker("isolateModels", "serveModelsInVpc")],
    "a model in another partition": [nested(createModel, "aws-us-gov"), sagemaker("isolateModels")],
    "machines that serve in the shadow of none": [
        made(endpointConfiguration, "it", {
            productionVariants: [{ serverlessConfig: { maxConcurrency: 5, memorySizeInMb: 2048 } }],
            shadowProductionVariants: [{ initialInstanceCount: 50, instanceType: "ml.p4d.24xlarge" }],
        }),
        sagemaker("limitInstanceCounts", "limitInstanceTypes"),
    ],
    "an asynchronous endpoint": [
        made(endpointConfiguration, "it", {
            ...{ kmsKeyArn: keyArn, asyncInferenceConfig: { outputConfig: { s3OutputPath: "s3://answers" } } },
        }),
        sagemaker("encryptJobOutputs", "enableDataCapture"),
    ],
    "a Glue job that a state machine makes": [calls("aws-sdk:glue:createJob", { Name: "a" }), ["glue/secureJobs"]],
    "a topic's own policy for every account": [
        policy("aws:sns/topic:Topic", {
            ...{ ...allow, Principal: { AWS: "arn:aws:iam::*:root" }, Action: "sns:Publish", Resource: "*" },
        }),
        ["sns/forbidPublicTopics"],
    ],
    "a queue's own policy": [
        policy("aws:sqs/queue:Queue", { ...allow, Principal: "*", Action: "sqs:*", Resource: "*" }),
        ["sqs/forbidPublicQueues", "iam/forbidWildcardActions"],
    ],
    "the policy of an access point": [
        policy("aws:s3control/accessPointPolicy:AccessPointPolicy", {
            ...{ ...allow, Principal: "*", Action: "s3:GetObject", Resource: "*" },
        }),
        ["s3/forbidPublicBuckets"],
    ],
    "all but some actions on all but some resources, in one statement": [
        policy("aws:iam/userPolicy:UserPolicy", { ...allow, NotAction: "iam:*", NotResource: "arn:aws:s3:::a" }),
        ["iam/forbidWildcardActions", "iam/forbidWildcardResources"],
    ],
    "PassRole by a wildcard on any role": [
        policy("aws:iam/groupPolicy:GroupPolicy", { ...allow, Action: "iam:Pass*", Resource: "arn:aws:iam::1:role/*" }),
        ["iam/narrowPassRole", "iam/forbidWildcardActions"],
    ],
    "PassRole to any service": [
        policy("aws:iam/groupPolicy:GroupPolicy", {
            ...{ ...allow, Action: "iam:PassRole", Resource: "arn:aws:iam::111111111111:role/a" },
            Condition: { StringLike: { "iam:PassedToService": "*" } },
        }),
        ["iam/narrowPassRole"],
    ],
    "a trust of every identity of GitHub": [
        trust({
            Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
        }),
        ["iam/nameFederatedSubjects"],
    ],
    "policies of AWS's in a list that excludes others, and in another partition": [
        made("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "it", {
            ...{ roleName: "a", policyArns: ["arn:aws-cn:iam::aws:policy/IAMFullAccess"] },
        }),
        ["iam/forbidBroadManagedPolicies"],
    ],
    "an image repository as Pulumi makes it": [
        made("aws:ecr/repository:Repository", "it", {}),
        ["ecr/encryptRepositories", "ecr/scanImages", "ecr/fixTags", "ecr/expireImages"],
    ],
};

describe("policies: the same fault, written otherwise", () => {
    for (const [title, [resource, expected]] of Object.entries(faults)) {
        it(`is refused: ${title}`, () => {
            const refusing = rules.filter((rule) =>
                judge(rule, good(title, resource), settingsOf(strictest, rule)).some(
                    ({ verdict }) => verdict === "fail",
                ),
            );
            const ids = refusing.map(({ id }) => id);
            assert.deepEqual(
                expected.filter((id) => !ids.includes(id)),
                [],
            );
        });
    }
});
