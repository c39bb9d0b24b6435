import { preview as previewStack } from "../../stacks/deployment";
import { changesText, deploymentText } from "../../stacks/deploymentText";
import { prepare } from "../../stacks/localStage";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

/** Shows what bringing the stack up would change, and what the rules say to it. */
export async function preview(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await prepare(stack);
    const deployment = await previewStack(stack);
    answer(options.json, { ok: true, stack: stack.name, ...deployment }, () =>
        [...deploymentText(deployment), ...changesText(deployment)].join("\n"),
    );
    return Exit.ok;
}
