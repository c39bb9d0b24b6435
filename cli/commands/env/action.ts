import { type Environment, findEnvironment } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

/** Prints what `eval` takes, so that plain `npx pulumi` and the AWS CLI reach the stack. */
export async function env(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    const environment = await findEnvironment(stack);
    answer(options.json, environment, () => exportLines(environment));
    return Exit.ok;
}

/** Shell lines; values are quoted, whatever they hold. */
export function exportLines(environment: Environment): string {
    const unset = environment.unset.length > 0 ? [`unset ${environment.unset.join(" ")}`] : [];
    const set = Object.entries(environment.set).map(
        ([name, value]) => `export ${name}='${value.replace(/'/g, `'\\''`)}'`,
    );
    return [...unset, ...set].join("\n");
}
