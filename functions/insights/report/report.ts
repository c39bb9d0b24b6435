import { consoleExecutionUrl, type RunJobs } from "../../../contracts/reports";
import { figure, lasting, moment } from "../page/figures";
import { type Markup, markup, named, type Part } from "../page/markup";
import { page } from "../page/page";
import { facts, table } from "../page/table";
import type { RunData } from "../reading/run";
import { answersSection, worstSection } from "./answers";
import { coursesSection } from "./courses";
import { distributionsSection } from "./distributions";
import { findingsSection, judgementTitles, violatedIn } from "./findings";

/** The report of a monitoring run, as one page. @param madeAt ISO 8601 */
export function reportPage(run: RunData, madeAt: string): string {
    const { model, request, judged, history } = run;
    return page({
        title: model,
        kicker: "Drift report",
        head: headOf(run),
        madeAt,
        sections: [
            { id: "drifted", title: "What drifted", content: judged.map(findingsSection) },
            { id: "distributions", title: "Baseline against now", content: some(judged.map(distributionsSection)) },
            { id: "time", title: "Drift over time", content: coursesSection(history) },
            { id: "answers", title: "Predicted against actual", content: answersSection(judged) },
            { id: "worst", title: "The worst rows", content: worstSection(run) },
            { id: "jobs", title: "The run and its jobs", content: jobsSection(request) },
        ],
    });
}

function some(parts: readonly Part[]): Part {
    const there = parts.filter((part) => part !== undefined);
    return there.length > 0 ? there : undefined;
}

function headOf({ request, judged }: RunData): Markup {
    const violated = violatedIn(judged);
    const { counts } = request;
    return markup`${
        violated.length === 0
            ? markup`<p class="verdict calm">Calm: nothing drifted.</p>`
            : markup`<p class="verdict alarm">Drifted: ${violated.slice(0, 20).map((name, index) => [index > 0 && ", ", named(name)])}${
                  violated.length > 20 && markup` and ${figure(violated.length - 20)} more`
              }</p>`
    }
${facts([
    ["Run", moment(request.startedAt)],
    ["Rows", figure(counts.rows)],
    ["Labels that came", figure(counts.labelled)],
    ["Waiting for labels", figure(counts.pending)],
    ["Broken lines", figure(counts.brokenLines)],
    ["Judged", request.judgements.map((one) => judgementTitles[one].toLowerCase()).join("; ")],
])}`;
}

function jobsSection({ executionArn, location, window, models, jobs }: RunData["request"]): Part {
    return [
        markup`<p><a href="${consoleExecutionUrl(executionArn)}">The run in AWS's console</a> (it asks you to sign in)</p>`,
        table("jobs", "Jobs", jobColumns, jobRows(jobs)),
        table(
            "versions",
            "The versions that served",
            [
                { title: "Algorithm", cell: ({ algorithm }) => algorithm },
                { title: "Model package", cell: ({ modelPackageArn }) => markup`<code>${modelPackageArn}</code>` },
                { title: "Baseline", cell: ({ baseline }) => markup`<code>${baseline}</code>` },
            ],
            models,
        ),
        facts([
            ["Files", markup`<code>${location}/</code>`],
            ["Rows of the window", markup`<code>${window}</code>`],
            ["Execution", markup`<code>${executionArn}</code>`],
        ]),
    ];
}

interface JobRow {
    readonly does: string;
    readonly name?: string;
    readonly seconds?: number;
    readonly message?: string;
}

const jobColumns = [
    { title: "Does", cell: ({ does }: JobRow) => does },
    { title: "Job", cell: ({ name }: JobRow) => (name ? markup`<code>${name}</code>` : "–") },
    { title: "Time", numeric: true, cell: ({ seconds }: JobRow) => lasting(seconds) },
    { title: "Says", cell: ({ message }: JobRow) => (message ? markup`<q>${message}</q>` : "–") },
];

function jobRows({ consolidation, analyses }: RunJobs): JobRow[] {
    const { name, run, seconds } = consolidation;
    return [
        { does: "Brings the rows together", name: run ? `${name} ${run}` : name, seconds },
        ...analyses.map(({ judgement, name, startedAt, endedAt, message }) => ({
            does: `Judges: ${judgementTitles[judgement].toLowerCase()}`,
            name,
            seconds: startedAt && endedAt ? (endedAt - startedAt) / 1000 : undefined,
            message,
        })),
    ];
}
