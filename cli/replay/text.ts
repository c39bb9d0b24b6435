import { count, duration, number } from "../terminal/format";
import { type Cell, table, wrapped } from "../terminal/table";
import type { ReplayReport } from "./report";
import type { Alarm, SeenTraining, ToldDay, Totals, TrainingGain } from "./timeline";

/** What happened day by day, and what it comes to, as people read it. */
export function replayText(report: ReplayReport): string {
    const { days, totals, seconds } = report;
    const head = ["date", "training", "asked", "error", "alarms", "what came of it"];
    return [
        table(head, days.map(dayRow)),
        ...days.flatMap(reasons),
        `${report.model} by the settings of ${report.stack}${settingsText(report)}: ${totalsText(totals)}`,
        `Replayed in ${duration(seconds)}.`,
    ].join("\n");
}

/** `, with monitoring.threshold=0.2` */
export function settingsText({ settings }: Pick<ReplayReport, "settings">): string {
    return settings.length === 0 ? "" : `, with ${settings.join(", ")}`;
}

function dayRow(day: ToldDay): Cell[] {
    return [
        day.date,
        day.training && trainingText(day.training),
        day.traffic && number(day.traffic.rows),
        errorText(day),
        day.alarms.map(alarmText).join("\n") || judgedText(day),
        [silenceText(day), reactionText(day), day.gain && gainText(day.gain)].filter(Boolean).join("\n") || undefined,
    ];
}

export function trainingText({ runs, cause, data }: SeenTraining): string {
    const lines = runs.map(({ algorithm, verdict }) => `${algorithm} ${verdict}`);
    return [...lines, ...(cause === "drift" ? [`by drift, data of ${data}`] : [])].join("\n");
}

/** `4,120: 2.3 x` */
export function errorText({ error }: ToldDay): string | undefined {
    if (error === undefined) return undefined;
    if (error.rmse === null || error.ratio === null) return "no label";
    const ratio = `${error.ratio.toFixed(2)} x`;
    return `${number(Math.round(error.rmse))}: ${ratio}${error.error === "grew" ? ", grew" : error.error === "unknown" ? ", few" : ""}`;
}

/** `false: mileage` */
export function alarmText({ of, what, worth }: Alarm): string {
    const names = `${what.join(", ")}${of === "model" ? " (error)" : ""}`;
    return wrapped(`${worth === "open" ? "no label yet" : worth}: ${names}`, 40);
}

function judgedText({ monitoring }: ToldDay): string | undefined {
    return (
        monitoring &&
        (monitoring.verdict === "calm" ? "none" : monitoring.verdict === "drifted" ? "" : monitoring.verdict)
    );
}

export function silenceText({ silence }: ToldDay): string | undefined {
    if (silence === "missed") return "missed: the error grew, no alarm";
    return silence && "late: the error grew, its labels told";
}

export function reactionText({ retraining }: ToldDay): string | undefined {
    return (
        retraining && (retraining.outcome === "started" ? "retraining started" : `no retraining: ${retraining.outcome}`)
    );
}

/** `gained 62 %: 6,100 to 2,300 on 500 rows` */
export function gainText({ share, before, after, rows, real }: TrainingGain): string {
    const percent = `${Math.abs(Math.round(100 * share))} %`;
    const word = share >= 0 ? (real ? "gained" : "would have gained") : real ? "lost" : "would have lost";
    const [from, to] = [before, after].map((error) => number(Math.round(error)));
    return wrapped(`${word} ${percent}: ${from} to ${to} on ${number(rows)} rows`, 40);
}

/** Why each version was promoted or rejected, and why drift started nothing. */
function reasons({ date, training, retraining, monitoring }: ToldDay): string[] {
    return [
        ...(training?.runs ?? []).map(({ algorithm, reason }) => `${date} ${algorithm}: ${reason}`),
        ...(retraining ? [`${date} retraining: ${retraining.reason}`] : []),
        ...(monitoring?.verdict === "failed" ? [`${date} monitor: ${monitoring.failure}`] : []),
    ];
}

export function totalsText(totals: Totals): string {
    const { judged, alarms, trueAlarms, falseAlarms, openAlarms, missed, late, retrainings } = totals;
    const open = openAlarms > 0 ? `, ${openAlarms} of which no label tells` : "";
    return (
        `${count(alarms, "alarm")} on ${count(judged, "day")} (${trueAlarms} true, ${falseAlarms} false${open}), ${missed} missed, ${late} ` +
        `late, ${count(retrainings, "retraining")}${totals.rmse === null ? "" : `, rmse ${number(Math.round(totals.rmse))} over ${number(totals.labelled)} rows`}.`
    );
}
