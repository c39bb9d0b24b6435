import assert from "node:assert/strict";
import { SFNClient } from "@aws-sdk/client-sfn";
import { endedRun } from "../../../cli/runs/endedRun";
import { findExecution, followExecution, startedBy } from "../../../cli/runs/executions";
import { failureSentence } from "../../../cli/runs/failures";

const pushed = {
    bucket: "landing",
    key: "training/used cars.csv",
    versionId: "v2",
    etag: '"abc"',
    atMs: 1_000_000_000,
};
const input = (object: Record<string, string>, bucket = "landing"): string =>
    JSON.stringify({ detail: { bucket: { name: bucket }, object } });

describe("cli: the execution of an upload", () => {
    it("is known by bucket, key and version", () => {
        const key = pushed.key;
        assert.equal(startedBy(input({ key, "version-id": "v2", etag: "abc" }), pushed), true);
        assert.equal(startedBy(input({ key, "version-id": "v1", etag: "abc" }), pushed), false);
        assert.equal(startedBy(input({ key: "training/other.csv", "version-id": "v2" }), pushed), false);
        assert.equal(startedBy(input({ key, "version-id": "v2" }, "elsewhere"), pushed), false);
    });

    it("is known by content where the bucket has no versions", () => {
        assert.equal(startedBy(input({ key: pushed.key, etag: "abc" }), { ...pushed, versionId: undefined }), true);
        assert.equal(startedBy(input({ key: pushed.key, etag: "abd" }), { ...pushed, versionId: undefined }), false);
    });

    it("is known by the key as it is, since events of EventBridge encode none", () => {
        for (const key of ["training/50%off.csv", "training/a+b.csv", "training/100%25.csv", "training/größe 1.csv"]) {
            assert.equal(startedBy(input({ key, "version-id": "v2" }), { ...pushed, key }), true, key);
        }
        for (const key of ["training/used+cars.csv", "training/used%20cars.csv", "training/50%off.csv"]) {
            assert.equal(startedBy(input({ key, "version-id": "v2" }), pushed), false, key);
        }
    });

    it("leaves executions alone that somebody started by hand", () => {
        assert.equal(startedBy("{}", pushed), false);
    });

    it("is looked for until it has started", async () => {
        let lists = 0;
        const client = fakeClient({
            ListExecutionsCommand: () => {
                lists += 1;
                const startDate = new Date(pushed.atMs + 10);
                const all = [
                    { executionArn: "second", startDate },
                    { executionArn: "first", startDate },
                ];
                return { executions: lists < 3 ? all.slice(1) : all };
            },
            DescribeExecutionCommand: ({ executionArn }) => ({
                input: input({ key: pushed.key, "version-id": executionArn === "second" ? "v2" : "v1" }),
            }),
        });
        const pace = { everyMs: 1, startsWithinMs: 5000, endsWithinMs: 5000 };
        assert.equal(await findExecution(client, "arn:machine", pushed, pace), "second");
        assert.equal(lists, 3);
    });

    it("is given up in a sentence that says where to look", async () => {
        const client = fakeClient({ ListExecutionsCommand: () => ({ executions: [] }) });
        const pace = { everyMs: 1, startsWithinMs: 5, endsWithinMs: 5 };
        await assert.rejects(
            findExecution(client, "arn:x:machine", pushed, pace),
            /No run of machine started .* EventBridge/,
        );
    });
});

describe("cli: a run that waits for its deployment", () => {
    const pace = { everyMs: 1, startsWithinMs: 5000, endsWithinMs: 5000 };
    const nesting = { state: "Deploy the model", executionOf: () => "arn:x:nested" };
    const at = (seconds: number) => new Date(1_000_000 + seconds * 1000);
    const entered = (name: string, seconds: number) => ({
        type: "TaskStateEntered",
        timestamp: at(seconds),
        stateEnteredEventDetails: { name },
    });
    const outer = [entered("Train the model", 1), entered("Deploy the model", 2), entered("Run failed", 5)];
    const inner = [entered("Take the lease", 3), entered("Describe endpoint", 4)];

    /** Both run while they are looked at for the first time. */
    const client = (nested: object | undefined) => {
        let looks = 0;
        return fakeClient({
            DescribeExecutionCommand: ({ executionArn }) => {
                if (executionArn === "arn:x:nested") {
                    if (nested === undefined) throw Object.assign(new Error("no"), { name: "ExecutionDoesNotExist" });
                    return { executionArn, ...(looks > 1 ? nested : { status: "RUNNING" }) };
                }
                const ended = { status: "FAILED", error: "EndpointNotServing", cause: "Describe endpoint: no" };
                return {
                    executionArn,
                    startDate: at(0),
                    stopDate: at(6),
                    ...(++looks > 1 ? ended : { status: "RUNNING" }),
                };
            },
            GetExecutionHistoryCommand: ({ executionArn }) => ({
                events: executionArn === "arn:x:nested" ? inner : looks > 1 ? outer : outer.slice(0, 2),
            }),
        });
    };

    it("shows the states of both, and tells the failure of the one that failed, and where to look", async () => {
        const shown: string[] = [];
        const failed = { status: "FAILED", error: "EndpointNotServing", cause: "Describe endpoint: rolled back" };
        const ended = await followExecution(
            client(failed),
            "arn:x:run",
            pace,
            (state) => void shown.push(state),
            nesting,
        );
        assert.deepEqual(shown, ["Train the model", "Deploy the model", "Take the lease", "Describe endpoint"]);
        const run = endedRun(ended);
        assert.deepEqual(
            run.states.map(({ state }) => state),
            ["Train the model", "Deploy the model", "Take the lease", "Describe endpoint", "Run failed"],
        );
        assert.equal(run.executionArn, "arn:x:run");
        assert.equal(run.failure?.executionArn, "arn:x:nested");
        assert.equal(run.failure?.state, "Describe endpoint");
        assert.match(failureSentence("xgboost", run, "failed"), /rolled back\n  Look at: execution arn:x:nested$/);
    });

    it("tells its own failure where no deployment has started", async () => {
        const run = endedRun(await followExecution(client(undefined), "arn:x:run", pace, () => undefined, nesting));
        assert.deepEqual([run.failure?.error, run.failure?.executionArn], ["EndpointNotServing", undefined]);
    });
});

function fakeClient(answers: Record<string, (request: { executionArn?: string }) => object>): SFNClient {
    const send = async (command: { constructor: { name: string }; input: object }): Promise<object> =>
        answers[command.constructor.name]?.(command.input) ?? {};
    // The SDK's paginators insist on an instance of their client.
    return Object.assign(new SFNClient({ region: "us-east-1" }), { send });
}
