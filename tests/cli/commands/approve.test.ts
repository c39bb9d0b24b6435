import assert from "node:assert/strict";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { findWaiting } from "../../../cli/runs/approval";
import { pipeline } from "../runs/pipelines";

const outputs = {
    model: "used-cars",
    pipelines: { xgboost: pipeline("xgboost", "automatic"), third: pipeline("third", "manual"), old: pipeline("old") },
};

/** A registry that has one version of each of these states, the first one the newest. */
function registry(...states: string[]): SageMakerClient & { readonly asked: string[] } {
    const asked: string[] = [];
    const arn = (index: number): string => `arn:model-package/third/${states.length - index}`;
    const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
        asked.push(name);
        const { ModelApprovalStatus = "", ModelPackageName = "" } = input as Record<string, string>;
        if (name === "DescribeModelPackageCommand") return { ModelPackageArn: ModelPackageName };
        const found = states.flatMap((state, index) =>
            state === ModelApprovalStatus ? { ModelPackageArn: arn(index) } : [],
        );
        return { ModelPackageSummaryList: found };
    };
    return Object.assign(new SageMakerClient({ region: "us-east-1" }), { send, asked });
}

describe("cli: approve", () => {
    it("finds the newest version that waits, also of a stack that does not tell who approves", async () => {
        const client = () => registry("Approved", "PendingManualApproval", "PendingManualApproval");
        assert.equal((await findWaiting(outputs, "third", "dev", client())).version, 2);
        assert.equal((await findWaiting(outputs, "old", "dev", client())).version, 2);
    });

    it("refuses an algorithm whose approval is automatic, before it asks AWS anything", async () => {
        const client = registry("PendingManualApproval");
        await assert.rejects(findWaiting(outputs, "xgboost", "dev", client), {
            name: "UsageError",
            message:
                "A version of xgboost needs nobody's approval on the stack dev, as its run deploys it by itself once it has " +
                'passed its gates: to be asked from now on, give the algorithm `approval: "manual"` in the model\'s file, or ' +
                "in drivetrain:algorithms of Pulumi.dev.yaml, and run `npx drivetrain up -s dev`.",
        });
        assert.deepEqual(client.asked, []);
    });

    it("refuses an algorithm that the stack does not have, and names those that it has", async () => {
        for (const name of ["forest", "constructor"]) {
            await assert.rejects(findWaiting(outputs, name, "dev", registry()), {
                name: "UsageError",
                message: `used-cars has no algorithm "${name}". It has: xgboost, third, old.`,
            });
        }
    });

    it("says that the version is approved already", async () => {
        await assert.rejects(findWaiting(outputs, "third", "dev", registry("Approved", "Rejected")), {
            name: "CommandError",
            message:
                "No version of third waits for approval, and version 2 is approved already: `npx drivetrain status -s dev` " +
                "tells which one serves, and `npx drivetrain train FILE.csv -s dev` registers the next.",
        });
    });

    it("says that there is no version to approve", async () => {
        await assert.rejects(findWaiting(outputs, "third", "dev", registry("Rejected")), {
            name: "CommandError",
            message:
                "No version of third waits for approval, and none is approved: `npx drivetrain train FILE.csv -s dev` " +
                "registers one that passes its gates.",
        });
    });
});
