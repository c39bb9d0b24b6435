import { strict as assert } from "node:assert";
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { until } from "../../../../local/processes";
import { allow, arn, Cloud } from "../cloud";

const Resource = "arn:aws:states:::states:startExecution.sync:2";
const inner = arn("states", "stateMachine:inner");
const executions = arn("states", "execution:inner:*");
const managedRule = allow(
    ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
    arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
);

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
describe("an execution that starts another one on the local stage", () => {
    let cloud: Cloud;
    let role: string;

    const start = (Name: string, Input: object, rest: object = {}) => ({
        ...{ Resource, Arguments: { StateMachineArn: inner, Name, Input } },
        ...rest,
    });

    before(async () => {
        cloud = await Cloud.start("nested-executions");
        const innerRole = await cloud.role("inner", "states.amazonaws.com", []);
        role = await cloud.role("outer", "states.amazonaws.com", [
            managedRule,
            allow("states:StartExecution", inner),
            allow(["states:DescribeExecution", "states:StopExecution"], executions),
        ]);
        await cloud.machine("inner", innerRole, {
            Which: {
                Type: "Choice",
                Choices: [
                    { Condition: "{% $states.input.fails %}", Next: "Failed" },
                    { Condition: "{% $states.input.waits %}", Next: "Waiting" },
                ],
                Default: "Done",
            },
            Done: { Type: "Pass", Output: { given: "{% $states.input.given %}" }, End: true },
            Failed: { Type: "Fail", Error: "EndpointNotServing", Cause: "Describe endpoint: it does not serve" },
            Waiting: { Type: "Wait", Seconds: 600, End: true },
        });
    });
    after(() => cloud?.stop());

    it("gives the other one's output, as JSON", async () => {
        const run = await cloud.runTask("succeeds", role, start("well", { given: 42, fails: false, waits: false }));
        const { Output, Status, ExecutionArn } = JSON.parse(run.output!) as Record<string, unknown>;
        assert.deepEqual([Output, Status], [{ given: 42 }, "SUCCEEDED"]);
        assert.equal(ExecutionArn, arn("states", "execution:inner:well"));
    });

    it("gives it as text by the older form", async () => {
        const task = start("older", { given: 42, fails: false, waits: false });
        const older = { ...task, Resource: Resource.replace(":2", "") };
        const run = await cloud.runTask("older", role, older);
        const { Output } = JSON.parse(run.output!) as { Output: string };
        assert.deepEqual(JSON.parse(Output), { given: 42 });
    });

    it("fails as a task does, with the other one's description as its cause", async () => {
        const run = await cloud.runTask("fails", role, start("badly", { fails: true, waits: false }));
        assert.equal(run.error, "States.TaskFailed");
        const { Error, Cause, Status } = JSON.parse(run.cause!) as Record<string, unknown>;
        assert.deepEqual(
            [Error, Cause, Status],
            ["EndpointNotServing", "Describe endpoint: it does not serve", "FAILED"],
        );
    });

    it("stops the other one where it is stopped itself", async () => {
        const sfn = new SFNClient(cloud.client);
        const machine = await cloud.machine("stopped", role, {
            Task: { Type: "Task", End: true, ...start("forever", { fails: false, waits: true }) },
        });
        const outer = await cloud.execute(machine);
        const status = async () => {
            const query = new DescribeExecutionCommand({ executionArn: arn("states", "execution:inner:forever") });
            return (await sfn.send(query).catch(() => undefined))?.status;
        };
        assert.ok(await until(async () => (await status()) === "RUNNING", 10_000));
        await sfn.send(new StopExecutionCommand({ executionArn: outer }));
        assert.ok(await until(async () => (await status()) === "ABORTED", 10_000));
    });

    it("names errors of the request after the Java SDK", async () => {
        const run = await cloud.runTask("again", role, start("well", { given: 1, fails: false, waits: false }));
        assert.equal(run.error, "StepFunctions.ExecutionAlreadyExistsException");
    });

    it("asks for the permissions that AWS does", async () => {
        const none = await cloud.role("none", "states.amazonaws.com", [managedRule]);
        const run = await cloud.runTask("denied", none, start("denied", {}));
        assert.equal(run.error, "StepFunctions.AWSStepFunctionsException");
        assert.match(run.cause!, /not authorized to perform: states:StartExecution on resource: .*stateMachine:inner/);
        const ruleless = await cloud.role("ruleless", "states.amazonaws.com", [allow("states:*", "*")]);
        const task = { Task: { Type: "Task", End: true, ...start("x", {}) } };
        await assert.rejects(cloud.machine("ruleless", ruleless, task), /is not authorized to create managed-rule/);
    });
});
