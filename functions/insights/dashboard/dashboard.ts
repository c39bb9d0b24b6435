import type { ScoringRecord } from "../../../contracts/records";
import { consoleObjectUrl } from "../../../contracts/reports";
import { counted, figure, lasting, moment } from "../page/figures";
import { type Markup, markup, named, type Part } from "../page/markup";
import { page } from "../page/page";
import { type Column, folded, table } from "../page/table";
import { coursesSection } from "../report/courses";
import type { AlarmView, DashboardData, ModelView, RunView, ServingView } from "./view";

/** All models that a reader may see, as one page. @param madeAt ISO 8601 */
export function dashboardPage({ models, unseen }: DashboardData, madeAt: string): string {
    return page({
        title: "Models",
        kicker: "Drivetrain",
        head:
            models.length === 0
                ? markup`<p class="verdict wait">There is no model to show yet: <code>npx drivetrain up</code> brings one up.</p>`
                : table("models", "All models that these credentials may see", modelColumns, models),
        madeAt,
        sections: [
            ...models.map((model) => ({ id: model.stack, title: model.stack, content: modelSection(model) })),
            {
                id: "not-shown",
                title: "Not shown",
                content: unseen.length > 0 && table("unseen", "Stacks that are not shown", unseenColumns, unseen),
            },
        ],
    });
}

const modelColumns: readonly Column<ModelView>[] = [
    { title: "Stack", cell: ({ stack }) => markup`<a href="#${stack}">${stack}</a>` },
    { title: "Model", cell: ({ model }) => named(model) },
    { title: "Serves", cell: ({ serving }) => serving.map(servesText) },
    {
        title: "Last monitored",
        cell: ({ runs }) => verdictText(runs.find(({ pipeline }) => pipeline === "monitoring")),
    },
    { title: "Alarms", cell: ({ alarms }) => alarmText(alarms) },
];

const unseenColumns: readonly Column<DashboardData["unseen"][number]>[] = [
    { title: "Stack", cell: ({ stack }) => stack },
    { title: "Why", cell: ({ why }) => markup`<q>${why}</q>` },
];

function servesText({ algorithm, version, champion }: ServingView, index: number): Part {
    const what = version === undefined ? (champion ?? "nothing yet") : markup`version ${figure(version)}`;
    return [index > 0 && ", ", algorithm, ": ", what];
}

function verdictText(run: RunView | undefined): Part {
    if (run === undefined) return "never";
    const kind = { calm: "calm", "nothing new": "calm" }[run.result] ?? (run.result === "RUNNING" ? "wait" : "alarm");
    return markup`<span class="${kind}">${run.result.toLowerCase()}</span>, ${moment(run.started)}`;
}

function alarmText(alarms: readonly AlarmView[]): Part {
    const ringing = alarms.filter(({ state }) => state === "ALARM").length;
    if (ringing > 0) return markup`<span class="alarm">${figure(ringing)} of ${figure(alarms.length)}</span>`;
    return markup`none of ${figure(alarms.length)}`;
}

function modelSection(view: ModelView): Markup {
    const { stack, model, stage, serving, runs, history, batches, alarms, lacks, region } = view;
    return markup`<p>Model ${named(model)} at the stage <code>${stage}</code>, in <code>${region}</code>.</p>
${lacks.map((lack) => markup`<p class="wait"><q>${lack}</q></p>`)}
<h3>What serves</h3>
${table(`${stack} serving`, "By algorithm", servingColumns, serving)}
<h3>Last runs</h3>
${
    runs.length === 0
        ? markup`<p>Nothing has run yet: <code>npx drivetrain train</code> starts the first training.</p>`
        : table(`${stack} runs`, "The newest first", runColumns(region), runs)
}
<h3>Drift over time</h3>
${coursesSection(history) ?? markup`<p>Nothing was judged yet.</p>`}
<h3>Batches</h3>
${
    batches.length === 0
        ? markup`<p>No file was scored yet.</p>`
        : table(`${stack} batches`, "The last files that were scored, the newest first", batchColumns, batches)
}
<h3>Alarms</h3>
${alarmsTable(stack, alarms)}`;
}

