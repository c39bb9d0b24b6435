import { existingStacks } from "../../engine/state";
import { preview as previewStack } from "../../stacks/deployment";
import { changesText, deploymentText } from "../../stacks/deploymentText";
import { prepare } from "../../stacks/localStage";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { inTurn } from "../../stacks/turns";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

/** Shows what bringing the stack up would change, and what the rules say to it. */
export async function preview(options: CommonOptions & { readonly existing?: boolean }): Promise<number> {
    const stack = stackOf(options);
    const deployment = await inTurn(stack, async () => {
        await prepare(stack);
        // A preview of what is not there yet would make the stack first.
        const isLeft = options.existing === true && !(await existingStacks()).includes(stack.name);
        return isLeft ? undefined : previewStack(stack);
    });
    if (deployment === undefined) {
        const reason = `The stack ${stack.name} was never brought up: \`npx drivetrain govern\` judges what it would be.`;
        answer(options.json, { ok: true, stack: stack.name, existing: false }, () => reason);
        return Exit.ok;
    }
    answer(options.json, { ok: true, stack: stack.name, ...deployment }, () =>
        [...deploymentText(deployment), ...changesText(deployment)].join("\n"),
    );
    return Exit.ok;
}
