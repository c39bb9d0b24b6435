import assert from "node:assert/strict";
import type { Example, ExampleResource } from "../../../policies/engine/rule";
import { rules } from "../../../policies/rules";
import { messages } from "../graph";

const ours = rules.filter(({ id }) => /^(sagemaker|budgets)\//.test(id));
const rule = (name: string) => ours.find(({ id }) => id === `sagemaker/${name}`)!;
const example = (...resources: readonly ExampleResource[]): Example => ({ title: "requests", resources });
const made = (type: string, name: string, props: object): ExampleResource => ({ type, name, props: { ...props } });
const machine = (States: object, name = "machine") =>
    made("aws:sfn/stateMachine:StateMachine", name, {
        definition: JSON.stringify({ StartAt: Object.keys(States)[0], States }),
    });
const told = (name: string, settings: object, ...resources: readonly ExampleResource[]) =>
    messages(rule(name), example(...resources), { ...settings });

/** What all rules say of resources, by the rule's id. */
function allTold(...resources: readonly ExampleResource[]): readonly string[] {
    return ours.flatMap((one) => messages(one, example(...resources)).map((message) => `${one.id}: ${message}`));
}

describe("policies: requests to SageMaker in state machines", () => {
    const job = (more: object = {}) => ({
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
        End: true,
        ...more,
    });
    const unencrypted = { ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1 } };

    it("are judged in a state machine that another one starts, as in the first", () => {
        const start = {
            Type: "Task",
            Resource: "arn:aws:states:::states:startExecution.sync:2",
            Arguments: { StateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:training" },
            End: true,
        };
        const nested = machine({ Train: job({ Arguments: unencrypted }) }, "training");
        assert.deepEqual(told("encryptJobVolumes", {}, machine({ Start: start }), nested), [
            "definition.States.Train.ResourceConfig.VolumeKmsKeyId: no key is named; name a KMS key of this account.",
        ]);
    });

    it("are judged in JSONPath, at any depth of Map and Parallel", () => {
        const map = { Type: "Map", Iterator: { States: { Train: job({ Parameters: unencrypted }) } }, End: true };
        const parallel = { Type: "Parallel", Branches: [{ States: { Each: map } }], End: true };
        assert.deepEqual(told("encryptJobVolumes", {}, machine({ All: parallel })), [
            "definition.States.All.Branches[0].States.Each.Iterator.States.Train.ResourceConfig.VolumeKmsKeyId: no key is named; name a KMS key of this account.",
        ]);
        const referred = { ResourceConfig: { ...unencrypted.ResourceConfig, "VolumeKmsKeyId.$": "$.key" } };
        assert.deepEqual(told("encryptJobVolumes", {}, machine({ Train: job({ Parameters: referred }) })), [
            "definition.States.Train.ResourceConfig.VolumeKmsKeyId: undetermined: it is not known before the deployment.",
        ]);
    });

    it("are open, rule by rule, where a state is called with whatever it was given", () => {
        const found = allTold(machine({ Train: job() }));
        assert.ok(found.length >= 9);
        for (const message of found) assert.match(message, /: undetermined: /);
    });

    it("are judged by the stage's settings", () => {
        const big = { ResourceConfig: { InstanceType: "ml.g5.xlarge", InstanceCount: 3 } };
        const train = machine({ Train: job({ Arguments: big }) });
        assert.equal(told("limitInstanceTypes", {}, train).length, 1);
        assert.deepEqual(told("limitInstanceTypes", { types: ["ml.g5.*"] }, train), []);
        assert.equal(told("limitInstanceCounts", { maximumInstances: 2 }, train).length, 1);
        assert.equal(told("runJobsInVpc", {}, train).length, 1);
        assert.deepEqual(told("runJobsInVpc", { demanded: false }, train), []);
        assert.equal(told("tagRequests", { tags: ["team"] }, train).length, 1);
        assert.deepEqual(told("tagRequests", { tags: [] }, train), []);
        assert.equal(told("boundJobRuntimes", { maximumSeconds: 60 }, train).length, 1);
    });
});

describe("policies: what a stage says of endpoints", () => {
    const configuration = (props: object) =>
        made("aws:sagemaker/endpointConfiguration:EndpointConfiguration", "cars", props);

    it("asks for as many machines as it says", () => {
        const one = configuration({ productionVariants: [{ initialInstanceCount: 1 }] });
        assert.deepEqual(told("serveByManyInstances", {}, one), []);
        assert.deepEqual(told("serveByManyInstances", { minimumInstances: 2 }, one), [
            "productionVariants[0].initialInstanceCount: 1 is set, less than 2; one machine that fails takes the endpoint with it.",
        ]);
    });

    it("approves buckets and prefixes", () => {
        const capture = configuration({
            dataCaptureConfig: { destinationS3Uri: "s3://archive-eu/shared/cars/" },
            tags: { model: "used-cars" },
        });
        assert.equal(told("captureToApprovedBuckets", {}, capture).length, 1);
        assert.deepEqual(told("captureToApprovedBuckets", { buckets: ["archive-*"] }, capture), []);
        assert.equal(told("captureToApprovedBuckets", { buckets: ["other"] }, capture).length, 1);
        assert.equal(told("captureUnderModelPrefix", {}, capture).length, 1);
        assert.deepEqual(told("captureUnderModelPrefix", { prefixes: ["shared/"] }, capture), []);
    });

    it("says which formats are text, and which stacks have a budget", () => {
        const json = { captureContentTypeHeader: { jsonContentTypes: ["application/json"] } };
        const capture = configuration({ dataCaptureConfig: json });
        assert.equal(told("listCapturedContentTypes", {}, capture).length, 1);
        assert.deepEqual(told("listCapturedContentTypes", { formats: ["json"] }, capture), []);

        const budgets = ours.find(({ id }) => id === "budgets/alertOnSpending")!;
        const stack = made("pulumi:pulumi:Stack", "drivetrain-local", {});
        const all = example(stack, capture);
        assert.equal(messages(budgets, all).length, 1);
        assert.deepEqual(messages(budgets, all, { stacks: ["platform-*"] }), []);
        assert.equal(messages(budgets, example(stack), { stacks: ["loc*"] }).length, 1);
    });
});

describe("policies: what is right elsewhere", () => {
    it("passes a bucket's policy as AWS words it, and as the CDK does", () => {
        const capture = made("aws:sagemaker/endpointConfiguration:EndpointConfiguration", "cars", {
            dataCaptureConfig: { destinationS3Uri: "s3://amzn-s3-demo-bucket/cars/" },
        });
        const bucket = made("aws:s3/bucketV2:BucketV2", "bucket", { bucket: "amzn-s3-demo-bucket" });
        const Resource = ["arn:aws:s3:::amzn-s3-demo-bucket", "arn:aws:s3:::amzn-s3-demo-bucket/*"];
        const Condition = { Bool: { "aws:SecureTransport": "false" } };
        const statements = [
            // https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule
            { Sid: "AllowSSLRequestsOnly", Action: "s3:*", Effect: "Deny", Resource, Condition, Principal: "*" },
            // enforceSSL of aws-cdk-lib's Bucket.
            { Action: "s3:*", Condition, Effect: "Deny", Principal: { AWS: "*" }, Resource },
        ];
        for (const statement of statements) {
            const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
            const part = made("aws:s3/bucketPolicy:BucketPolicy", "policy", { bucket: "amzn-s3-demo-bucket", policy });
            assert.deepEqual(told("sendCapturesOverTls", {}, bucket, capture, part), []);
        }
    });

    it("passes images of SageMaker in every partition", () => {
        const images = [
            // https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-xgboost:1.7-1",
            "111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com/cars@sha256:9a1b",
        ];
        for (const image of images) {
            const model = made("aws:sagemaker/model:Model", "cars", { primaryContainer: { image } });
            assert.deepEqual(told("pullImagesFromTrustedRegistries", {}, model), []);
        }
    });

    it("has nothing to say of other clouds, nor of what runs no machine", () => {
        const resources = [
            made("azure-native:machinelearningservices:OnlineEndpoint", "cars", { kmsKeyId: "" }),
            made("gcp:vertex/aiEndpoint:AiEndpoint", "cars", { productionVariants: [{}] }),
            made("kubernetes:apps/v1:Deployment", "cars", { spec: {} }),
            made("aws:s3/bucket:Bucket", "data", { bucket: "data" }),
            made("aws:lambda/function:Function", "handler", { runtime: "nodejs20.x" }),
            machine({ Wait: { Type: "Wait", Seconds: 5, End: true } }),
        ];
        assert.deepEqual(allTold(...resources), []);
    });
});
