import assert from "node:assert/strict";
import { UNKNOWN } from "../../../policies/engine/judgement";
import { requirementOf } from "../../../policies/reading/callActions";
import { resourcesOfCall, takesIn } from "../../../policies/reading/callResources";
import type { Task } from "../../../policies/reading/stateMachine";

const task = (call: string, input: unknown = {}): Task => ({
    ...{ path: "States.Call", resource: `arn:aws:states:::${call}`, input, credentials: undefined },
});
const needs = (call: string, input?: unknown) => requirementOf(task(call, input))?.needs;
const events = ["events:PutRule", "events:PutTargets", "events:DescribeRule"];

describe("what a call needs", () => {
    it("follows a job of SageMaker that Step Functions waits for, tags it and passes its role", () => {
        for (const kind of ["ProcessingJob", "TrainingJob", "HyperParameterTuningJob"]) {
            assert.deepEqual(needs(`sagemaker:create${kind}.sync`, { Job: { RoleArn: "arn:aws:iam::1:role/a" } }), [
                ...[`sagemaker:Create${kind}`, `sagemaker:Describe${kind}`, `sagemaker:Stop${kind}`],
                ...["sagemaker:AddTags", "sagemaker:ListTags", ...events, "iam:PassRole"],
            ]);
        }
        assert.ok(!needs("sagemaker:createTransformJob.sync", { ModelName: "cars" })?.includes("iam:PassRole"));
    });

    it("follows executions, and jobs of other services, as their pages tell", () => {
        assert.deepEqual(needs("states:startExecution.sync:2"), [
            ...["states:StartExecution", "states:DescribeExecution", "states:StopExecution", ...events],
        ]);
        assert.deepEqual(needs("glue:startJobRun.sync"), [
            ...["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
        ]);
        assert.deepEqual(needs("batch:submitJob.sync"), [
            ...["batch:SubmitJob", "batch:DescribeJobs", "batch:TerminateJob", ...events],
        ]);
        assert.deepEqual(needs("athena:startQueryExecution.sync"), [
            ...["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:StopQueryExecution"],
        ]);
    });

    it("asks nothing more where it does not wait, or waits for a token", () => {
        assert.deepEqual(needs("states:startExecution"), ["states:StartExecution"]);
        assert.deepEqual(needs("sqs:sendMessage.waitForTaskToken"), ["sqs:SendMessage"]);
        assert.deepEqual(needs("lambda:invoke.waitForTaskToken"), ["lambda:InvokeFunction"]);
    });

    it("calls actions as IAM does", () => {
        const names: Readonly<Record<string, readonly unknown[]>> = {
            "aws-sdk:sfn:describeExecution": ["states:DescribeExecution"],
            "aws-sdk:cloudwatchlogs:putLogEvents": ["logs:PutLogEvents"],
            "aws-sdk:applicationautoscaling:putScalingPolicy": ["application-autoscaling:PutScalingPolicy"],
            "aws-sdk:sagemakerruntime:invokeEndpoint": ["sagemaker:InvokeEndpoint"],
            "aws-sdk:s3:listObjectsV2": ["s3:ListBucket"],
            "aws-sdk:s3:copyObject": [["s3:GetObject", "s3:GetObjectVersion"], "s3:PutObject"],
            "apigateway:invoke": ["execute-api:Invoke"],
            "elasticmapreduce:addStep": ["elasticmapreduce:AddJobFlowSteps"],
        };
        for (const [call, actions] of Object.entries(names)) assert.deepEqual(needs(call), actions, call);
    });

    it("asks for tags where a request of SageMaker has some", () => {
        const create = "aws-sdk:sagemaker:createModel";
        assert.deepEqual(needs(create, { Tags: [] }), ["sagemaker:CreateModel", "sagemaker:AddTags"]);
        assert.deepEqual(needs(create), ["sagemaker:CreateModel"]);
        assert.deepEqual(requirementOf(task(create, UNKNOWN)), {
            needs: ["sagemaker:CreateModel"],
            mayNeed: ["iam:PassRole", "sagemaker:AddTags"],
        });
    });

    it("does not guess what nobody has listed", () => {
        for (const call of ["eks:runJob.sync", "aws-sdk:s3:putBucketPolicy", "emr-serverless:startJobRun.sync"]) {
            assert.equal(needs(call), undefined, call);
        }
    });

    it("leaves activities alone, and invokes a function that is named itself", () => {
        const direct = (resource: string) => requirementOf({ ...task(""), resource })?.needs;
        assert.deepEqual(direct("arn:aws:states:us-east-1:111111111111:activity:a"), []);
        assert.deepEqual(direct("arn:aws:lambda:us-east-1:111111111111:function:a"), ["lambda:InvokeFunction"]);
    });
});

describe("what a call acts on", () => {
    it("is told by ARNs and names, as far as they are known", () => {
        const arns = (call: string, input: unknown) => resourcesOfCall(task(call, input)).map(({ arn }) => arn);
        assert.deepEqual(arns("aws-sdk:ssm:getParameters", { Names: ["/a/b", UNKNOWN] }), [
            "arn:*:ssm:*:*:parameter/a/b",
        ]);
        assert.deepEqual(arns("sqs:sendMessage", { QueueUrl: "https://sqs.us-east-1.amazonaws.com/111111111111/q" }), [
            "arn:*:sqs:*:*:q",
        ]);
        assert.deepEqual(arns("aws-sdk:sagemaker:createEndpoint", { EndpointName: "Cars" }), [
            "arn:*:sagemaker:*:*:endpoint/cars",
        ]);
        assert.deepEqual(arns("glue:startJobRun.sync", { JobName: "clean" }), ["arn:*:glue:*:*:job/clean"]);
        assert.deepEqual(arns("states:startExecution.sync:2", { StateMachineArn: UNKNOWN }), [
            "arn:*:events:*:*:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
        ]);
        assert.deepEqual(arns("dynamodb:getItem", UNKNOWN), []);
    });

    it("is taken in by a statement's resource", () => {
        const table = "arn:*:dynamodb:*:*:table/ledger";
        assert.ok(takesIn("arn:aws:dynamodb:us-east-1:111111111111:table/ledger", table));
        assert.ok(takesIn("arn:aws:dynamodb:us-east-1:111111111111:table/*", table));
        assert.ok(takesIn("*", table));
        assert.ok(!takesIn("arn:aws:dynamodb:us-east-1:111111111111:table/other", table));
        assert.ok(!takesIn("arn:aws:s3:::table/ledger", table));
        const bucket = "arn:*:s3:::data/";
        assert.ok(takesIn("arn:aws:s3:::data/runs/*", bucket));
        assert.ok(!takesIn("arn:aws:s3:::data", bucket));
        assert.ok(!takesIn("arn:aws:s3:::data-too/*", bucket));
    });
});
