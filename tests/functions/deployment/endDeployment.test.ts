import assert from "node:assert/strict";
import { end, type Successors } from "../../../functions/deployment/endDeployment";

const lease = "lease#cars-dev";
const executionArn = "arn:aws:states:us-east-1:111111111111:execution:cars-deployment:9a1b";
const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/cars/1";
const sentBy = "arn:aws:states:us-east-1:111111111111:execution:cars-training:1";

describe("the end of a deployment", () => {
    let calls: unknown[][];
    const successors: Successors = {
        async releaseLease(...call) {
            calls.push(["release", ...call]);
        },
        async removeAlarms() {
            calls.push(["remove the alarms"]);
        },
        async start(...call) {
            calls.push(["start", ...call]);
        },
    };
    const ended = (status: string, input: object | string, name = "9a1b", error?: string) =>
        end(
            successors,
            {
                region: "us-east-1",
                detail: {
                    ...{ executionArn, name, status, error },
                    input: typeof input === "string" ? input : JSON.stringify(input),
                },
            },
            lease,
        );

    beforeEach(() => (calls = []));

    it("gives the lease back where the deployment succeeded", async () => {
        assert.deepEqual(await ended("SUCCEEDED", { versionArn, sentBy }), {
            execution: executionArn,
            settlement: null,
        });
        assert.deepEqual(calls, [["remove the alarms"], ["release", lease, executionArn]]);
    });

    for (const status of ["FAILED", "TIMED_OUT", "ABORTED"]) {
        it(`has a deployment settled that is ${status}, which takes the lease over`, async () => {
            for (const input of [
                { versionArn, sentBy },
                { version: "0", detail: { ModelPackageArn: versionArn } },
            ]) {
                calls = [];
                const { settlement } = await ended(status, input);
                assert.equal(settlement, "settle-9a1b");
                assert.deepEqual(calls, [["start", "settle-9a1b", { versionArn, settles: executionArn }]]);
            }
        });

        it(`has a rollback tried again that is ${status}`, async () => {
            for (const input of [
                { versionArn, rollsBack: true },
                { version: "0", detail: { ModelPackageArn: versionArn, ModelApprovalStatus: "Rejected" } },
            ]) {
                calls = [];
                await ended(status, input);
                assert.deepEqual(calls, [
                    ["start", "settle-9a1b", { versionArn, settles: executionArn, rollsBack: true }],
                ]);
            }
        });

        it(`settles no settlement that is ${status}, and gives the lease back`, async () => {
            await ended(status, { versionArn, settles: executionArn }, "settle-9a1b");
            assert.deepEqual(calls, [["remove the alarms"], ["release", lease, executionArn]]);
        });
    }

    it("asks for the same settlement whenever the event comes, by a name that Step Functions takes", async () => {
        const names = await Promise.all(
            ["a".repeat(36) + "_" + "b".repeat(36), "c".repeat(80)].map(
                async (name) => (await ended("ABORTED", { versionArn }, name)).settlement ?? "",
            ),
        );
        for (const name of names) assert.match(name, /^settle-[a-c_]{73}$/);
        assert.equal((await ended("ABORTED", { versionArn }, "c".repeat(80))).settlement, names[1]);
    });

    it("settles nothing of a stack that is taken down", async () => {
        await ended("ABORTED", { versionArn, sentBy }, "9a1b", "StackGoesDown");
        assert.deepEqual(calls, [["remove the alarms"], ["release", lease, executionArn]]);
    });

    it("has nothing to settle where the event does not tell the version", async () => {
        for (const input of ["", "no JSON", "{}", '{"version":"0"}']) {
            calls = [];
            await ended("FAILED", input);
            assert.deepEqual(calls, [["remove the alarms"], ["release", lease, executionArn]]);
        }
    });
});