const servingColumns: readonly Column<ServingView>[] = [
    { title: "Algorithm", cell: ({ algorithm }) => algorithm },
    {
        title: "Version",
        numeric: true,
        cell: ({ version, waiting }) => [
            figure(version),
            waiting !== undefined && [markup`; ${figure(waiting)} waits for approval`],
        ],
    },
    { title: "Model", cell: ({ champion }) => (champion ? markup`<code>${champion}</code>` : "none yet") },
    { title: "Since", cell: ({ since }) => moment(since) },
    { title: "Endpoint", cell: ({ endpoint: { name, status } }) => [markup`<code>${name}</code>`, `: ${status}`] },
    { title: "Gate", cell: gateText },
    { title: "Comparison", cell: comparisonText },
    { title: "Why", cell: ({ reason }) => (reason ? markup`<q>${reason}</q>` : "–") },
];

function gateText({ gate }: ServingView): Part {
    if (!gate) return "–";
    return [gate.name, " ", figure(gate.value), ", at most ", figure(gate.threshold)];
}

function comparisonText({ comparison }: ServingView): Part {
    if (!comparison) return "–";
    const { metric, rows, challenger, champion, r2 } = comparison;
    const before = champion === null ? ", the first one" : [", before it ", figure(champion)];
    const explained = r2 === null ? "" : [", R² ", figure(r2)];
    return [metric, " ", figure(challenger), before, explained, " on ", counted(rows, "test row")];
}

function runColumns(region: string): readonly Column<RunView>[] {
    return [
        { title: "Started", cell: ({ started }) => moment(started) },
        { title: "Pipeline", cell: ({ pipeline }) => pipeline },
        { title: "Result", cell: ({ result }) => result.toLowerCase() },
        { title: "Time", numeric: true, cell: ({ seconds }) => lasting(seconds) },
        { title: "Why", cell: ({ reason }) => (reason ? markup`<q>${reason}</q>` : "–") },
        {
            title: "Report",
            cell: ({ report }) =>
                report === undefined ? "–" : markup`<a href="${consoleObjectUrl(report, region)}">report</a>`,
        },
    ];
}

const batchColumns: readonly Column<ScoringRecord>[] = [
    { title: "Started", cell: ({ started_at }) => moment(started_at) },
    { title: "File", cell: ({ source }) => markup`<code>${source.split("/").at(-1)}</code>` },
    { title: "Rows", numeric: true, cell: ({ input }) => figure(input) },
    { title: "Scored", numeric: true, cell: ({ output }) => figure(output) },
    { title: "Set aside", numeric: true, cell: ({ quarantined }) => figure(quarantined) },
    {
        title: "By",
        cell: ({ algorithms }) => algorithms.map(({ algorithm }) => algorithm).join(", "),
    },
    { title: "Result", cell: ({ result }) => markup`<code>${result}</code>` },
];

const alarmColumns: readonly Column<AlarmView>[] = [
    { title: "Alarm", cell: ({ name }) => markup`<code>${name}</code>` },
    {
        title: "State",
        cell: ({ state }) => markup`<span class="${alarmKinds[state] ?? "wait"}">${state.toLowerCase()}</span>`,
    },
    { title: "Since", cell: ({ since }) => moment(since) },
    { title: "Why", cell: ({ reason }) => (reason ? markup`<q>${reason}</q>` : "–") },
];

const alarmKinds: Readonly<Record<string, string>> = { OK: "calm", ALARM: "alarm" };

/** Those that ring stand open, the others are folded. */
function alarmsTable(stack: string, alarms: readonly AlarmView[]): Part {
    const ringing = alarms.filter(({ state }) => state === "ALARM");
    const quiet = alarms.filter(({ state }) => state !== "ALARM");
    return [
        ringing.length === 0
            ? markup`<p class="calm">No alarm rings.</p>`
            : table(`${stack} ringing`, "Alarms that ring", alarmColumns, ringing),
        quiet.length > 0 &&
            folded(
                counted(quiet.length, "quiet alarm"),
                table(`${stack} quiet`, "They do not ring", alarmColumns, quiet),
            ),
    ];
}
