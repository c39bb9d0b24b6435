import { runFiles } from "../../contracts/places";
import type { JudgedOutcome, Judgement, UnjudgedOutcome } from "../../contracts/verdict";
import type { AlgorithmDefinition, Gate } from "../model/model";
import { type Expression, jsonata, type Spelled } from "./jsonata";
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
            baseline: known("$comparison.baseline"),
            r2: known("$comparison.challenger.r2"),
            r2Interval: known("$comparison.r2Interval"),
        },
        combined: known("$comparison.combined"),
        metrics: "{% $metrics %}",
        modelName: "{% $modelName %}",
        modelPackageArn: "{% $packageArn %}",
        endpointName: args.endpointName,
        endpointConfigName: verdict === "promoted" ? "{% $configuration %}" : null,
        transform: runPath(runFiles.transform),
        championModelName: servedBefore,
    };
}

/** The output of a rollback: the version before serves again, in place of `$rejected`. */
export function rolledBack(args: VerdictArgs): Spelled<JudgedOutcome> {
    return {
        ...(judged(args, "promoted") as Exclude<Spelled<JudgedOutcome>, string>),
        verdict: "rolled back",
        reason: `{% ${rollbackReason} %}`,
        championModelName: "{% $rejected.modelName %}",
    };
}

const rollbackReason =
    "$rejected.modelName & ' was rejected, so ' & $modelName & ', which served before it, serves again'";

/** Whom the version has replaced: its deployment may have exported it already, so that it is its own champion. */
const servedBefore = jsonata(`
    $champion = null ? null
        : $champion.modelName != $modelName ? $champion.modelName
        : $comparison.against = '' ? null : $comparison.against
`);

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

/**
 * Whether a challenger undercuts the champion by more than the margin, as a part of an expression. The difference of two
 * figures that are near each other is exact, which the champion's figure less the margin is not.
 */
export function undercuts({ compare = "rmse", margin = 0 }: Gate, read = (figure: string) => figure): string {
    const [champion, challenger] = (["champion", "challenger"] as const).map((contender) =>
        read(`$comparison.${contender}.${compare}`),
    );
    return `(${champion} - ${challenger} > ${margin})`;
}

/** A figure that a version of long ago has not. */
function known(variable: string): Expression {
    return `{% $exists(${variable}) ? ${variable} : null %}`;
}

/**
 * Whether a model without a rival is better than always answering the mean of the test rows, as a part of an expression.
 * Where all of them have one value, nothing can be told.
 */
export function beatsMean(read = (figure: string) => figure): string {
    return `($comparison.baseline = 0 or ${read("$comparison.challenger.rmse")} < ${read("$comparison.baseline")})`;
}

/** A sentence with both figures, as a part of an expression: rounded, unless that would say something else. */
function reason({ definition: { gate } }: VerdictArgs, verdict: Judgement): string {
    const { metric, threshold, compare = "rmse", margin = 0 } = gate;
    const value = `'${metric} ' & ${figure("$value", `$value > ${threshold}`, `${rounded("$value")} > ${threshold}`)}`;
    const told = (contender: string) =>
        figure(`$comparison.${contender}.${compare}`, undercuts(gate), undercuts(gate, rounded));
    const alone = `$string(${rounded(`$comparison.challenger.${compare}`)})`;
    const own = `($comparison.champion = null ? ${alone} : ${told("challenger")})`;
    const other = told("champion");
    const rows = "' on ' & $string($comparison.rows) & ' test rows'";
    const suspicion = metric === `validation:${compare}` ? ` & ${suspected(compare, threshold)}` : "";
    if (verdict === "rejected") {
        const missed = `' is not better than the ' & ${besideMean("baseline")} & ' of always answering their mean'`;
        const short = margin > 0 ? ` by more than ${margin}` : "";
        return (
            `${value} & ($value > ${threshold} ? ' is above the threshold ${threshold}' ` +
            `: ' is within ${threshold}, but ' & ($comparison.champion = null ? 'rmse ' & ${besideMean("challenger.rmse")} : '${compare} ' & ${own}) & ${rows} & ` +
            `($comparison.champion = null ? ${missed} : ' is not better than the ' & ${other} & ' of the champion${short}'))${suspicion}`
        );
    }
    const waits = verdict === "pending" ? "; it waits for approval" : "";
    return (
        `${value} & ' is within ${threshold}, and ${compare} ' & ${own} & ${rows} & ` +
        `(${rival(compare)} = null ? ': there is no champion to compare with' : ' is better than the ' & ${other} & ' of the champion') & '${waits}'${suspicion}`
    );
}

/** One of the two figures of a model without a rival. */
function besideMean(name: string): string {
    return figure(`$comparison.${name}`, beatsMean(), beatsMean(rounded));
}

/** A figure as a text: rounded where what was judged holds of the rounded figures as well, else in full. */
function figure(variable: string, judged: string, judgedRounded: string): string {
    return `$string((${judged}) = (${judgedRounded}) ? ${rounded(variable)} : ${variable})`;
}

function rounded(variable: string): string {
    return `$round(${variable}, 4)`;
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
    const over = (variable: string) => `${variable} > ${suspicious * threshold}`;
    const text =
        `'; the ${compare} ' & ${figure(own, over(own), over(rounded(own)))} & ' of the champion is more than ${suspicious} times ' & ` +
        `'the threshold: make sure that the columns mean what they did before, in the same units'`;
    return `(${own} = null ? '' : ${over(own)} ? ${text} : '')`;
}

/** The champion's figure on the same rows, null where there was none: a part of an expression. */
function rival(figure: string): string {
    return `($comparison.champion = null ? null : $comparison.champion.${figure})`;
}
