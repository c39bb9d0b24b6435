import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../cli/checkout";
import { readStackConfig } from "../../../cli/govern/stackConfig";
import type { PolicyStatement } from "../../../components/access/policyStatement";
import { dataServices } from "../../../components/delivery/access/dataServices";
import { makeRoles } from "../../../components/delivery/access/roleMaking";
import { runtimeServices } from "../../../components/delivery/access/runtimeServices";
import { changingOf } from "../../../components/delivery/access/serviceAccess";
import { deployStack } from "../../../infra/program";
import { type PreviewedResource, previewProgram } from "../../../local";
import { covers } from "../../../policies/reading/permissions";

const region = "us-east-1";
const accountId = "333333333333";
const scope = { partition: "aws", region, accountId, stage: "dev", prefix: "drivetrain-platform-dev" };
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
const text = (value: unknown) => String(value);

type Inputs = Readonly<Record<string, unknown>>;
/** The call that makes a resource, and the ARN that IAM asks for. */
type Making = readonly [action: string, resource: (inputs: Inputs) => string];

const ofBucket = (action: string): Making => [action, ({ bucket }) => `arn:aws:s3:::${text(bucket)}`];
const ofFunction = (action: string): Making => [
    action,
    (inputs) => arn("lambda", `function:${text(inputs["functionName"] ?? inputs["function"] ?? inputs["name"])}`),
];
const ofWorkgroup = (action: string): Making => [
    action,
    (i) => arn("athena", `workgroup/${text(i["workgroup"] ?? i["name"])}`),
];
/** A rule's ARN names its bus, but for the default one. */
const ofRule = (action: string): Making => [
    action,
    ({ eventBusName: bus = "default", rule, name }) => {
        const path = bus === "default" ? "" : `${text(bus)}/`;
        return arn("events", `rule/${path}${text(rule ?? name)}`);
    },
];
const ofApi: Making = ["apigateway:POST", () => `arn:aws:apigateway:${region}::/restapis/a1b2c3`];
const changeOfApi: Making = ["apigateway:PATCH", () => `arn:aws:apigateway:${region}::/restapis/a1b2c3`];
const ofCollection = (path: string): Making => ["apigateway:POST", () => `arn:aws:apigateway:${region}::/${path}`];

/** Topics and queues name what a policy is of by an output, which a preview does not know. */
const ofAnyTopic = (action: string): Making => [action, () => arn("sns", "drivetrain-dev-used-cars-notices")];
const ofAnyQueue = (action: string): Making => [action, () => arn("sqs", "drivetrain-dev-used-cars-undelivered")];

