import { type Markup, markup, type Part } from "../page/markup";
import { label, picture, width } from "./picture";
import { linearScale, type Scale, tickText } from "./scale";

/** A value of a run. */
export interface CoursePoint {
    /** ISO 8601. */
    readonly time: string;
    readonly value: number;
    readonly violated: boolean;
}

export interface CourseArgs {
    readonly title: string;
    readonly description: string;
    /** In the order of time. */
    readonly points: readonly CoursePoint[];
    /** What is too much. */
    readonly threshold?: number;
}

const height = 130;
const bottom = 18;
const left = 40;

/** A value over time, run by run, with its threshold. */
export function course({ title, description, points, threshold }: CourseArgs): Markup {
    const times = points.map(({ time }) => Date.parse(time));
    const values = [...points.map(({ value }) => value), ...(threshold === undefined ? [] : [threshold])];
    const x = linearScale(rangeOf(times), [left + 4, width - 10]);
    const [least, most] = rangeOf(values);
    const y = linearScale([Math.min(0, least), most], [height - bottom, 10]);
    const places = points.map(({ value, violated }, index) => ({
        violated,
        x: x.at(times[index] ?? 0),
        y: y.at(value),
    }));
    return picture(height, title, description, [
        axis(y),
        threshold !== undefined &&
            markup`<line class="limit" x1="${left}" y1="${y.at(threshold)}" x2="${width - 8}" y2="${y.at(threshold)}"/>`,
        markup`<polyline class="path" points="${places.map((one) => `${one.x},${one.y}`).join(" ")}"/>`,
        places.map(
            (one) => markup`<circle class="${one.violated ? "violated" : "now"}" cx="${one.x}" cy="${one.y}" r="3"/>`,
        ),
        label({ x: left, y: height - 4, text: points[0]?.time.slice(0, 10) ?? "" }),
        points.length > 1 &&
            label({ x: width - 8, y: height - 4, text: points.at(-1)?.time.slice(0, 10) ?? "", anchor: "end" }),
    ]);
}

/** What was true across, what was answered upwards: a model without errors has all on the dashed line. */
export function scatter(args: {
    readonly title: string;
    readonly description: string;
    readonly points: readonly (readonly [number, number])[];
    /** What stands for many rows is drawn larger. */
    readonly radius: number;
}): Markup {
    const tall = 300;
    const [least, most] = rangeOf(args.points.flat());
    const x = linearScale([least, most], [left + 4, width - 10]);
    const y = linearScale([least, most], [tall - 34, 10]);
    return picture(tall, args.title, args.description, [
        axis(y),
        x.ticks.map((tick) => label({ x: x.at(tick), y: tall - 18, text: tickText(tick), anchor: "middle" })),
        label({ x: width / 2, y: tall - 4, text: "actual (upwards: predicted)", anchor: "middle" }),
        markup`<line class="even" x1="${x.at(least)}" y1="${y.at(least)}" x2="${x.at(most)}" y2="${y.at(most)}"/>`,
        args.points.map(
            ([actual, predicted]) =>
                markup`<circle class="point" cx="${x.at(actual)}" cy="${y.at(predicted)}" r="${args.radius}"/>`,
        ),
    ]);
}

function axis(y: Scale): Part {
    return y.ticks.map((tick) => [
        markup`<line class="axis" x1="${left}" y1="${y.at(tick)}" x2="${width - 8}" y2="${y.at(tick)}"/>`,
        label({ x: left - 4, y: y.at(tick) + 4, text: tickText(tick), anchor: "end" }),
    ]);
}

/** The least and the most of numbers; a thousand of them are too many for arguments. */
function rangeOf(values: readonly number[]): readonly [number, number] {
    if (values.length === 0) return [0, 1];
    return [
        values.reduce((least, value) => Math.min(least, value), Infinity),
        values.reduce((most, value) => Math.max(most, value), -Infinity),
    ];
}
