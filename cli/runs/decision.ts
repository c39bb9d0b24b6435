import { SFNClient } from "@aws-sdk/client-sfn";
import type { ModelOutputs } from "../../contracts/outputs";
import type { StackReference } from "../stacks/stack";
import { answer } from "../terminal/answer";
import { watching } from "../terminal/interrupt";
import { step } from "../terminal/progress";
import { isDecisionOn, notStarted } from "./approval";
import { findStarted } from "./executions";
import { goingOn, paceOf } from "./pace";
import { decide, type Version } from "./registry";
import { deploymentStep } from "./training";
import { exitCodeFor, runDetails, type TrainingRun } from "./trainingRun";
import { explained, runsTable } from "./verdicts";

/** What a person says of a version, and how the command tells of what starts by it. */
const decisions = {
    Approved: {
        verb: "approve",
        follow: "deploy",
        goesOn: "The version is approved, and its deployment",
        notStarted,
    },
    Rejected: {
        verb: "reject",
        follow: "roll back",
        goesOn: "The version is rejected, and its rollback",
        notStarted: ({ version, arn }: Version, stack: string, within: string) =>
            `Version ${version} is rejected, but no rollback of it started within ${within}: look at ` +
            `\`npx drivetrain status -s ${stack}\`, then at the rule for the rejection of ${arn}.`,
    },
} as const;

export type Decision = keyof typeof decisions;

/** Approves or rejects a version. */
export async function decisionStep(
    algorithm: string,
    { arn, version, modelName }: Version,
    decision: Decision,
    why: string,
): Promise<void> {
    await step({
        title: `${decisions[decision].verb} version ${version} of ${algorithm}`,
        run: () => decide(arn, decision, why),
        detail: () => modelName,
    });
}

/**
 * Approves or rejects a version, and follows the execution that starts by it. Of one that serves and is rejected already
 * the registry tells once more, so that a rollback which did not succeed is tried again.
 */
export async function decideAndFollow(
    outputs: ModelOutputs,
    algorithm: string,
    version: Version,
    stack: StackReference,
    decision: Decision,
    why: string,
): Promise<TrainingRun> {
    const words = decisions[decision];
    const atMs = Date.now();
    await decisionStep(algorithm, version, decision, why);
    const client = new SFNClient({});
    const pace = paceOf(stack);
    const find = (stateMachineArn: string) =>
        findStarted(client, stateMachineArn, {
            ...{ atMs, pace },
            isCause: (input) => isDecisionOn(input, version.arn, decision),
            late: (within) => words.notStarted(version, stack.name, within),
        });
    return watching(goingOn(stack, words.goesOn), () =>
        step(deploymentStep(outputs, algorithm, find, pace, client, words.follow)),
    );
}

/** Tells what came of a decision. @returns the exit code */
export function answerDecision(
    json: boolean | undefined,
    stack: StackReference,
    { model }: ModelOutputs,
    run: TrainingRun,
): number {
    const exitCode = exitCodeFor([run]);
    const { algorithm } = run;
    answer(json, { ok: exitCode === 0, stack: stack.name, model, algorithm, ...runDetails(run) }, () =>
        [runsTable([run]), explained(run, stack.name)].join("\n"),
    );
    return exitCode;
}