const makings: Readonly<Record<string, Making>> = {
    "aws:apigateway/apiKey:ApiKey": ofCollection("apikeys"),
    "aws:apigateway/deployment:Deployment": ofApi,
    "aws:apigateway/integration:Integration": ["apigateway:PUT", ofApi[1]],
    "aws:apigateway/method:Method": ["apigateway:PUT", ofApi[1]],
    "aws:apigateway/methodSettings:MethodSettings": changeOfApi,
    "aws:apigateway/model:Model": ofApi,
    "aws:apigateway/requestValidator:RequestValidator": ofApi,
    "aws:apigateway/resource:Resource": ofApi,
    "aws:apigateway/response:Response": ["apigateway:PUT", ofApi[1]],
    "aws:apigateway/restApi:RestApi": ofCollection("restapis"),
    "aws:apigateway/stage:Stage": ofApi,
    "aws:apigateway/usagePlan:UsagePlan": ofCollection("usageplans"),
    "aws:apigateway/usagePlanKey:UsagePlanKey": [
        "apigateway:POST",
        () => `arn:aws:apigateway:${region}::/usageplans/a1b2c3/keys`,
    ],
    "aws:athena/namedQuery:NamedQuery": ofWorkgroup("athena:CreateNamedQuery"),
    "aws:athena/preparedStatement:PreparedStatement": ofWorkgroup("athena:CreatePreparedStatement"),
    "aws:athena/workgroup:Workgroup": ofWorkgroup("athena:CreateWorkGroup"),
    "aws:cloudcontrol/resource:Resource": ["cloudformation:CreateResource", () => "*"],
    "aws:cloudwatch/eventBus:EventBus": [
        "events:CreateEventBus",
        ({ name }) => arn("events", `event-bus/${text(name)}`),
    ],
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": [
        "events:PutPermission",
        ({ eventBusName }) => arn("events", `event-bus/${text(eventBusName)}`),
    ],
    "aws:cloudwatch/eventRule:EventRule": ofRule("events:PutRule"),
    "aws:cloudwatch/eventTarget:EventTarget": ofRule("events:PutTargets"),
    "aws:cloudwatch/logGroup:LogGroup": ["logs:CreateLogGroup", ({ name }) => arn("logs", `log-group:${text(name)}`)],
    "aws:cloudwatch/metricAlarm:MetricAlarm": [
        "cloudwatch:PutMetricAlarm",
        ({ name }) => arn("cloudwatch", `alarm:${text(name)}`),
    ],
    "aws:dynamodb/table:Table": ["dynamodb:CreateTable", ({ name }) => arn("dynamodb", `table/${text(name)}`)],
    "aws:glue/catalogDatabase:CatalogDatabase": [
        "glue:CreateDatabase",
        ({ name }) => arn("glue", `database/${text(name)}`),
    ],
    "aws:glue/catalogTable:CatalogTable": [
        "glue:CreateTable",
        ({ databaseName, name }) => arn("glue", `table/${text(databaseName)}/${text(name)}`),
    ],
    "aws:glue/job:Job": ["glue:CreateJob", ({ name }) => arn("glue", `job/${text(name)}`)],
    "aws:glue/securityConfiguration:SecurityConfiguration": ["glue:CreateSecurityConfiguration", () => "*"],
    "aws:iam/policy:Policy": ["iam:CreatePolicy", ({ name }) => iam(`policy/${text(name)}`)],
    "aws:iam/role:Role": ["iam:CreateRole", ({ name }) => iam(`role/${text(name)}`)],
    "aws:iam/rolePolicy:RolePolicy": ["iam:PutRolePolicy", ({ name }) => iam(`role/${text(name)}`)],
    "aws:kms/alias:Alias": ["kms:CreateAlias", ({ name }) => arn("kms", text(name))],
    "aws:kms/key:Key": ["kms:CreateKey", () => "*"],
    "aws:lambda/function:Function": ofFunction("lambda:CreateFunction"),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ofFunction("lambda:PutFunctionEventInvokeConfig"),
    "aws:lambda/invocation:Invocation": ofFunction("lambda:InvokeFunction"),
    "aws:lambda/permission:Permission": ofFunction("lambda:AddPermission"),
    "aws:quicksight/dataSet:DataSet": [
        "quicksight:CreateDataSet",
        ({ dataSetId }) => arn("quicksight", `dataset/${text(dataSetId)}`),
    ],
    "aws:quicksight/dataSource:DataSource": [
        "quicksight:CreateDataSource",
        ({ dataSourceId }) => arn("quicksight", `datasource/${text(dataSourceId)}`),
    ],
    "aws:s3/bucket:Bucket": ofBucket("s3:CreateBucket"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket("s3:PutLifecycleConfiguration"),
    "aws:s3/bucketNotification:BucketNotification": ofBucket("s3:PutBucketNotification"),
    "aws:s3/bucketObjectv2:BucketObjectv2": [
        "s3:PutObject",
        ({ bucket, key }) => `arn:aws:s3:::${text(bucket)}/${text(key)}`,
    ],
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket("s3:PutBucketOwnershipControls"),
    "aws:s3/bucketPolicy:BucketPolicy": ofBucket("s3:PutBucketPolicy"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket("s3:PutBucketPublicAccessBlock"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket(
        "s3:PutEncryptionConfiguration",
    ),
    "aws:s3/bucketVersioning:BucketVersioning": ofBucket("s3:PutBucketVersioning"),
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": [
        "sagemaker:CreateModelPackageGroup",
        (i) => arn("sagemaker", `model-package-group/${text(i["modelPackageGroupName"])}`),
    ],
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": [
        "sagemaker:PutModelPackageGroupPolicy",
        (i) => arn("sagemaker", `model-package-group/${text(i["modelPackageGroupName"])}`),
    ],
    "aws:sfn/stateMachine:StateMachine": [
        "states:CreateStateMachine",
        ({ name }) => arn("states", `stateMachine:${text(name)}`),
    ],
    "aws:sns/topic:Topic": ["sns:CreateTopic", ({ name }) => arn("sns", text(name))],
    "aws:sns/topicPolicy:TopicPolicy": ofAnyTopic("sns:SetTopicAttributes"),
    "aws:sns/topicSubscription:TopicSubscription": ofAnyTopic("sns:Subscribe"),
    "aws:sqs/queue:Queue": ["sqs:CreateQueue", ({ name }) => arn("sqs", text(name))],
    "aws:sqs/queuePolicy:QueuePolicy": ofAnyQueue("sqs:SetQueueAttributes"),
};

