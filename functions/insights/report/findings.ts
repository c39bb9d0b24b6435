import type { AnalysisReport, Judgement } from "../../../contracts/monitoring";
import { figure } from "../page/figures";
import { type Markup, markup, named, type Part } from "../page/markup";
import { type Column, folded, table } from "../page/table";
import type { JudgedData } from "../reading/run";

/** One finding, with the algorithms whose baselines are the same. */
export type Finding = AnalysisReport["names"][string]["findings"][number] & {
    /** The baseline's name. */
    readonly name: string;
    readonly algorithms: readonly string[];
};

/** Rows that a table has at most: there may be a thousand features, and the files have them all. */
const mostRows = 200;

export const judgementTitles: Readonly<Record<Judgement, string>> = {
    "data-quality": "What the model is asked",
    "model-quality": "How well it answers",
};

/** The findings of each baseline that differs, the weightiest first. */
export function findingsOf({ report }: JudgedData): readonly Finding[] {
    const names = Object.entries(report.names);
    return names
        .filter(([name, { sameBaselineAs = name }]) => sameBaselineAs === name)
        .flatMap(([name, { findings }]) => {
            const algorithms = names.filter(([other, { sameBaselineAs = other }]) => sameBaselineAs === name);
            return findings.map((one) => ({ ...one, name, algorithms: algorithms.map(([algorithm]) => algorithm) }));
        })
        .sort((a, b) => Number(b.violation) - Number(a.violation));
}

/** The features and metrics that are violated, each once. */
export function violatedIn(judged: readonly JudgedData[]): string[] {
    return [...new Set(judged.flatMap(findingsOf).flatMap((one) => (one.violation ? [one.feature] : [])))];
}

/** What drifted and how badly; what was looked at beside it is folded. */
export function findingsSection(judged: JudgedData): Markup {
    const all = findingsOf(judged);
    const violated = all.filter(({ violation }) => violation);
    const rest = all.filter(({ violation }) => !violation);
    return markup`<h3>${judgementTitles[judged.judgement]}</h3>
${
    violated.length === 0
        ? markup`<p class="calm">Nothing drifted.</p>`
        : limited(judged.judgement, "violations", "What drifted, the weightiest first", violated)
}
${
    rest.length > 0 &&
    folded(
        markup`${figure(rest.length)} other checks found nothing`,
        limited(judged.judgement, "checks", "Within their thresholds", rest),
    )
}`;
}

function limited(judgement: Judgement, what: string, caption: string, all: readonly Finding[]): Part {
    const shown = all.slice(0, mostRows);
    return [
        table(`${judgement} ${what}`, caption, columns, shown),
        shown.length < all.length &&
            markup`<p class="note">${figure(all.length - shown.length)} more are in the run's report.json.</p>`,
    ];
}

const columns: readonly Column<Finding>[] = [
    { title: "What", cell: ({ feature, slice }) => [named(feature), slice ? [" where ", named(slice)] : ""] },
    { title: "Baseline of", cell: ({ algorithms }) => algorithms.join(", ") },
    { title: "Check", cell: ({ check }) => checkText(check) },
    { title: "Value", numeric: true, cell: ({ value }) => figure(value) },
    { title: "Threshold", numeric: true, cell: ({ threshold }) => figure(threshold) },
    { title: "Was", cell: ({ baseline }) => quoted(baseline) },
    { title: "Is", cell: ({ observed }) => quoted(observed) },
    { title: "Importance", numeric: true, cell: ({ importance }) => figure(importance) },
    { title: "Why", cell: ({ why, description }) => quoted(why ?? description) },
];

/** What the analyzer says in words, its numbers included. */
export function quoted(text: string | null | undefined): Markup | string {
    return text ? markup`<q>${text}</q>` : "–";
}

const checks: Readonly<Record<string, string>> = {
    missing_column_check: "column missing",
    extra_column_check: "unknown column",
    data_type_check: "data type",
    completeness_check: "completeness",
    categorical_values_check: "unknown categories",
    baseline_drift_check: "distribution",
    bias_drift_check: "fairness",
    GreaterThanThreshold: "too large",
    LessThanThreshold: "too small",
};

/** A check in plain words; one that we do not know by its own name. */
export function checkText(check: string): string {
    return checks[check] ?? check;
}
