import { preview as previewStack } from "../../stacks/deployment";
import { changesText, deploymentText } from "../../stacks/deploymentText";
import { prepare } from "../../stacks/localStage";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { inTurn } from "../../stacks/turns";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

/** Shows what bringing the stack up would change, and what the rules say to it. */
export async function preview(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    const deployment = await inTurn(stack, async () => {
        await prepare(stack);
        return previewStack(stack);
    });
    answer(options.json, { ok: true, stack: stack.name, ...deployment }, () =>
        [...deploymentText(deployment), ...changesText(deployment)].join("\n"),
    );
    return Exit.ok;
}
