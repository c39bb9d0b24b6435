import { strict as assert } from "node:assert";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { stateMachineStatements } from "../../../../components/monitoring/access/stateMachine";
import { refreshDataSets } from "../../../../components/monitoring/machine/states/refresh";
import { until } from "../../../../local/processes";
import { definitionArgs, names, scope } from "../../../components/monitoring/definitionArgs";
import { allow, arn, Cloud, type Statement, zip } from "../cloud";

const train = "arn:aws:states:::sagemaker:createTrainingJob.sync";
const trainingActions = ["CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob"].map((a) => `sagemaker:${a}`);
const rule = arn("events", "rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule");
const managedRule = allow(["events:PutTargets", "events:PutRule", "events:DescribeRule"], rule);

describe("Step Functions on the local stage", () => {
    let cloud: Cloud;
    let jobRole: string;
    let role: string;

    const job = (TrainingJobName: string, more: object = {}) => ({
        TrainingJobName,
        RoleArn: jobRole,
        AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
        OutputDataConfig: { S3OutputPath: "s3://bucket/output" },
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 5 },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
        ...more,
    });

    before(async () => {
        cloud = await Cloud.start("step-functions");
        jobRole = await cloud.role("job", "sagemaker.amazonaws.com", []);
        const functionRole = await cloud.role("function", "lambda.amazonaws.com", []);
        role = await cloud.role("machine", "states.amazonaws.com", [
            managedRule,
            allow(trainingActions, arn("sagemaker", "training-job/*")),
            allow("iam:PassRole", jobRole, { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } }),
            allow("lambda:InvokeFunction", arn("lambda", "function:judge")),
            allow(["ssm:PutParameter", "ssm:GetParameter"], arn("ssm", "parameter/ours/*")),
        ]);
        const source = `exports.handler = async (event) => {
            if (!event.rmse) throw Object.assign(new Error("no RMSE"), { name: "ModelRejected" });
            return { accepted: event.rmse < 3000 };
        };`;
        await new LambdaClient(cloud.client).send(
            new CreateFunctionCommand({
                FunctionName: "judge",
                Runtime: "nodejs22.x",
                Handler: "index.handler",
                Role: functionRole,
                Code: { ZipFile: zip("index.js", source) },
            }),
        );
    });
    after(() => cloud?.stop());

    it("invokes a function with the machine's role and returns its payload", async () => {
        const Arguments = { FunctionName: "judge", Payload: { rmse: 2500 } };
        const run = await cloud.runTask("invoke", role, { Resource: "arn:aws:states:::lambda:invoke", Arguments });
        const output = JSON.parse(run.output!) as Record<string, unknown>;
        assert.deepEqual(output.Payload, { accepted: true });
        assert.equal(output.StatusCode, 200);
        assert.equal(output.ExecutedVersion, "$LATEST");
    });

    it("fails by the name of the error that a function throws", async () => {
        const Arguments = { FunctionName: "judge", Payload: {} };
        const run = await cloud.runTask("throw", role, { Resource: "arn:aws:states:::lambda:invoke", Arguments });
        assert.equal(run.error, "ModelRejected");
        assert.equal((JSON.parse(run.cause!) as { errorMessage: string }).errorMessage, "no RMSE");
    });

    it("fails when the role may not do what a state does", async () => {
        const Resource = "arn:aws:states:::aws-sdk:ssm:putParameter";
        const Arguments = { Name: "/theirs/name", Value: "1", Type: "String" };
        const run = await cloud.runTask("denied", role, { Resource, Arguments });
        assert.equal(run.error, "Ssm.SsmException");
        assert.match(run.cause!, /not authorized to perform: ssm:PutParameter on resource: .*parameter\/theirs\/name/);
    });

    it("names what an AWS SDK integration's service declares after the Java SDK", async () => {
        const Resource = "arn:aws:states:::aws-sdk:ssm:getParameter";
        const run = await cloud.runTask("unknown", role, { Resource, Arguments: { Name: "/ours/none" } });
        assert.equal(run.error, "Ssm.ParameterNotFoundException");
    });

    it("waits for a job and returns its description, times in milliseconds, without final metrics", async () => {
        const run = await cloud.runTask("job", role, { Resource: train, Arguments: job("job") });
        const output = JSON.parse(run.output!) as Record<string, unknown>;
        assert.equal(output.TrainingJobStatus, "Completed");
        assert.equal(output.CreationTime, 1760000000500);
    });

    it("fails with the description of a job that failed", async () => {
        const run = await cloud.runTask("broken", role, { Resource: train, Arguments: job("job-broken") });
        assert.equal(run.error, "States.TaskFailed");
        const cause = JSON.parse(run.cause!) as Record<string, unknown>;
        assert.equal(cause.FailureReason, "AlgorithmError: the label is missing");
    });

    it("stops the job of a state that timed out", async () => {
        const task = { Resource: train, Arguments: job("late-forever"), TimeoutSeconds: 1 };
        const run = await cloud.runTask("late", role, task);
        assert.equal(run.error, "States.Timeout");
        const asked = async () =>
            (await cloud.sagemakerRequests()).map((r) => `${r.operation} ${String(r.body.TrainingJobName)}`);
        assert.ok(await until(async () => (await asked()).includes("StopTrainingJob late-forever"), 5000));
    });

    it("passes to SageMaker only the roles that the machine may pass, and in the caller's account", async () => {
        const run = await cloud.runTask("pass", role, { Resource: train, Arguments: job("pass", { RoleArn: role }) });
        assert.equal(run.error, "SageMaker.AmazonSageMakerException");
        assert.match(run.cause!, /not authorized to perform: iam:PassRole on resource: .*role\/machine/);
        const requests = await cloud.sagemakerRequests();
        assert.ok(requests.every((request) => request.account === "111111111111"));
        assert.ok(!requests.some((request) => request.body.TrainingJobName === "pass"));
    });

    it("refuses fields that Step Functions does not document, when the machine is made", async () => {
        const task = {
            Type: "Task",
            End: true,
            Resource: train,
            Arguments: job("x", { EnableManagedSpotTraining: true }),
        };
        await assert.rejects(cloud.machine("unsupported", role, { Train: task }), {
            name: "InvalidDefinition",
            message:
                'Invalid State Machine Definition: \'SCHEMA_VALIDATION_FAILED: The field "EnableManagedSpotTraining" ' +
                "is not supported by Step Functions at /States/Train/Arguments'",
        });
    });

    it("refuses an empty list of catches", async () => {
        const task = { Type: "Task", End: true, Resource: train, Arguments: job("x"), Catch: [] };
        await assert.rejects(cloud.machine("empty-catch", role, { Train: task }), {
            name: "InvalidDefinition",
            message: /The field 'Catch' must not be empty at \/States\/Train\/Catch/,
        });
    });

    it("refuses them at run time where an expression hides them", async () => {
        const task = { Resource: train, Arguments: "{% $states.input %}" };
        const run = await cloud.runTask("hidden", role, task, job("hidden", { Tags: [{ key: "a", Value: "b" }] }));
        assert.equal(run.error, "States.Runtime");
        assert.match(run.cause!, /The field "key" is not supported by Step Functions/);
    });

    it("lets no Catch see States.Runtime", async () => {
        const task = { Type: "Task", Resource: train, Arguments: "{% {} %}", Next: "Done" };
        const states = {
            Train: { ...task, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }] },
            Done: { Type: "Succeed" },
        };
        const run = await cloud.outcome(await cloud.execute(await cloud.machine("runtime", role, states)));
        assert.equal(run.error, "States.Runtime");
    });

    it("refuses machines whose role Step Functions cannot assume, or that cannot make the managed rule", async () => {
        const task = { Train: { Type: "Task", End: true, Resource: train, Arguments: job("x") } };
        await assert.rejects(cloud.machine("untrusted", jobRole, task), { name: "AccessDeniedException" });
        const weak = await cloud.role("weak", "states.amazonaws.com", [allow("sagemaker:*", "*")]);
        await assert.rejects(cloud.machine("ruleless", weak, task), /is not authorized to create managed-rule/);
    });

    it("refuses services that it does not offer, by name", async () => {
        const task = { Type: "Task", End: true, Resource: "arn:aws:states:::ecs:runTask", Arguments: {} };
        await assert.rejects(cloud.machine("ecs", role, { Run: task }), /does not offer arn:aws:states:::ecs:runTask/);
    });

    it("routes invocations of endpoints to the SageMaker server", async () => {
        const runtime = new SageMakerRuntimeClient(cloud.client);
        const answer = await runtime.send(
            new InvokeEndpointCommand({ EndpointName: "Cars", ContentType: "text/csv", Body: Buffer.from("1,2") }),
        );
        assert.equal(Buffer.from(answer.Body).toString(), "42");
    });

    it("refreshes the data sets of QuickSight that the role has a grant for, and tells of the others", async () => {
        const dataSets = ["cars-drift", "cars-batches"];
        const args = definitionArgs();
        const granted = (ids: readonly string[]) =>
            stateMachineStatements({
                ...{ scope, names, keyAlias: "alias/cars", artifactBucket: "artifacts", captureBucket: "captures" },
                ...{ ledgerTable: "ledger", topicArn: args.topicArn, champions: args.champions, explained: [] },
                ...{ model: "used-cars", analysis: args.analysis, dataSets: ids },
            }).filter(({ Action }) => Action === "quicksight:CreateIngestion") as Statement[];
        const machine = await cloud.machine("refresh", await cloud.role("refresher", "states.amazonaws.com", []), {
            Begin: { Type: "Pass", Assign: { run: { id: "run-1" } }, Next: "Refresh QuickSight" },
            ...refreshDataSets({ ...args, accountId: scope.accountId, dataSets }, "Done"),
            Done: { Type: "Pass", Output: "{% $refreshes %}", End: true },
        });
        const refreshes = async (ids: readonly string[]) => {
            await cloud.allow("refresher", [allow("sns:Publish", args.topicArn), ...granted(ids)]);
            const { status, output, cause } = await cloud.outcome(await cloud.execute(machine));
            assert.equal(status, "SUCCEEDED", cause);
            return JSON.parse(output!) as { dataSet: string; status: string; reason?: string }[];
        };
        const told = (all: Awaited<ReturnType<typeof refreshes>>) => all.map((one) => [one.dataSet, one.status]);

        const some = await refreshes(["cars-drift"]);
        assert.deepEqual(told(some), [
            ["cars-drift", "asked for"],
            ["cars-batches", "refused"],
        ]);
        assert.match(
            String(some[1]?.reason),
            /^QuickSight\.AccessDeniedException: .* not authorized to perform: quicksight:CreateIngestion on resource: .*:dataset\/cars-batches/,
        );
        assert.deepEqual(
            told(await refreshes([])),
            dataSets.map((one) => [one, "refused"]),
        );
        assert.deepEqual(
            told(await refreshes(dataSets)),
            dataSets.map((one) => [one, "asked for"]),
        );
        const asked = (await cloud.sagemakerRequests()).filter(({ operation }) => operation === "CreateIngestion");
        assert.deepEqual(
            asked.map(({ body }) => body.DataSetId),
            ["cars-drift", ...dataSets],
        );
    });
});
