import { escaped } from "../../functions/insights/page/markup";
import type { Regression } from "../../functions/training/regression";
import { number } from "../terminal/format";

/** More points cover each other, and make a file that no browser likes. */
const mostPoints = 3000;
const size = 640;
const margin = 80;
const inner = size - 2 * margin;

/** Predicted against actual values as an SVG that needs nothing else: a good model's points lie on the line. */
export function predictedAgainstActual({ labels, predictions }: Regression, title: string, subtitle: string): string {
    const every = Math.ceil(labels.length / mostPoints);
    const rows = Array.from(labels.keys()).filter((row) => row % every === 0);
    const [low, high] = rangeOf([...labels, ...predictions]);
    const x = (value: number) => margin + (inner * (value - low)) / (high - low);
    const y = (value: number) => size - x(value);
    const points = rows.map((row) => {
        const [actual = 0, predicted = 0] = [labels[row], predictions[row]];
        return `<circle cx="${x(actual).toFixed(1)}" cy="${y(predicted).toFixed(1)}" r="3"/>`;
    });
    const ticks = [0, 1, 2, 3, 4].map((step) => low + ((high - low) * step) / 4);
    const [start, end] = [margin, size - margin];
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" font-family="sans-serif" font-size="12">`,
        `<rect width="${size}" height="${size}" fill="white"/>`,
        `<text x="${size / 2}" y="30" text-anchor="middle" font-size="18">${escaped(title)}</text>`,
        `<text x="${size / 2}" y="52" text-anchor="middle" fill="#555">${escaped(subtitle)}</text>`,
        `<rect x="${start}" y="${start}" width="${inner}" height="${inner}" fill="none" stroke="#999"/>`,
        `<line x1="${start}" y1="${end}" x2="${end}" y2="${start}" stroke="#c33" stroke-dasharray="6 4"/>`,
        ...ticks.flatMap((tick) => [
            `<text x="${x(tick)}" y="${end + 18}" text-anchor="middle">${number(tick)}</text>`,
            `<text x="${start - 6}" y="${y(tick) + 4}" text-anchor="end">${number(tick)}</text>`,
        ]),
        `<text x="${size / 2}" y="${size - 30}" text-anchor="middle">actual</text>`,
        `<text transform="translate(20 ${size / 2}) rotate(-90)" text-anchor="middle">predicted</text>`,
        `<g fill="#2563a8" fill-opacity="0.45">`,
        ...points,
        `</g>`,
        `</svg>`,
        ``,
    ].join("\n");
}

/** Both axes have one scale, a little wider than the values. */
function rangeOf(values: readonly number[]): readonly [number, number] {
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const pad = (high - low || Math.abs(high) || 1) / 50;
    return [low - pad, high + pad];
}
