import { findStage } from "../../../local";
import { environmentOf } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { Exit } from "../../terminal/errors";
import { answer } from "../../terminal/format";

/** Prints what `eval` takes, so that plain `npx pulumi` and the AWS CLI reach the stack. */
export async function env(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    const environment = environmentOf(stack, stack.local ? await findStage() : undefined);
    answer(options.json, environment, () => exportLines(environment));
    return Exit.ok;
}

/** Shell lines; values are quoted, whatever they hold. */
export function exportLines(environment: { set: Record<string, string>; unset: readonly string[] }): string {
    const unset = environment.unset.length > 0 ? [`unset ${environment.unset.join(" ")}`] : [];
    const set = Object.entries(environment.set).map(
        ([name, value]) => `export ${name}='${value.replace(/'/g, `'\\''`)}'`,
    );
    return [...unset, ...set].join("\n");
}
