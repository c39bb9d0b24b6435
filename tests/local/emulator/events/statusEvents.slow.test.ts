import { strict as assert } from "node:assert";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { openMailbox, readMailbox } from "../../../../local/mailbox";
import { until } from "../../../../local/processes";
import { stageEnvironment } from "../../../../local/stage";
import { account, allow, arn, Cloud, zip } from "../cloud";

interface StatusEvent {
    readonly detail: Record<string, unknown>;
}

/** A function that publishes the event that it gets. */
const notify = `exports.handler = async (event) => {
    const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
    const Message = JSON.stringify(event);
    await new SNSClient().send(new PublishCommand({ TopicArn: process.env.TOPIC, Subject: event.detail.status, Message }));
};`;

describe("status changes of executions on the local stage", () => {
    const environment = { ...process.env };
    let cloud: Cloud;
    let role: string;
    let topic: string;
    let functionArn: string;
    let key: string;
    const received: { subject: string; event: StatusEvent }[] = [];

    /** Reads new notifications until there are as many as expected, and a little longer for any too many. */
    async function notifications(count: number) {
        const read = async () => {
            for (const { subject, message } of await readMailbox()) {
                received.push({ subject, event: JSON.parse(message) as StatusEvent });
            }
            return received.length >= count;
        };
        assert.ok(await until(read, 10_000), `${received.length} notifications instead of ${count}`);
        await until(() => false, 500);
        await read();
        return received.splice(0);
    }

    before(async () => {
        cloud = await Cloud.start("status-events");
        Object.assign(process.env, stageEnvironment(cloud.stage, account));
        key = (await new KMSClient(cloud.client).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        const encrypted = { Name: "notices", Attributes: { KmsMasterKeyId: key } };
        topic = (await new SNSClient(cloud.client).send(new CreateTopicCommand(encrypted))).TopicArn!;
        await openMailbox(topic);
        role = await cloud.role("machine", "states.amazonaws.com", []);
        const functionRole = await cloud.role("notify", "lambda.amazonaws.com", [
            allow("sns:Publish", topic),
            allow(["kms:GenerateDataKey", "kms:Decrypt"], key),
        ]);
        const made = await new LambdaClient(cloud.client).send(
            new CreateFunctionCommand({
                FunctionName: "notify",
                Runtime: "nodejs22.x",
                Handler: "index.handler",
                Role: functionRole,
                Code: { ZipFile: zip("index.js", notify) },
                Environment: { Variables: { TOPIC: topic } },
            }),
        );
        functionArn = made.FunctionArn!;
        const events = new EventBridgeClient(cloud.client);
        const pattern = { source: ["aws.states"], detail: { status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] } };
        await events.send(new PutRuleCommand({ Name: "ended", EventPattern: JSON.stringify(pattern) }));
        await events.send(new PutTargetsCommand({ Rule: "ended", Targets: [{ Id: "notify", Arn: functionArn }] }));
    });
    after(async () => {
        process.env = environment;
        await cloud?.stop();
    });

    it("are not delivered to a function whose policy does not let EventBridge invoke it", async () => {
        const machine = await cloud.machine("quiet", role, { Done: { Type: "Succeed" } });
        await cloud.outcome(await cloud.execute(machine));
        assert.deepEqual(await notifications(0), []);
        await new LambdaClient(cloud.client).send(
            new AddPermissionCommand({
                FunctionName: "notify",
                StatementId: "events",
                Action: "lambda:InvokeFunction",
                Principal: "events.amazonaws.com",
                SourceArn: arn("events", "rule/ended"),
            }),
        );
    });

    it("reach a function exactly once for success, failure, time-out and abort", async () => {
        const wait = { Type: "Wait", Seconds: 30, End: true };
        const machines = {
            SUCCEEDED: await cloud.machine("succeeds", role, { Done: { Type: "Succeed" } }),
            FAILED: await cloud.machine("fails", role, {
                Broken: { Type: "Fail", Error: "Broken", Cause: "it broke" },
            }),
            TIMED_OUT: await cloud.machine("late", role, { Wait: wait }, { TimeoutSeconds: 1 }),
            ABORTED: await cloud.machine("aborted", role, { Wait: wait }),
        };
        const runs: Record<string, string> = {};
        for (const [status, machine] of Object.entries(machines)) runs[status] = await cloud.execute(machine, { a: 1 });
        const stop = { executionArn: runs.ABORTED, error: "Operator", cause: "not needed" };
        await new SFNClient(cloud.client).send(new StopExecutionCommand(stop));

        const notices = await notifications(4);
        assert.deepEqual(notices.map(({ subject }) => subject).sort(), ["ABORTED", "FAILED", "SUCCEEDED", "TIMED_OUT"]);
        for (const { subject, event } of notices) {
            const status = subject as keyof typeof machines;
            const { detail } = event;
            assert.equal(detail.executionArn, runs[status]);
            assert.equal(detail.stateMachineArn, machines[status]);
            assert.equal(detail.status, status);
            assert.equal(detail.name, runs[status]!.split(":").at(-1));
            assert.equal(detail.input, '{"a":1}');
            assert.deepEqual(detail.inputDetails, { included: true });
            assert.ok(Number(detail.stopDate) >= Number(detail.startDate));
            assert.equal(detail.output !== null, status === "SUCCEEDED");
            assert.equal(detail.error, { FAILED: "Broken", ABORTED: "Operator" }[status as string] ?? null);
            assert.equal(detail.cause, { FAILED: "it broke", ABORTED: "not needed" }[status as string] ?? null);
            assert.equal((await cloud.outcome(runs[status]!)).status, status);
        }
    });

    it("stay unpublished while the function may not use the topic's key", async () => {
        await cloud.allow("notify", [allow("sns:Publish", topic)]);
        const machine = await cloud.machine("keyless", role, { Done: { Type: "Succeed" } });
        await cloud.outcome(await cloud.execute(machine));
        assert.deepEqual(await notifications(0), []);
        await new SNSClient(cloud.client).send(new PublishCommand({ TopicArn: topic, Subject: "root", Message: "{}" }));
        assert.equal((await notifications(1))[0]!.subject, "root");
    });

    it("start a state machine only through a role that may start it", async () => {
        const events = new EventBridgeClient(cloud.client);
        const machine = await cloud.machine("launched", role, { Done: { Type: "Succeed" } });
        const launcher = await cloud.role("launcher", "events.amazonaws.com", []);
        const pattern = { source: ["test"] };
        await events.send(new PutRuleCommand({ Name: "launch", EventPattern: JSON.stringify(pattern) }));
        const Targets = [{ Id: "run", Arn: machine, RoleArn: launcher }];
        await events.send(new PutTargetsCommand({ Rule: "launch", Targets }));
        const { PutEventsCommand } = await import("@aws-sdk/client-eventbridge");
        const { ListExecutionsCommand } = await import("@aws-sdk/client-sfn");
        const send = () =>
            events.send(new PutEventsCommand({ Entries: [{ Source: "test", DetailType: "test", Detail: "{}" }] }));
        const runs = async () =>
            (await new SFNClient(cloud.client).send(new ListExecutionsCommand({ stateMachineArn: machine })))
                .executions!;
        await send();
        assert.equal((await runs()).length, 0);
        await cloud.allow("launcher", [allow("states:StartExecution", machine)]);
        await send();
        assert.equal((await runs()).length, 1);
    });
});
