import { type CommonOptions, stackOf } from "../../stacks/options";
import { readStatus } from "../../status/status";
import { statusText } from "../../status/text";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

/** What is deployed, which model versions serve, and how the last runs ended. */
export async function status(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    const found = await readStatus(stack);
    answer(options.json, found, () => statusText(found));
    return Exit.ok;
}
