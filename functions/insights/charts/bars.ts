import { percent } from "../page/figures";
import { type Markup, markup } from "../page/markup";
import { cut, label, picture, width } from "./picture";
import { linearScale, rounded, tickText } from "./scale";

/** Two distributions over the same bins or labels, as shares of each one's values. */
export interface Compared {
    readonly title: string;
    readonly description: string;
    readonly baseline: readonly number[];
    readonly window: readonly number[];
}

const left = 34;
const bottom = 18;

/** Bins side by side, of numbers: a pair of bars stands between two edges. */
export function histogram(args: Compared & { readonly edges: readonly number[]; readonly type: string }): Markup {
    const { edges, baseline, window } = args;
    const height = 150;
    const x = linearScale([edges[0] ?? 0, edges.at(-1) ?? 1], [left, width - 8]);
    const y = linearScale([0, highest([...baseline, ...window])], [height - bottom, 8]);
    const bar = (kind: string, index: number, value: number, from: number, to: number) => {
        const [start, end] = [x.at(edges[index] ?? 0), x.at(edges[index + 1] ?? 0)];
        const [begin, wide] = [start + (end - start) * from, (end - start) * (to - from)];
        return rectangle(kind, [begin, y.at(value)], [wide, y.at(0) - y.at(value)]);
    };
    return picture(height, args.title, args.description, [
        y.ticks.map((tick) => [
            line([left, y.at(tick)], [width - 8, y.at(tick)]),
            label({ x: left - 4, y: y.at(tick) + 4, text: percent(tick), anchor: "end" }),
        ]),
        baseline.map((value, index) => bar("before", index, value, 0.06, 0.5)),
        window.map((value, index) => bar("now", index, value, 0.5, 0.94)),
        ends(edges, args.type).map(({ at, anchor }) =>
            label({ x: x.at(at), y: height - 4, text: tickText(at, args.type), anchor }),
        ),
    ]);
}

/** Bars below each other, of categories: their names have room. */
export function categories(args: Compared & { readonly labels: readonly string[] }): Markup {
    const { labels, baseline, window } = args;
    const [row, start] = [26, 112];
    const height = labels.length * row + 4;
    const x = linearScale([0, highest([...baseline, ...window])], [start, width - 40]);
    return picture(height, args.title, args.description, [
        labels.map((name, index) => {
            const [before, now] = [baseline[index] ?? 0, window[index] ?? 0];
            const top = index * row + 2;
            return [
                label({ x: start - 6, y: top + 15, text: cut(name, 16), anchor: "end" }),
                rectangle("before", [start, top + 2], [x.at(before) - start, 9]),
                rectangle("now", [start, top + 12], [x.at(now) - start, 9]),
            ];
        }),
        line([start, 0], [start, height]),
    ]);
}

/** Numbers of few are told at both ends; of many in the middle, too. */
function ends(edges: readonly number[], type: string) {
    const [first = 0, middle = 0, last = 0] = [edges[0], edges[Math.floor(edges.length / 2)], edges.at(-1)];
    const outer = [
        { at: first, anchor: "start" as const },
        { at: last, anchor: "end" as const },
    ];
    return type === "date" ? outer : [...outer, { at: middle, anchor: "middle" as const }];
}

function highest(values: readonly number[]): number {
    return values.reduce((most, value) => Math.max(most, value), 0) || 1;
}

function rectangle(kind: string, [x, y]: readonly [number, number], [wide, high]: readonly [number, number]): Markup {
    return markup`<rect class="${kind}" x="${rounded(x)}" y="${rounded(y)}" width="${rounded(Math.max(0, wide))}" height="${rounded(Math.max(0, high))}"/>`;
}

function line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): Markup {
    return markup`<line class="axis" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}
