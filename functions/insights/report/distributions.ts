import type { FeatureFigures, FeatureSide } from "../../../contracts/reports";
import { categories, histogram } from "../charts/bars";
import { tickText } from "../charts/scale";
import { figure, share } from "../page/figures";
import { type Markup, markup, named, type Part } from "../page/markup";
import { type Column, facts, folded, table } from "../page/table";
import type { JudgedData } from "../reading/run";
import { type Finding, findingsOf } from "./findings";

/** Charts of features that drifted are always shown, and of others as many as fill so many in all. */
const fewestShown = 24;

/** Baseline against now, feature by feature. */
export function distributionsSection(judged: JudgedData): Part {
    const names = Object.entries(judged.figures?.names ?? {});
    if (names.length === 0) return undefined;
    const violated = findingsOf(judged).filter(({ violation, slice }) => violation && !slice);
    return [
        markup`<p><span class="key before">baseline</span><span class="key now">now</span></p>`,
        names.map(([name, { features, leftOut }]) => {
            const drifted = (one: FeatureFigures) => isViolated(violated, name, one.feature);
            const shown = features.filter((one, index) => drifted(one) || index < fewestShown);
            const unshown = leftOut + features.length - shown.length;
            return [
                names.length > 1 && markup`<h3>Baseline of ${name}</h3>`,
                markup`<div class="charts">${shown.map((one) => featureFigure(name, one, drifted(one)))}</div>`,
                unshown > 0 &&
                    markup`<p class="note">${figure(unshown)} more features have no chart here: nothing large was found of them.</p>`,
            ];
        }),
    ];
}

function isViolated(violated: readonly Finding[], name: string, feature: string): boolean {
    return violated.some((one) => one.name === name && one.feature === feature);
}

function featureFigure(name: string, figures: FeatureFigures, violated: boolean): Markup {
    const { feature, baseline, window } = figures;
    const cells = cellsOf(figures);
    return markup`<figure class="${violated ? "violated" : "calm"}">
<figcaption><b>${named(feature)}</b>${violated ? " drifted" : ""}</figcaption>
${chart(figures, cells)}
${folded("Numbers", [
    facts([
        ["Baseline, values", figure(baseline.present)],
        ["Now, values", figure(window.present)],
        ["Baseline, missing", share(baseline.missing, baseline.present + baseline.missing)],
        ["Now, missing", share(window.missing, window.present + window.missing)],
        ...extremes(figures),
    ]),
    table(`figures ${name} ${feature}`, "Values by " + (figures.kind === "bins" ? "range" : "value"), columns, cells),
])}
</figure>`;
}

function extremes({ kind, type, baseline, window }: FeatureFigures): [string, Part][] {
    if (kind !== "bins") return [];
    const told = (value: number | undefined) => (type === "date" ? dated(value) : figure(value));
    return [
        ["Baseline, least", told(baseline.least)],
        ["Now, least", told(window.least)],
        ["Baseline, mean", told(baseline.mean)],
        ["Now, mean", told(window.mean)],
        ["Baseline, most", told(baseline.most)],
        ["Now, most", told(window.most)],
    ];
}

/** A bin, a value or a category, with how many values of each side it has. */
interface Cell {
    readonly label: Part;
    readonly text: string;
    readonly before: number;
    readonly now: number;
    readonly total: readonly [number, number];
}

const columns: readonly Column<Cell>[] = [
    { title: "Value", cell: ({ label }) => label },
    { title: "Baseline", numeric: true, cell: ({ before }) => figure(before) },
    { title: "Baseline, share", numeric: true, cell: ({ before, total }) => share(before, total[0]) },
    { title: "Now", numeric: true, cell: ({ now }) => figure(now) },
    { title: "Now, share", numeric: true, cell: ({ now, total }) => share(now, total[1]) },
];

function cellsOf(figures: FeatureFigures): Cell[] {
    const { baseline, window, others = 0 } = figures;
    const total = [totalOf(baseline), totalOf(window)] as const;
    const own = baseline.counts.map((before, index): Cell => {
        const { label, text } = labelOf(figures, index);
        return { label, text, before, now: window.counts[index] ?? 0, total };
    });
    const rest = (baseline.rest ?? 0) + (window.rest ?? 0);
    if (rest === 0) return own;
    const label = markup`${figure(others)} others`;
    return [...own, { label, text: `${others} others`, before: baseline.rest ?? 0, now: window.rest ?? 0, total }];
}

function totalOf({ counts, rest = 0 }: FeatureSide): number {
    return counts.reduce((sum, count) => sum + count, rest);
}

function labelOf({ kind, type, edges = [], labels = [], unknown = [] }: FeatureFigures, index: number) {
    const told = (value: number | undefined) => (type === "date" ? dated(value) : figure(value));
    if (kind === "bins") {
        return { label: [told(edges[index]), " to ", told(edges[index + 1])], text: "" };
    }
    const value = labels[index] ?? "";
    const text = typeof value === "number" ? tickText(value, type) : value;
    if (typeof value === "number") return { label: told(value), text };
    return { label: [named(value), unknown[index] && markup` <span class="wait">new</span>`], text };
}

function dated(seconds: number | undefined): Markup | string {
    return seconds === undefined ? "–" : markup`<data value="${seconds}">${tickText(seconds, "date")}</data>`;
}

function chart({ feature, kind, type, edges = [] }: FeatureFigures, cells: readonly Cell[]): Markup {
    const shares = (side: 0 | 1) =>
        cells.map(({ before, now, total }) => (total[side] === 0 ? 0 : (side === 0 ? before : now) / total[side]));
    const compared = {
        title: `${feature}: baseline and now`,
        description: "Shares of the values, baseline beside now. The table below has the numbers.",
        baseline: shares(0),
        window: shares(1),
    };
    if (kind === "bins") return histogram({ ...compared, edges, type });
    return categories({ ...compared, labels: cells.map(({ text }) => text) });
}
