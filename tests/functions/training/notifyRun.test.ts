import assert from "node:assert/strict";
import * as fc from "fast-check";
import { notifyDeployment, outlived } from "../../../functions/deployment/notifyDeployment";
import { composeNotice, statesBehindSwitch } from "../../../functions/shared/modelNotice";
import type { StatusChange } from "../../../functions/shared/notices";
import { notifyRun } from "../../../functions/training/notifyRun";
import { definitions } from "../../asl/definitions";

const facts = { model: "used-cars", algorithm: "xgboost", runs: "s3://artifacts/runs/xgboost/" };
const executionArn = "arn:aws:states:us-east-1:111111111111:execution:drivetrain-local-used-cars-xgboost-training:9a1b";

/** A state behind the switch, as far as it matters what comes next. */
interface Behind {
    readonly Catch?: readonly { readonly Next: string }[];
    readonly Choices?: readonly { readonly Next: string }[];
    readonly Default?: string;
    readonly Next?: string;
}

const event = (detail: Partial<StatusChange["detail"]>): StatusChange => ({
    region: "us-east-1",
    detail: {
        executionArn,
        name: "9a1b",
        status: "SUCCEEDED",
        startDate: 1_767_322_800_000,
        stopDate: 1_767_322_842_400,
        input: JSON.stringify({
            version: "0",
            detail: { bucket: { name: "landing" }, object: { key: "training/cars.csv" } },
        }),
        ...detail,
    },
});

const comparison = { metric: "rmse", rows: 117, challenger: 2280.1403, champion: 2310.5, margin: 0 };
const modelPackageArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";

const verdict = (changes: object = {}) =>
    JSON.stringify({
        verdict: "promoted",
        reason: "validation:rmse 2311.2 is within 3000 and rmse 2280.1 is better than the champion's 2310.5",
        metric: { name: "validation:rmse", value: 2311.2, threshold: 3000 },
        comparison,
        modelPackageArn,
        championModelName: "used-cars-xgboost-20260101-030000-99999999",
        modelName: "used-cars-xgboost-20260102-030000-0a1b2c3d",
        endpointName: "used-cars-xgboost-local",
        endpointConfigName: "used-cars-xgboost-20260102-030000-0a1b2c3d",
        transform: "s3://artifacts/runs/xgboost/20260102-030000-0a1b2c3d/transform/transform.json",
        ...changes,
    });

