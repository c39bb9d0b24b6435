import { runFiles } from "../../contracts/places";
import type { JudgedOutcome, Judgement, UnjudgedOutcome } from "../../contracts/verdict";
import type { AlgorithmDefinition } from "../model/model";
import type { Spelled } from "./jsonata";
import { runPath } from "./requests";

export interface VerdictArgs {
    readonly model: string;
    readonly algorithm: string;
    readonly definition: Pick<AlgorithmDefinition, "gate">;
    readonly endpointName: string;
}

/** The output of a run that was judged. */
export function judged(args: VerdictArgs, verdict: Judgement): Spelled<JudgedOutcome> {
    const { metric, threshold, compare = "rmse", margin = 0 } = args.definition.gate;
    return {
        verdict,
        reason: `{% ${reason(args, verdict)} %}`,
        model: args.model,
        algorithm: args.algorithm,
        metric: { name: metric, value: "{% $value %}", threshold },
        comparison: {
            metric: compare,
            rows: "{% $comparison.rows %}",
            challenger: `{% $comparison.challenger.${compare} %}`,
            champion: `{% ${rival(compare)} %}`,
            margin,
        },
        metrics: "{% $metrics %}",
        modelName: "{% $modelName %}",
        modelPackageArn: "{% $packageArn %}",
        endpointName: args.endpointName,
        endpointConfigName: verdict === "promoted" ? "{% $configuration %}" : null,
        transform: runPath(runFiles.transform),
        championModelName: "{% $champion = null ? null : $champion.modelName %}",
    };
}

/** The output of an execution that judged no model: there was none to judge, or none that may or does serve. */
export function notJudged(
    args: VerdictArgs,
    verdict: UnjudgedOutcome["verdict"],
    /** An expression. */
    reason: string,
    more: { readonly [Key in "modelPackageArn" | "approval"]?: Spelled<UnjudgedOutcome[Key]> } = {},
): Spelled<UnjudgedOutcome> {
    const { model, algorithm, endpointName } = args;
    return { verdict, reason: `{% ${reason} %}`, model, algorithm, endpointName, ...more };
}

/** A sentence with both figures, as a part of an expression. */
function reason({ definition }: VerdictArgs, verdict: Judgement): string {
    const { metric, threshold, compare = "rmse", margin = 0 } = definition.gate;
    const text = (variable: string) => `$string($round(${variable}, 4))`;
    const value = `'${metric} ' & ${text("$value")}`;
    const own = text(`$comparison.challenger.${compare}`);
    const other = text(rival(compare));
    const rows = "' on ' & $string($comparison.rows) & ' test rows'";
    const suspicion = metric === `validation:${compare}` ? ` & ${suspected(compare, threshold)}` : "";
    if (verdict === "rejected") {
        const short = margin > 0 ? ` by more than ${margin}` : "";
        return (
            `${value} & ($value > ${threshold} ? ' is above the threshold ${threshold}' ` +
            `: ' is within ${threshold}, but ${compare} ' & ${own} & ${rows} & ` +
            `' is not better than the ' & ${other} & ' of the champion${short}')${suspicion}`
        );
    }
    const waits = verdict === "pending" ? "; it waits for approval" : "";
    return (
        `${value} & ' is within ${threshold}, and ${compare} ' & ${own} & ${rows} & ` +
        `(${rival(compare)} = null ? ': there is no champion to compare with' : ' is better than the ' & ${other} & ' of the champion') & '${waits}'${suspicion}`
    );
}

/** How many times the threshold a champion's error on new rows is that is more likely the rows' fault than its own. */
const suspicious = 2;

/**
 * What a champion tells of the data: it has passed a threshold of this unit, so that an error far above it speaks of
 * prices in another currency, or of a changed world. A challenger that was trained on such data finds it well. A
 * figure of the rows that a model was trained on (`train:rmse`) is no measure of others.
 */
function suspected(compare: string, threshold: number): string {
    const own = rival(compare);
    const text =
        `'; the ${compare} ' & $string($round(${own}, 4)) & ' of the champion is more than ${suspicious} times ' & ` +
        `'the threshold: make sure that the columns mean what they did before, in the same units'`;
    return `(${own} = null ? '' : ${own} > ${suspicious * threshold} ? ${text} : '')`;
}

/** The champion's figure on the same rows, null where there was none: a part of an expression. */
function rival(figure: string): string {
    return `($comparison.champion = null ? null : $comparison.champion.${figure})`;
}
