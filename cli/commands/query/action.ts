import { AthenaClient } from "@aws-sdk/client-athena";
import { findQuery, insightsOf, runQuery, valuesOf } from "../../insights/query";
import { answerText, queriesText, rowsShown } from "../../insights/text";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { answer } from "../../terminal/answer";
import { Exit, UsageError } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";

export interface QueryOptions extends CommonOptions {
    /** `name=value`, each a parameter of the query. */
    readonly set?: readonly string[];
}

/** How many rows a program gets; all of them are in the result's file. */
const mostRows = 10_000;

/** Runs a saved query of a stack, or lists what can be asked. */
export async function query(name: string | undefined, options: QueryOptions): Promise<number> {
    const stack = stackOf(options);
    const given = settingsOf(options.set ?? []);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const insights = insightsOf(outputs, stack.name);
    if (name === undefined) {
        answer(options.json, { ok: true, stack: stack.name, queries: insights.queries }, () => queriesText(insights));
        return Exit.ok;
    }
    const found = findQuery(insights, name);
    const set = valuesOf(found[1], given, new Date());
    const most = options.json ? mostRows : rowsShown;
    const told = await step({
        title: `query ${found[0]}`,
        run: (report) => runQuery(new AthenaClient({}), insights, found, set, { most, report }),
        detail: ({ rows }) => count(rows.length, "row"),
    });
    answer(options.json, { ok: true, stack: stack.name, model: outputs.model, ...told }, () => answerText(told));
    return Exit.ok;
}

function settingsOf(given: readonly string[]): Record<string, string> {
    return Object.fromEntries(
        given.map((one) => {
            const at = one.indexOf("=");
            if (at < 1) throw new UsageError(`--set ${one}: must be NAME=VALUE, e.g. --set feature=mileage.`);
            return [one.slice(0, at), one.slice(at + 1)];
        }),
    );
}