describe("the notice of a run", () => {
    it("does not say that the old model serves where the endpoint had changed before the run failed", () => {
        const failed = (cause: string): string =>
            composeNotice(event({ status: "FAILED", error: "Ssm.SsmException", cause }), facts).message;
        for (const state of statesBehindSwitch.export) {
            const told = failed(`${state}: denied`);
            assert.match(told, /^The new model of used-cars with xgboost serves, .* Parameter Store has the old names/);
            assert.match(
                told,
                /^What to do: wait for the settlement, .*; where that fails, mend what the reason names and soon push the data file once more/m,
            );
        }
        assert.match(failed("Update endpoint: denied"), /^A run of .* failed; what served before still serves\./);
    });

    it("says that the new model is promoted where only scaling failed, and not to push the same data again", () => {
        for (const state of statesBehindSwitch.scaling) {
            const failed = event({ status: "FAILED", error: "Some.Error", cause: `${state}: denied` });
            const { message } = composeNotice(failed, facts);
            assert.match(
                message,
                /^The new model of used-cars with xgboost is promoted; only scaling is not registered/,
            );
            assert.match(
                message,
                /^What to do: wait for the settlement, .* mend .*; the next model that is promoted registers scaling\./m,
            );
            assert.doesNotMatch(message, /once more/);
        }
    });

    it("knows every state behind the switch that can fail a run, by its name and in its order", () => {
        const { States } = definitions["components/deployment/machine/definition.ts"]!["approved and scaled"]!;
        for (const [branch, other] of [
            [0, "Approve the model"],
            [1, "Note the deployment"],
        ] as const) {
            const { Choices } = States["Is it serving?"] as { Choices: readonly { Next: string }[] };
            const behind: string[] = [];
            for (let name: string | undefined = Choices[0]!.Next; name !== undefined;) {
                const state = States[name] as Behind;
                if (state.Catch?.some((catcher) => catcher.Next === "Deployment failed")) behind.push(name);
                name =
                    [state.Choices?.[0]?.Next, state.Default].filter(Boolean)[
                        name === "Is it approved?" ? branch : 0
                    ] ?? state.Next;
            }
            const named: string[] = [...statesBehindSwitch.export, ...statesBehindSwitch.scaling];
            assert.deepEqual(
                behind,
                named.filter((name) => name !== other),
            );
        }
    });

    it("tells a person to approve once more where the deployment of an approved version failed", () => {
        const input = JSON.stringify({
            version: "0",
            source: "aws.sagemaker",
            detail: { ModelPackageArn: modelPackageArn },
        });
        const cause = "Find the key: AccessDenied";
        const { message } = composeNotice(event({ status: "FAILED", error: "Kms", cause, input }), facts);
        assert.match(message, /^What to do: open the execution .*; then approve the version again/m);
        const aborted = composeNotice(event({ status: "ABORTED", input }), facts).message;
        assert.match(aborted, /^What to do: nothing if it was meant; else approve the version again, or/m);
        assert.doesNotMatch(message, /rows that could not be used/);
    });

    it("says that a run which lost its lease has changed nothing", () => {
        const cause =
            "Hold the lease: The lease on used-cars-xgboost-local is no longer this run's. Push the data file.";
        const { message } = composeNotice(event({ status: "FAILED", error: "LeaseLost", cause }), facts);
        assert.match(message, /^A run of used-cars with xgboost failed; it has changed nothing that serves\./);
        assert.match(message, /^What to do: as the reason says/m);
    });

    it("tells that an approval was taken back", () => {
        const input = JSON.stringify({ version: "0", detail: { ModelPackageArn: modelPackageArn } });
        const output = { verdict: "superseded", approval: "taken back", modelPackageArn, reason: "a.csv is older" };
        const { message } = composeNotice(event({ input, output: JSON.stringify(output) }), facts);
        assert.match(
            message,
            /^The approval of a version of used-cars with xgboost came too late and was taken back; nothing was deployed\./,
        );
        assert.match(message, /^Reason: a\.csv is older$/m);
        assert.ok(message.includes(`\nModel package: ${modelPackageArn}\n`));
        assert.match(message, /^What to do: nothing; if .* push the data file once more/m);
    });

    it("does not speak of data where a version was not approved any more", () => {
        const input = JSON.stringify({ version: "0", detail: { ModelPackageArn: modelPackageArn } });
        const output = JSON.stringify({ verdict: "superseded", reason: "it is Rejected by now" });
        const { message } = composeNotice(event({ input, output }), facts);
        assert.match(message, /^A version of used-cars with xgboost is not approved any more; nothing was deployed\./);
    });

    it("does not speak of late data where the version of a run was not deployed", () => {
        const output = JSON.stringify({
            verdict: "superseded",
            modelPackageArn,
            reason: "it was compared with another",
        });
        const { message } = composeNotice(event({ output }), facts);
        assert.match(
            message,
            /^A new model of used-cars with xgboost was not deployed, and its version is rejected; what served before still serves\./,
        );
    });

    it("tells of a rejection that took back what served, by whichever execution", () => {
        const rejection = JSON.stringify({
            detail: { ModelPackageArn: modelPackageArn, ModelApprovalStatus: "Rejected" },
        });
        const settlement = JSON.stringify({ versionArn: modelPackageArn, settles: executionArn });
        for (const input of [rejection, settlement]) {
            const { subject, message } = composeNotice(
                event({ input, output: verdict({ verdict: "rolled back" }) }),
                facts,
            );
            assert.match(subject, /xgboost: rolled back/);
            assert.match(
                message,
                /^The version of used-cars with xgboost that served was rejected; the one before it serves/,
            );
            const none = { verdict: "withdrawn", endpointName: "used-cars-xgboost-local", reason: "none is approved" };
            const withdrawn = composeNotice(event({ input, output: JSON.stringify(none) }), facts).message;
            assert.match(
                withdrawn,
                /^The version .* was rejected, and there is none to come back: it has no champion\./,
            );
            assert.match(withdrawn, /^What to do: push .* The endpoint used-cars-xgboost-local still runs/m);
        }
        const failed = event({ status: "FAILED", error: "EndpointNotServing", cause: "x", input: rejection });
        assert.match(
            composeNotice(failed, facts).message,
            /its rollback did not succeed \(failed\): it may still serve\./,
        );
        assert.match(
            composeNotice(failed, facts).message,
            /^What to do: wait for the settlement, which tries it again/m,
        );
    });

    it("says that somebody rejected the version while it was deployed", () => {
        const cause = `Ask for the approval: ${modelPackageArn} is Rejected by now`;
        const { message } = composeNotice(event({ status: "FAILED", error: "VersionRejected", cause }), facts);
        assert.match(message, /^A version of .* was rejected while it was deployed: it does not become the champion\./);
        assert.match(
            message,
            /^What to do: nothing if it was meant; where .* its settlement brings back the one before/m,
        );
    });

    it("is sent of a deployment whose run was ended before it, and no longer tells", () => {
        const ended = event({ stopDate: 2_000 });
        const sender = (status: string, stopDate?: number) => ({
            status,
            ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
        });
        assert.equal(outlived(ended, sender("ABORTED", 1_000)), true);
        assert.equal(outlived(ended, sender("TIMED_OUT", 1_000)), true);
        for (const tells of [sender("RUNNING"), sender("SUCCEEDED", 2_100), sender("FAILED", 2_100)]) {
            assert.equal(outlived(ended, tells), false, tells.status);
        }
        // What did not succeed is settled, which is told.
        assert.equal(outlived(event({ status: "ABORTED", stopDate: 2_000 }), sender("ABORTED", 1_000)), false);
    });

    it("tells what serves after a promotion", () => {
        const notice = composeNotice(event({ output: verdict() }), facts);
        assert.equal(notice.subject, "[drivetrain] used-cars with xgboost: promoted (validation:rmse 2311.2)");
        assert.deepEqual(notice.attributes, { model: "used-cars", algorithm: "xgboost", outcome: "promoted" });
        assert.equal(
            notice.message,
            [
                "A new model of used-cars with xgboost serves.",
                "",
                "Reason: validation:rmse 2311.2 is within 3000 and rmse 2280.1 is better than the champion's 2310.5",
                "",
                "What to do: nothing.",
                "",
                "Model: used-cars",
                "Algorithm: xgboost",
                "Metric: validation:rmse = 2311.2 (threshold 3000)",
                "Compared: on the same 117 test rows: challenger rmse 2,280.1, champion rmse 2,310.5",
                "Model version: used-cars-xgboost-20260102-030000-0a1b2c3d",
                `Model package: ${modelPackageArn}`,
                "Endpoint: used-cars-xgboost-local (used-cars-xgboost-20260102-030000-0a1b2c3d)",
                "Served before: used-cars-xgboost-20260101-030000-99999999",
                "Files: s3://artifacts/runs/xgboost/20260102-030000-0a1b2c3d/",
                "Data: s3://landing/training/cars.csv",
                "Duration: 42 s",
                `Execution: ${executionArn}`,
                `Console: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${executionArn}`,
            ].join("\n"),
        );
    });

    it("tells of a rejection that nothing changed, and where to look", () => {
        const output = verdict({
            verdict: "rejected",
            reason: "validation:rmse 3400.5 is above the threshold 3000",
            metric: { name: "validation:rmse", value: 3400.5, threshold: 3000 },
            comparison: { ...comparison, challenger: 3390.25, margin: 50 },
            modelPackageArn: null,
            endpointName: null,
            endpointConfigName: null,
        });
        const { subject, message } = composeNotice(event({ output }), facts);
        assert.match(subject, /: rejected \(validation:rmse 3400\.5\)$/);
        assert.match(message, /was rejected; what served before still serves\./);
        assert.match(message, /^Metric: validation:rmse = 3400\.5 \(threshold 3000\)$/m);
        assert.match(
            message,
            /^Compared: on the same 117 test rows: challenger rmse 3,390\.3, champion rmse 2,310\.5 \(to be undercut by more than 50\)$/m,
        );
        assert.match(message, /^Serves still: used-cars-xgboost-20260101-030000-99999999$/m);
        assert.match(message, /What to do: .*s3:\/\/artifacts\/runs\/xgboost\/20260102-030000-0a1b2c3d\/quarantine\//);
        assert.doesNotMatch(message, /Endpoint:|Model package:/);
    });

    it("says that there was no champion to compare with", () => {
        const output = verdict({
            comparison: { ...comparison, challenger: 0.0123456789, champion: null },
            championModelName: null,
        });
        const { message } = composeNotice(event({ output }), facts);
        assert.match(message, /^Compared: on 117 test rows: challenger rmse 0\.012346, no champion yet$/m);
        assert.doesNotMatch(message, /null|undefined|Served before/);
    });

    it("tells how to approve a model that waits for it", () => {
        const output = verdict({ verdict: "pending", endpointName: null, endpointConfigName: null });
        const { subject, message } = composeNotice(event({ output }), facts);
        assert.match(subject, /: pending \(validation:rmse 2311\.2\)$/);
        assert.match(
            message,
            /^A new model of used-cars with xgboost waits for approval; what served before still serves\./,
        );
        assert.match(message, /What to do: .*`npx drivetrain approve xgboost`/);
        assert.ok(
            message.includes(`update-model-package --model-package-arn ${modelPackageArn} --model-approval-status`),
        );
        assert.match(message, /^Serves still: /m);
        assert.doesNotMatch(message, /Endpoint:/);
    });

    it("names the version whose approval started a run", () => {
        const input = JSON.stringify({ version: "0", detail: { ModelPackageArn: modelPackageArn } });
        const { message } = composeNotice(event({ input, output: verdict({ comparison: null }) }), facts);
        assert.ok(message.includes(`\nData: that of the model package ${modelPackageArn}\n`));
        assert.doesNotMatch(message, /Compared:/);
    });

    it("tells that data came too late", () => {
        const output = JSON.stringify({
            verdict: "superseded",
            reason: "landing/training/cars.csv is older than landing/training/more.csv, which what serves was trained on",
        });
        const { subject, message } = composeNotice(event({ output }), facts);
        assert.equal(subject, "[drivetrain] used-cars with xgboost: superseded");
        assert.match(
            message,
            /^Data older than what used-cars with xgboost serves on came late; nothing was trained\./,
        );
        assert.match(message, /Reason: landing.training.cars.csv is older/);
        assert.match(message, /What to do: nothing; if .* push the data file once more/);
        assert.doesNotMatch(message, /null|undefined/);
    });

    it("says what rolled a deployment back, and that the version before serves", () => {
        const cause =
            "Wait until it serves: the update to used-cars-xgboost-20260102-030000-0a1b2c3d was rolled back: the alarm " +
            "used-cars-xgboost-local-5xx went off";
        const failed = event({ status: "FAILED", output: null, error: "EndpointNotServing", cause });
        const { message } = composeNotice(failed, facts);
        assert.match(message, /^A run of used-cars with xgboost failed; what served before still serves\./);
        assert.match(message, /Reason: .*rolled back: the alarm used-cars-xgboost-local-5xx went off/);
        assert.match(message, /What to do: look at the endpoint's alarms and its log/);
    });

    it("does not say that what served still serves where the run lost sight of an update", () => {
        const cause = "Describe endpoint: User: x is not authorized to perform: sagemaker:DescribeEndpoint";
        const failed = event({ status: "FAILED", output: null, error: "SageMaker.SageMakerException", cause });
        const { message } = composeNotice(failed, facts);
        assert.match(message, /^A run of .* failed while its endpoint was changing, which may still come to serve/);
    });

    it("leaves it to the settlement to tell what serves where somebody ended the deployment of a run", () => {
        const cause = "Deploy the model: the deployment arn:of:deployment ended as ABORTED";
        const { message } = composeNotice(event({ status: "FAILED", error: "States.TaskFailed", cause }), facts);
        assert.match(message, /^A run of used-cars with xgboost failed, since its deployment was ended/);
        assert.match(message, /\nWhat to do: wait for the settlement of the deployment/);
        assert.doesNotMatch(message, /still serves/);
        const refused = event({ status: "FAILED", error: "Sfn.AccessDenied", cause: "Deploy the model: denied" });
        assert.match(composeNotice(refused, facts).message, /what served before still serves/);
    });

    it("leaves it to the reason what to do about an endpoint that takes no configuration", () => {
        const cause = "Look at the endpoint: The endpoint used-cars-xgboost-local has no variant AllTraffic.";
        const failed = event({ status: "FAILED", output: null, error: "EndpointNotUpdatable", cause });
        const { message } = composeNotice(failed, facts);
        assert.match(message, /What to do: do as the reason says; then push the data file once more/);
    });

    it("is not sent for an event that came twice", async () => {
        assert.equal(await notifyRun(event({ output: JSON.stringify({ verdict: "duplicate" }) })), null);
        assert.equal(await notifyDeployment(event({ output: JSON.stringify({ verdict: "duplicate" }) })), null);
    });

    it("is not sent of a deployment whose run tells, nor of a settlement that found nothing to do", async () => {
        const sent = JSON.stringify({ versionArn: modelPackageArn, sentBy: executionArn });
        assert.equal(await notifyDeployment(event({ status: "FAILED", input: sent, cause: "it broke" })), null);
        const settled = JSON.stringify({ versionArn: modelPackageArn, settles: executionArn });
        const output = JSON.stringify({ verdict: "settled" });
        assert.equal(await notifyDeployment(event({ input: settled, output })), null);
    });

    it("tells that a settlement has promoted what serves", () => {
        const input = JSON.stringify({ versionArn: modelPackageArn, settles: executionArn });
        const { message } = composeNotice(event({ input, output: verdict() }), facts);
        assert.match(
            message,
            /^A new model of used-cars with xgboost serves: what its deployment had left undone is done\./,
        );
        assert.ok(message.includes(`\nData: that of the model package ${modelPackageArn}\n`));
    });

    it("calls a person where a settlement fails, too", () => {
        const input = JSON.stringify({ versionArn: modelPackageArn, settles: executionArn });
        const failed = (cause: string) =>
            composeNotice(event({ status: "FAILED", error: "Some.Error", cause, input }), facts).message;
        const left =
            /^What a deployment of used-cars with xgboost has left could not be settled; `npx drivetrain status`/;
        for (const state of [...statesBehindSwitch.export, ...statesBehindSwitch.scaling, "Find the endpoint"]) {
            assert.match(failed(`${state}: denied`), left);
            assert.match(failed(`${state}: denied`), /^What to do: mend what the reason names/m);
        }
    });

    it("tells why a run failed and what to do", () => {
        const { subject, message, attributes } = composeNotice(
            event({
                status: "FAILED",
                output: null,
                error: "States.TaskFailed",
                cause: "Pre-process: 60 of 804 rows could not be used (more than 5%)",
            }),
            facts,
        );
        assert.equal(subject, "[drivetrain] used-cars with xgboost: failed");
        assert.equal(attributes.outcome, "failed");
        assert.match(message, /Reason: Pre-process: 60 of 804 rows could not be used/);
        assert.match(message, /Error: States\.TaskFailed/);
        assert.match(message, /What to do: open the execution .*runs\/xgboost\/<run>\/quarantine\//);
    });

    for (const [status, outcome, reason] of [
        ["TIMED_OUT", "timed out", /took longer than the state machine allows/],
        ["ABORTED", "aborted", /somebody stopped it/],
    ] as const) {
        it(`tells that a run was ${outcome}`, () => {
            const notice = composeNotice(event({ status, output: undefined }), facts);
            assert.equal(notice.attributes.outcome, outcome);
            assert.match(notice.message, reason);
            assert.match(notice.message, /What to do: \S/);
        });
    }

    it("is sent even when the event leaves out input and output, or they are no JSON", () => {
        for (const text of [undefined, null, "", "not JSON", '"text"', "[1]", "null"]) {
            const notice = composeNotice(event({ input: text, output: text, startDate: null, stopDate: null }), facts);
            assert.match(notice.message, /Data: not told by the event/);
            assert.match(notice.message, /Duration: unknown/);
        }
    });

    it("has a subject that SNS takes, whatever the names are", () => {
        fc.assert(
            fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.string(), (model, algorithm) => {
                const { subject } = composeNotice(event({ output: verdict() }), { ...facts, model, algorithm });
                assert.match(subject, /^[\x20-\x7e]{1,100}$/);
            }),
        );
    });
});
