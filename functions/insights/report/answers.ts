import type { AnswerFigures, ToldRows, WorstRow } from "../../../contracts/reports";
import { scatter } from "../charts/course";
import { figure } from "../page/figures";
import { type Markup, markup, named, type Part } from "../page/markup";
import { type Column, folded, table } from "../page/table";
import type { JudgedData, RunData } from "../reading/run";

/** What was true against what was answered; without rows where the reader may not see any, by groups alone. */
export function answersSection(judged: readonly JudgedData[]): Part {
    const told = judged.flatMap(({ figures, rows }) =>
        Object.entries(figures?.answers ?? {}).map(([name, answers]) => ({
            name,
            answers,
            points: rows?.points?.[name],
        })),
    );
    if (told.length === 0) return undefined;
    return markup`<p>Without errors all would be on the dashed line.</p>
<div class="charts">${told.map(({ name, answers, points }) => answersFigure(name, answers, points))}</div>`;
}

function answersFigure(name: string, { sampled, groups }: AnswerFigures, points: Points | undefined): Markup {
    const means = groups.map(({ actual, predicted }) => [actual, predicted] as const);
    return markup`<figure>
<figcaption><b>${named(name)}</b>: ${points ? "a sample of rows" : "means of ten groups of rows"}</figcaption>
${scatter({
    title: `${name}: predicted against actual`,
    description: "What was true across, what was answered upwards. The table below has the means of groups of rows.",
    points: points ?? means,
    radius: points ? 2.5 : 5,
})}
${folded(
    "Numbers",
    table(`answers ${name}`, markup`Groups of ${figure(sampled)} rows, by what was true`, columns, groups),
)}
</figure>`;
}

type Points = NonNullable<ToldRows["points"]>[string];

const columns: readonly Column<AnswerFigures["groups"][number]>[] = [
    { title: "Actual", cell: ({ least, most }) => [figure(least), " to ", figure(most)] },
    { title: "Rows", numeric: true, cell: ({ rows }) => figure(rows) },
    { title: "Actual, mean", numeric: true, cell: ({ actual }) => figure(actual) },
    { title: "Predicted, mean", numeric: true, cell: ({ predicted }) => figure(predicted) },
    { title: "Error, mean", numeric: true, cell: ({ error }) => figure(error) },
];

/** The rows that were answered worst; to those who may not see rows it is said. */
export function worstSection({ judged, withheld }: RunData): Part {
    if (withheld !== undefined) return markup`<p class="wait">${withheld}</p>`;
    const all = judged.flatMap(({ rows }) => rows?.worst ?? []);
    if (all.length === 0) {
        return markup`<p>None is known: rows are told once their ground truth comes (<code>drivetrain monitor --ground-truth</code>).</p>`;
    }
    return [
        markup`<p class="note">Largest errors first. These are rows of people's data: whoever may see captures may see them.</p>`,
        table("worst", "Rows with the largest errors", worstColumns(all), all),
    ];
}

function worstColumns(all: readonly WorstRow[]): Column<WorstRow>[] {
    const names = [...new Set(all.flatMap(({ answers }) => Object.keys(answers)))];
    return [
        { title: "Row", cell: ({ identifier }) => (identifier === null ? "–" : named(identifier)) },
        { title: "Actual", numeric: true, cell: ({ actual }) => figure(actual) },
        ...names.map((name) => ({
            title: name,
            numeric: true,
            cell: ({ answers }: WorstRow) => figure(answers[name]),
        })),
        { title: "Error", numeric: true, cell: ({ error }) => figure(error) },
        { title: "Values", cell: ({ values }) => valuesText(values) },
    ];
}

function valuesText(values: WorstRow["values"]): Part {
    return Object.entries(values).map(([name, value], index) => [
        index > 0 && ", ",
        named(name),
        " ",
        markup`<q>${value ?? ""}</q>`,
    ]);
}
