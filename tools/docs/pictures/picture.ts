import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { timelinePicture } from "../../../cli/replay/picture";
import type { ReplayReport } from "../../../cli/replay/report";
import { dashboardPage } from "../../../functions/insights/dashboard/dashboard";
import { reportPage } from "../../../functions/insights/report/report";
import { sampleDashboard, sampleRun } from "./sample";

const docs = join(__dirname, "..", "..", "..", "docs");
/** What the shipped history came to with `--set retrain.on=both`: the `replay.json` of a real replay. */
const replay = join(__dirname, "replay.json");
const madeAt = "2026-01-24T06:05:00Z";
const width = 900;

/** The pictures of docs/, by their paths: in SVG, so that they are text and can be read in a diff. */
export function pictures(): Readonly<Record<string, string>> {
    return {
        [join(docs, "pictures", "report.svg")]: pictureOf(reportPage(sampleRun, madeAt), 2400),
        [join(docs, "pictures", "dashboard.svg")]: pictureOf(dashboardPage(sampleDashboard, madeAt), 1900),
        [join(docs, "replay.svg")]: `${timelinePicture(JSON.parse(readFileSync(replay, "utf8")) as ReplayReport)}\n`,
    };
}

/** Writes them. */
export function writePictures(): void {
    for (const [path, content] of Object.entries(pictures())) writeFileSync(path, content);
}

/** Those that are not as the pages are now. */
export function stalePictures(): string[] {
    return Object.entries(pictures()).flatMap(([path, content]) =>
        readFileSync(path, "utf8") === content ? [] : [path],
    );
}

/** A page as a picture: HTML stands in SVG as XML, which its tags are. */
function pictureOf(page: string, height: number): string {
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const [, body = ""] = /<body>(.*)<\/body>/s.exec(page) ?? [];
    // Of the picture's own: what follows the page's rules wins.
    const own = "#page { padding: 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 sans-serif; }";
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<foreignObject width="${width}" height="${height}">
<div xmlns="http://www.w3.org/1999/xhtml" id="page">
<style>${style.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}${own} #page { min-height: ${height}px; }</style>
${withNamespaces(body)}
</div>
</foreignObject>
</svg>
`;
}

function withNamespaces(body: string): string {
    return body.replaceAll("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');
}