async function resourcesOf(stack: string, more: Record<string, string> = {}): Promise<readonly PreviewedResource[]> {
    const config = {
        ...readStackConfig(stack, root),
        ...more,
        "drivetrain:quicksight": "managed",
        "drivetrain:promotion": JSON.stringify({
            from: { stage: "lab", accountId: "222222222222" },
            to: [{ stage: "prod", accountId: "444444444444" }],
        }),
        "drivetrain:alertEmails": '["ann@example.com"]',
    };
    const program = () => deployStack(stack, config);
    return (await previewProgram({ project: "drivetrain", stack, config, program })).resources;
}

describe("what a deployment may make", () => {
    const listOf = (value: unknown) => (Array.isArray(value) ? value : [value]).map(String);
    const statements = [
        ...changingOf([...dataServices(scope), ...runtimeServices(scope)]),
        ...makeRoles(scope, iam("policy/boundary")),
    ];
    const may = (action: string, resource: string) =>
        statements.some(
            ({ Action, Resource }) =>
                listOf(Action).includes(action) && listOf(Resource).some((pattern) => covers(pattern, resource)),
        );

    it("is all that a model's stack has, by the names that it gives", async () => {
        const made = (await resourcesOf("dev")).filter(({ type }) => type.startsWith("aws:"));
        assert.ok(made.length > 400);
        const unknown = made.filter(({ type }) => makings[type] === undefined).map(({ type }) => type);
        assert.deepEqual([...new Set(unknown)], [], "say by which call a type is made, and let the deployer call it");
        const refused = made.flatMap(({ type, inputs }) => {
            const [action, resource] = makings[type]!;
            return may(action, resource(inputs)) ? [] : [`${action} on ${resource(inputs)}`];
        });
        assert.deepEqual([...new Set(refused)], []);
    });

    it("is bounded by a policy that holds all that the stack's roles may do", async () => {
        const guide = readFileSync(join(root, "docs", "delivery.md"), "utf8");
        const json = /```json\n([^]*?)```/.exec(guide)?.[1]?.replaceAll("ACCOUNT", accountId) ?? "";
        const bounds = (JSON.parse(json) as { Statement: PolicyStatement[] }).Statement;
        const scaling = { minInstances: 1, maxInstances: 3, invocationsPerInstance: 200 };
        const tuning = {
            ranges: { eta: { type: "continuous", min: 0.05, max: 0.3 } },
            ...{ maxJobs: 3, maxParallelJobs: 2 },
        };
        const algorithms = { xgboost: { tuning, endpoint: { scaling } } };
        const made = await resourcesOf("dev", { "drivetrain:algorithms": JSON.stringify(algorithms) });
        const given = made
            .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
            .flatMap(
                ({ inputs }) => (JSON.parse(text(inputs["policy"])) as { Statement: PolicyStatement[] }).Statement,
            );
        const wanted = new Set(
            given.flatMap(({ Action, Resource }) =>
                listOf(Action).flatMap((a) => listOf(Resource).map((r) => `${a} ${r}`)),
            ),
        );
        assert.ok(wanted.size > 200);
        assert.ok([...wanted].some((one) => one.startsWith("iam:CreateServiceLinkedRole")));
        const isWithin = (action: string, resource: string) =>
            bounds.some(
                (bound) =>
                    listOf(bound.Action).some((pattern) => covers(pattern, action)) &&
                    listOf(bound.Resource).some((pattern) => covers(pattern, resource)),
            );
        const beyond = [...wanted].filter((one) => {
            const [action = "", resource = ""] = one.split(" ");
            return !isWithin(action, resource);
        });
        assert.deepEqual(beyond, []);
        assert.ok(!isWithin("iam:CreateRole", "*") && !isWithin("s3:GetObject", "arn:aws:s3:::others/*"));
    });

    it("is nothing of another stage's, nor of the platform's", () => {
        for (const [action, resource] of [
            ["lambda:UpdateFunctionCode", arn("lambda", "function:drivetrain-prod-used-cars-predict")],
            ["lambda:UpdateFunctionCode", arn("lambda", "function:drivetrain-platform-dev-job-logs")],
            ["iam:PutRolePolicy", iam("role/drivetrain-platform-dev-deployer")],
            ["iam:PassRole", iam("role/admin")],
            ["s3:PutBucketPolicy", `arn:aws:s3:::drivetrain-${accountId}-prod-used-cars-landing`],
        ] as const) {
            assert.ok(!may(action, resource), `${action} on ${resource}`);
        }
    });
});
