import type { Judgement } from "../../../contracts/monitoring";
import { course } from "../charts/course";
import { figure, moment } from "../page/figures";
import { type Markup, markup, named, type Part } from "../page/markup";
import { type Column, folded, table } from "../page/table";
import type { DriftRow } from "../reading/history";

/** Features and metrics whose course is shown: first those that drifted last, or most often. */
const mostCourses = 12;

/** How far each feature was from its baseline, and each metric, run by run. */
export function coursesSection(history: readonly DriftRow[]): Part {
    const courses = coursesOf(history);
    if (courses.length === 0) return undefined;
    const shown = courses.slice(0, mostCourses);
    return [
        markup`<p>The dashed line is the threshold; a run beyond it that chance does not explain is red.</p>`,
        markup`<div class="charts">${shown.map(courseFigure)}</div>`,
        shown.length < courses.length &&
            markup`<p class="note">${figure(courses.length - shown.length)} more did not drift as much.</p>`,
    ];
}

interface Course {
    readonly judgement: Judgement;
    readonly name: string;
    readonly feature: string;
    readonly rows: readonly DriftRow[];
}

/** The newest drift first; among the others those that drifted most often, then the farthest. */
function coursesOf(history: readonly DriftRow[]): Course[] {
    const found: Record<string, DriftRow[]> = {};
    for (const row of history) {
        if (row.slice !== "" || row.value === undefined) continue;
        (found[JSON.stringify([row.judgement, row.name, row.feature])] ??= []).push(row);
    }
    const courses = distinct(Object.values(found)).map((rows) => ({ ...(rows[0] as DriftRow), rows }));
    const weight = (one: Course) => [
        violations(one.rows.slice(-1)),
        violations(one.rows),
        Math.abs(one.rows.at(-1)?.value ?? 0) / (Math.abs(one.rows.at(-1)?.threshold ?? 0) || 1),
    ];
    const weighed = courses.map((one) => ({ one, by: weight(one) }));
    weighed.sort(({ by: a }, { by: b }) => a.map((value, index) => (b[index] ?? 0) - value).find(Boolean) ?? 0);
    return weighed.map(({ one }) => one);
}

/** Algorithms that were trained on the same rows have the same course: it is shown once. */
function distinct(courses: readonly DriftRow[][]): DriftRow[][] {
    const seen: Record<string, true> = {};
    return courses.filter((rows) => {
        const key = JSON.stringify(
            rows.map(({ run, judgement, feature, value, threshold }) => [run, judgement, feature, value, threshold]),
        );
        const first = !(key in seen);
        seen[key] = true;
        return first;
    });
}

function violations(rows: readonly DriftRow[]): number {
    return rows.filter((one) => one.violations.length > 0).length;
}

function courseFigure({ judgement, name, feature, rows }: Course): Markup {
    const violated = violations(rows.slice(-1)) > 0;
    const last = rows.at(-1);
    return markup`<figure class="${violated ? "violated" : "calm"}">
<figcaption><b>${named(feature)}</b> by the baseline of ${name}</figcaption>
${course({
    title: `${feature} over time`,
    description: "A value for each run, and the threshold. The table below has the numbers.",
    points: rows.map(({ time, value = 0, violations: found }) => ({ time, value, violated: found.length > 0 })),
    threshold: last?.threshold,
})}
${folded("Numbers", table(`course ${judgement} ${name} ${feature}`, "The newest run first", columns, [...rows].reverse()))}
</figure>`;
}

const columns: readonly Column<DriftRow>[] = [
    { title: "Run", cell: ({ time }) => moment(time) },
    { title: "Value", numeric: true, cell: ({ value }) => figure(value) },
    { title: "Threshold", numeric: true, cell: ({ threshold }) => figure(threshold) },
    { title: "Drifted", cell: ({ violations: found }) => (found.length > 0 ? "yes" : "no") },
];
