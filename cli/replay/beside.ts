import { number } from "../terminal/format";
import { type Cell, table } from "../terminal/table";
import type { ReplayReport } from "./report";
import { alarmText, errorText, settingsText, trainingText } from "./text";
import type { ToldDay, Totals } from "./timeline";

const measures: readonly (readonly [string, (totals: Totals) => Cell])[] = [
    ["true alarms", ({ trueAlarms }) => trueAlarms],
    ["false alarms", ({ falseAlarms }) => falseAlarms],
    ["alarms without labels", ({ openAlarms }) => openAlarms],
    ["missed", ({ missed }) => missed],
    ["late", ({ late }) => late],
    ["retrainings", ({ retrainings }) => retrainings],
    ["versions promoted", ({ promoted }) => promoted],
    ["versions rejected", ({ rejected }) => rejected],
    ["rmse of all labelled rows", ({ rmse }) => (rmse === null ? undefined : number(Math.round(rmse)))],
];

/** Two replays beside each other: what they come to, and the days on which they differ. */
export function besideText(now: ReplayReport, earlier: ReplayReport): string {
    const dates = [...new Set([...earlier.days, ...now.days].map(({ date }) => date))].sort();
    const find = ({ days }: ReplayReport, date: string) => days.find((day) => day.date === date);
    const different = dates
        .map((date) => [date, cell(find(earlier, date)), cell(find(now, date))] as const)
        .filter(([, one, other]) => one !== other);
    return [
        `Earlier: ${nameOf(earlier)}`,
        `Now: ${nameOf(now)}`,
        table(
            ["", "earlier", "now"],
            measures.map(([name, of]) => [name, of(earlier.totals), of(now.totals)]),
        ),
        ...(different.length === 0
            ? ["No day differs."]
            : [
                  table(
                      ["date", "earlier", "now"],
                      different.map((row) => [...row]),
                  ),
              ]),
    ].join("\n");
}

function nameOf(report: ReplayReport): string {
    return `${report.folder} by the settings of ${report.stack}${settingsText(report)}`;
}

function cell(day: ToldDay | undefined): string {
    if (day === undefined) return "";
    return [
        day.training && trainingText(day.training),
        ...day.alarms.map(alarmText),
        day.silence,
        day.retraining && `retraining ${day.retraining.outcome}`,
        errorText(day),
    ]
        .filter(Boolean)
        .join("\n");
}
