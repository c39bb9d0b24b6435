import type { ModelOutputs } from "../../../contracts/outputs";
import { openMailbox } from "../../../local";
import { deploy as deployStack } from "../../stacks/deployment";
import { endStage, enterStarting, isStageRunning } from "../../stacks/localStage";
import { readOutputs } from "../../stacks/outputs";
import type { StackReference } from "../../stacks/stack";
import { count } from "../../terminal/format";
import { checkInterrupted } from "../../terminal/interrupt";
import { type Report, step } from "../../terminal/progress";
import type { LifecycleStep } from "../lifecycle";

/** Deploys the stack to a stage on which nothing is. */
export const deploy: LifecycleStep = {
    name: "deploy",
    run: async (lifecycle) => {
        const { stack, recorder } = lifecycle;
        await step({ title: "local stage", run: (report) => startAnew(stack, report), detail: () => "running" });
        const { policies, resources } = await deployStack(stack);
        recorder.add({ policies });
        lifecycle.outputs = await readOutputs(stack);
        await openMailboxes(lifecycle.outputs);
        return count(resources, "resource");
    },
};

/** Before any run: what is published later arrives. */
export async function openMailboxes({ topicArn, monitoring }: ModelOutputs): Promise<void> {
    for (const topic of [topicArn, monitoring.dataDriftTopicArn, monitoring.modelDriftTopicArn]) {
        await openMailbox(topic);
    }
}

/** A stage that was kept, or left behind by a run that was cut off, makes room: the lifecycle begins with nothing. */
async function startAnew(stack: StackReference, report: Report): Promise<void> {
    if (await isStageRunning()) {
        report("ending the one that runs, to begin from nothing");
        await endStage();
    }
    checkInterrupted();
    await enterStarting(stack, report);
    checkInterrupted();
}
