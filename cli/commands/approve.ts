import { SFNClient } from "@aws-sdk/client-sfn";

import { type CommonOptions, paceOf, stackOf } from "../shared/context";
import { enter } from "../shared/environment";
import { CommandError, UsageError } from "../shared/errors";
import { findStarted } from "../shared/executions";
import { type ModelOutputs, readOutputs } from "../shared/outputs";
import { answer } from "../shared/output";
import { step } from "../shared/progress";
import { approve as approveVersion, newestVersion, type Version } from "../shared/registry";
import { runDetails, runStep } from "../shared/runs";
import { explained, runsTable } from "../shared/verdicts";
import { exitCodeFor } from "./train";

/** Approves the newest version of an algorithm that waits for it, and follows its deployment. */
export async function approve(algorithm: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const waiting = await findWaiting(outputs, algorithm);
    const atMs = Date.now();
    await step({
        title: `approve version ${waiting.version} of ${algorithm}`,
        run: () => approveVersion(waiting.arn, "Approved by drivetrain approve"),
        detail: () => waiting.modelName,
    });
    const client = new SFNClient({});
    const pace = paceOf(stack);
    const find = (stateMachineArn: string) =>
        findStarted(client, stateMachineArn, {
            atMs,
            isCause: (input) => isApprovalOf(input, waiting.arn),
            pace,
            late: (within) => notStarted(waiting, within),
        });
    const run = await step({ ...runStep(outputs, algorithm, find, pace, client), title: `deploy ${algorithm}` });
    const exitCode = exitCodeFor([run]);
    answer(
        options.json,
        { ok: exitCode === 0, stack: stack.name, model: outputs.model, algorithm, ...runDetails(run) },
        () => [runsTable([run]), explained(run, stack.name)].join("\n"),
    );
    return exitCode;
}

async function findWaiting(outputs: ModelOutputs, algorithm: string): Promise<Version> {
    const pipeline = outputs.pipelines[algorithm];
    if (pipeline === undefined) {
        throw new UsageError(
            `${outputs.model} has no algorithm "${algorithm}". It has: ${Object.keys(outputs.pipelines).join(", ")}.`,
        );
    }
    const waiting = await newestVersion(pipeline.modelPackageGroupName, "PendingManualApproval");
    if (waiting === undefined) {
        throw new CommandError(
            `No version of ${algorithm} waits for approval: \`npx drivetrain status\` tells which one serves.`,
        );
    }
    return waiting;
}

/** Whether an execution's input is the event that tells of a version's approval. */
export function isApprovalOf(input: string, arn: string): boolean {
    const { detail } = JSON.parse(input) as { detail?: { ModelPackageArn?: string; ModelApprovalStatus?: string } };
    return detail?.ModelPackageArn === arn && detail.ModelApprovalStatus === "Approved";
}

function notStarted({ version, arn }: Version, within: string): string {
    return (
        `Version ${version} is approved, but no deployment of it started within ${within}: an algorithm whose approval ` +
        `is automatic deploys in its own run; else look at the rule for the approval of ${arn}.`
    );
}
