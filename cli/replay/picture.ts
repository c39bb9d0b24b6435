import { escaped } from "../../functions/insights/page/markup";
import { number } from "../terminal/format";
import type { ReplayReport } from "./report";
import type { ToldDay } from "./timeline";

const size = { width: 880, left: 110, right: 20, top: 20, error: 190, lane: 26 } as const;

/** Colours that stand apart for people who see few. */
const colours = {
    error: "#2563a8",
    reference: "#9ca3af",
    true: "#166534",
    false: "#d97706",
    open: "#9ca3af",
    missed: "#b91c1c",
    promoted: "#166534",
    rejected: "#6b7280",
} as const;

/** The history as an SVG: errors over time, below them what drifted, what each alarm was worth, and what was trained. */
export function timelinePicture({ days, target, model }: ReplayReport): string {
    const features = [...new Set(days.flatMap(({ alarms }) => alarms).flatMap(({ what }) => what))];
    const lanes = [...features, "training"];
    const bottom = size.top + size.error + lanes.length * size.lane + 16;
    const height = bottom + 34;
    const x = placesOf(days);
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
        `<title>${escaped(`What happened to ${model}`)}</title>`,
        `<rect width="${size.width}" height="${height}" fill="white"/>`,
        ...days.map((day, place) => dateMark(day, x(place), bottom)),
        ...errorLines(days, x, target),
        ...lanes.map((name, lane) => laneText(name, laneY(lane))),
        ...days.flatMap((day, place) => [
            ...features.flatMap((feature, lane) => alarmMark(day, feature, x(place), laneY(lane))),
            ...trainingMarks(day, x(place), laneY(lanes.length - 1)),
        ]),
        legend(height - 8),
        `</svg>`,
    ].join("\n");
}

/** By the calendar, so that a pause is seen. */
function placesOf(days: readonly ToldDay[]): (place: number) => number {
    const times = days.map(({ date }) => Date.parse(date));
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    const inner = size.width - size.left - size.right - 40;
    return (place) =>
        size.left + 20 + (last === first ? inner / 2 : (inner * (times[place]! - first)) / (last - first));
}

function laneY(lane: number): number {
    return size.top + size.error + 24 + lane * size.lane;
}

function dateMark({ date }: ToldDay, x: number, bottom: number): string {
    const at = x.toFixed(1);
    return (
        `<line x1="${at}" y1="${size.top}" x2="${at}" y2="${bottom - 12}" stroke="#eee"/>` +
        `<text x="${at}" y="${bottom + 2}" text-anchor="middle">${date.slice(5)}</text>`
    );
}

/** The day's rmse, and what was to be expected by the versions that served. */
function errorLines(days: readonly ToldDay[], x: (place: number) => number, target: string): string[] {
    const known = days.flatMap(({ error, date, silence }, place) =>
        error && error.rmse !== null && error.ratio !== null
            ? [{ date, rmse: error.rmse, expected: error.rmse / error.ratio, x: x(place), silence, ratio: error.ratio }]
            : [],
    );
    const greatest = Math.max(...known.flatMap(({ rmse, expected }) => [rmse, expected]), Number.MIN_VALUE);
    const y = (value: number) => size.top + size.error - ((size.error - 10) * value) / greatest;
    const points = (of: (one: (typeof known)[number]) => number) =>
        known.map((one) => `${one.x.toFixed(1)},${y(of(one)).toFixed(1)}`).join(" ");
    return [
        `<text x="4" y="${size.top + 12}">rmse of</text><text x="4" y="${size.top + 27}">${escaped(target)}</text>`,
        ...[0, 0.5, 1].map(
            (share) =>
                `<text x="${size.left - 6}" y="${(y(share * greatest) + 4).toFixed(1)}" text-anchor="end" fill="#555">${number(Math.round(share * greatest))}</text>`,
        ),
        `<line x1="${size.left}" y1="${y(0)}" x2="${size.width - size.right}" y2="${y(0)}" stroke="#999"/>`,
        `<polyline points="${points(({ expected }) => expected)}" fill="none" stroke="${colours.reference}" stroke-dasharray="5 4"/>`,
        `<polyline points="${points(({ rmse }) => rmse)}" fill="none" stroke="${colours.error}" stroke-width="2"/>`,
        ...known.map(
            ({ x, rmse, ratio, date, silence }) =>
                `<circle cx="${x.toFixed(1)}" cy="${y(rmse).toFixed(1)}" r="4" fill="${silence ? colours.missed : colours.error}">` +
                `<title>${date}: ${number(Math.round(rmse))}, ${ratio.toFixed(2)} times as expected${silence ? `, ${silence}` : ""}</title></circle>`,
        ),
    ];
}

function laneText(name: string, y: number): string {
    const shown = name.length > 15 ? `${name.slice(0, 14)}…` : name;
    return `<text x="4" y="${y + 4}">${escaped(shown)}<title>${escaped(name)}</title></text>`;
}

function alarmMark({ date, alarms }: ToldDay, feature: string, x: number, y: number): string[] {
    return alarms
        .filter(({ what }) => what.includes(feature))
        .map(
            ({ worth }) =>
                `<rect x="${(x - 7).toFixed(1)}" y="${y - 7}" width="14" height="14" rx="3" fill="${colours[worth]}">` +
                `<title>${escaped(`${date} ${feature}: ${worth === "open" ? "no label tells" : `a ${worth} alarm`}`)}</title></rect>`,
        );
}

/** One mark an algorithm, side by side. */
function trainingMarks({ date, training }: ToldDay, x: number, y: number): string[] {
    const runs = training?.runs ?? [];
    return runs.map(({ algorithm, verdict }, place) => {
        const at = x + (place - (runs.length - 1) / 2) * 16;
        const colour = verdict === "promoted" ? colours.promoted : colours.rejected;
        const shape = `${at.toFixed(1)},${y - 8} ${(at + 7).toFixed(1)},${y + 6} ${(at - 7).toFixed(1)},${y + 6}`;
        return `<polygon points="${shape}" fill="${colour}"><title>${escaped(`${date} ${algorithm}: ${verdict}`)}</title></polygon>`;
    });
}

function legend(y: number): string {
    const entries = [
        ["error", "error"],
        ["reference", "expected"],
        ["missed", "error grew untold"],
        ["true", "true, promoted"],
        ["false", "false alarm"],
        ["rejected", "rejected"],
    ] as const;
    const width = (size.width - size.left) / entries.length;
    return entries
        .map(([colour, words], place) => {
            const x = size.left + place * width;
            return `<rect x="${x.toFixed(1)}" y="${y - 9}" width="10" height="10" fill="${colours[colour]}"/><text x="${(x + 14).toFixed(1)}" y="${y}" font-size="11">${words}</text>`;
        })
        .join("");
}
