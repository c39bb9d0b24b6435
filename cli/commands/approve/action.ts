import { SFNClient } from "@aws-sdk/client-sfn";
import { findWaiting, isDecisionOn, notStarted } from "../../runs/approval";
import { findStarted } from "../../runs/executions";
import { goingOn, paceOf } from "../../runs/pace";
import { decide } from "../../runs/registry";
import { deploymentStep } from "../../runs/training";
import { exitCodeFor, runDetails } from "../../runs/trainingRun";
import { explained, runsTable } from "../../runs/verdicts";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { answer } from "../../terminal/answer";
import { watching } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";

/** Approves the newest version of an algorithm that waits for it, and follows its deployment. */
export async function approve(algorithm: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const waiting = await findWaiting(outputs, algorithm, stack.name);
    const atMs = Date.now();
    await step({
        title: `approve version ${waiting.version} of ${algorithm}`,
        run: () => decide(waiting.arn, "Approved", "Approved by drivetrain approve"),
        detail: () => waiting.modelName,
    });
    const client = new SFNClient({});
    const pace = paceOf(stack);
    const find = (stateMachineArn: string) =>
        findStarted(client, stateMachineArn, {
            atMs,
            isCause: (input) => isDecisionOn(input, waiting.arn, "Approved"),
            pace,
            late: (within) => notStarted(waiting, stack.name, within),
        });
    const run = await watching(goingOn(stack, "The version is approved, and its deployment"), () =>
        step(deploymentStep(outputs, algorithm, find, pace, client)),
    );
    const exitCode = exitCodeFor([run]);
    answer(
        options.json,
        { ok: exitCode === 0, stack: stack.name, model: outputs.model, algorithm, ...runDetails(run) },
        () => [runsTable([run]), explained(run, stack.name)].join("\n"),
    );
    return exitCode;
}
