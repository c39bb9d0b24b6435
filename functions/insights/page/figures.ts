import { shownNumber } from "../../shared/notices";
import { type Markup, markup } from "./markup";

/**
 * A number for people. The element has it as the data says it, so that a page can be held against its files; every
 * number of a page is one.
 */
export function figure(value: number | null | undefined): Markup | string {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    return markup`<data value="${value}">${shownNumber(value)}</data>`;
}

/** A share of 0 to 1 in percent; of nothing there is no share. */
export function share(part: number, whole: number): Markup | string {
    if (whole === 0) return "–";
    return markup`<data value="${part / whole}">${percent(part / whole)}</data>`;
}

/** `12.3%` */
export function percent(value: number): string {
    return `${(100 * value).toLocaleString("en-US", { maximumFractionDigits: 1 })}%`;
}

/** `3 rows`, `1 row` */
export function counted(value: number, word: string): Markup {
    return markup`${figure(value)} ${word}${value === 1 ? "" : "s"}`;
}

/** A time in UTC. @param iso ISO 8601 */
export function moment(iso: string | undefined): Markup | string {
    if (iso === undefined || Number.isNaN(Date.parse(iso))) return iso ?? "–";
    const utc = new Date(iso).toISOString();
    return markup`<time datetime="${utc}">${utc.slice(0, 16).replace("T", " ")}</time>`;
}

/** `12 s`, `3 min` */
export function lasting(seconds: number | undefined): Markup | string {
    if (seconds === undefined) return "–";
    const shown = seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
    return markup`<data value="${seconds}">${shown}</data>`;
}
