import { violatedName } from "../../contracts/monitoring";
import { escaped } from "../../functions/insights/page/markup";
import { number } from "../terminal/format";
import { timelinePicture } from "./picture";
import type { ReplayReport } from "./report";
import {
    alarmText,
    errorText,
    gainText,
    reactionText,
    settingsText,
    silenceText,
    totalsText,
    trainingText,
} from "./text";
import type { ToldDay } from "./timeline";

/** The timeline and all that stands behind it as one page that asks for nothing else. */
export function replayPage(report: ReplayReport): string {
    const { model, folder, stack, days, totals } = report;
    const title = `Replay of ${model}`;
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
figure { margin: 1rem 0; overflow-x: auto; }
svg { min-width: 36rem; width: 100%; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-top: 1px solid #ddd; white-space: pre-line; }
td:first-child { white-space: nowrap; }
.false { color: #b45309; } .missed { color: #b91c1c; } .true { color: #166534; }
li { overflow-wrap: anywhere; }
</style>
<h1>${escaped(title)}</h1>
<p>${escaped(`${folder}, by the settings of ${stack}${settingsText(report)}.`)} ${escaped(totalsText(totals))}</p>
<figure>${timelinePicture(report)}</figure>
<div class="wide"><table>
<thead><tr><th>Date</th><th>Training</th><th>Rows</th><th>Error</th><th>Alarms</th><th>What came of it</th></tr></thead>
<tbody>
${days.map(row).join("\n")}
</tbody></table></div>
<p>The error of a day is the rmse of its rows once their labels came, and how many times as large it is as that of the versions
on their own test rows. An alarm is false where it has not grown.</p>
<h2>Why</h2>
<ul>
${days.flatMap(reasons).join("\n")}
</ul>
</html>
`;
}

function row(day: ToldDay): string {
    const alarms = day.alarms.map((alarm) => `<div class="${alarm.worth}">${escaped(alarmText(alarm))}</div>`).join("");
    const silence = silenceText(day);
    const came = [
        silence && `<div class="missed">${escaped(silence)}</div>`,
        ...[reactionText(day), day.gain && gainText(day.gain)].map((text) => text && `<div>${escaped(text)}</div>`),
    ];
    const cells = [
        escaped(day.date),
        escaped(day.training ? trainingText(day.training) : ""),
        day.traffic ? number(day.traffic.rows) : "",
        escaped(errorText(day) ?? ""),
        alarms,
        came.filter(Boolean).join(""),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function reasons({ date, training, retraining, monitoring }: ToldDay): string[] {
    const sentences = [
        ...(training?.runs ?? []).map(({ algorithm, reason }) => `${algorithm}: ${reason}`),
        ...(monitoring?.violations ?? []).map((one) => `${violatedName(one)}: ${one.description}`),
        ...(retraining ? [`retraining: ${retraining.reason}`] : []),
        ...(monitoring?.failure ? [`monitor: ${monitoring.failure}`] : []),
    ];
    return sentences.map((sentence) => `<li>${escaped(`${date} ${sentence}`)}</li>`);
}
