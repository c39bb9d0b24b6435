import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import type { AnalysisReport, Judgement } from "../../../contracts/monitoring";
import type { Figures, ToldRows } from "../../../contracts/reports";
import { dashboardPage } from "../../../functions/insights/dashboard/dashboard";
import { driftRows, readHistory } from "../../../functions/insights/reading/history";
import { readRun } from "../../../functions/insights/reading/run";
import { reportPage } from "../../../functions/insights/report/report";
import { sampleDashboard, sampleRun } from "../../../tools/docs/pictures/sample";
import { openBrowser } from "../../support/browser";
import { FolderObjects } from "../shared/folderObjects";
import { FolderListing } from "./folderListing";
import { lastRun, recordRuns, requestOf } from "./recorded";

const madeAt = "2026-01-04T06:05:00Z";

/** What the browser sees of a table: the numbers of each row, by the titles of their columns. */
type Seen = Readonly<Record<string, readonly Readonly<Record<string, readonly number[]>>[]>>;

describe("the pages, in a real browser", function () {
    let folder: string;
    let browser: Browser;
    let pages: Readonly<Record<"report" | "dashboard" | "empty" | "withheld", string>>;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "pages-"));
        recordRuns(folder);
        const services = { listing: new FolderListing(folder), objects: new FolderObjects(folder) };
        const history = await readHistory(services, "artifacts", 60);
        const [cars, homes] = sampleDashboard.models;
        assert.ok(cars && homes);
        const file = (name: string, content: string) => {
            writeFileSync(join(folder, name), content);
            return pathToFileURL(join(folder, name)).href;
        };
        pages = {
            report: file("report.html", reportPage(await readRun(services, "sales", requestOf()), madeAt)),
            dashboard: file(
                "dashboard.html",
                dashboardPage({ ...sampleDashboard, models: [{ ...cars, history }, homes] }, madeAt),
            ),
            empty: file("empty.html", dashboardPage({ models: [], unseen: [] }, madeAt)),
            withheld: file(
                "withheld.html",
                reportPage(await readRun(services, "sales", requestOf(), "You may not see rows."), madeAt),
            ),
        };
        browser = await openBrowser();
    });
    after(async () => {
        await browser.close();
        rmSync(folder, { recursive: true });
    });

    const read = <T>(path: string) => JSON.parse(readFileSync(join(folder, path), "utf8")) as T;
    const judged = (judgement: Judgement, file: string) => `artifacts/monitoring/${lastRun}/${judgement}/${file}`;

    /** Opens a page with all that is folded, and notes whatever it asks for or complains about. */
    async function opened(url: string, width: number, colorScheme: "light" | "dark" = "light") {
        const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
        const asked: string[] = [];
        const complaints: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        page.on("console", (message) => complaints.push(message.text()));
        page.on("dialog", (dialog) => complaints.push(dialog.message()));
        await page.goto(url);
        await page.evaluate(`for (const one of document.querySelectorAll("details")) one.open = true`);
        return { page, asked, complaints };
    }

    for (const name of ["report", "dashboard", "empty", "withheld"] as const) {
        it(`asks for nothing but itself, and runs nothing: ${name}`, async () => {
            const { page, asked, complaints } = await opened(pages[name], 1280);
            assert.deepEqual(asked, [pages[name]]);
            assert.deepEqual(complaints, []);
            assert.equal(
                await page.evaluate(`document.querySelectorAll("script, img, iframe, link, object").length`),
                0,
            );
            await page.close();
        });

        for (const width of [320, 390, 1280]) {
            it(`fits a width of ${width} pixels: ${name}`, async () => {
                const { page } = await opened(pages[name], width, width === 390 ? "dark" : "light");
                assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
                assert.deepEqual(await page.evaluate(beyond), []);
                await page.close();
            });
        }
    }

    it("has no number that is not told by the data, and says each in the same way", async () => {
        for (const name of ["report", "dashboard"] as const) {
            const { page } = await opened(pages[name], 1280);
            assert.deepEqual(await page.evaluate(untold), [], name);
            await page.close();
        }
    });

    it("shows what was found as report.json has it", async () => {
        const seen = await seenIn(pages.report);
        for (const judgement of ["data-quality", "model-quality"] as const) {
            const { names } = read<AnalysisReport>(judged(judgement, "report.json"));
            const findings = Object.entries(names).flatMap(([name, own]) =>
                own.sameBaselineAs === name || own.sameBaselineAs === undefined ? own.findings : [],
            );
            const rows = [...(seen[`${judgement} violations`] ?? []), ...(seen[`${judgement} checks`] ?? [])];
            const shown = rows.map((row) => [row["Value"], row["Threshold"]]);
            const told = [...findings].sort((a, b) => Number(b.violation) - Number(a.violation));
            assert.deepEqual(
                shown,
                told.map(({ value, threshold }) => [[value], [threshold]]),
            );
            assert.ok(told.some(({ violation }) => violation));
        }
    });

    it("shows baseline and window as figures.json has them, five hundred categories among them", async () => {
        const seen = await seenIn(pages.report);
        const [[name, { features }] = ["", { features: [] }]] = Object.entries(
            read<Figures>(judged("data-quality", "figures.json")).names ?? {},
        );
        assert.ok(features.length >= 8);
        for (const { feature, baseline, window, others = 0 } of features) {
            const rows = seen[`figures ${name} ${feature}`] ?? [];
            const rest = (side: typeof baseline) => (others > 0 ? [side.rest] : []);
            const expected = [baseline, window].map((side) => [...side.counts, ...rest(side)].map((count) => [count]));
            assert.deepEqual([rows.map((row) => row["Baseline"]), rows.map((row) => row["Now"])], expected, feature);
        }
        const dealers = features.find(({ feature }) => feature === "dealer");
        assert.ok((dealers?.others ?? 0) > 400);
        assert.equal(dealers?.baseline.counts.length, 20);
    });

    it("shows drift over time as the records have it, on the report and on the dashboard", async () => {
        const records = [1, 2, 3, 4].map((day) => {
            const record = `records/drift/date=2026-01-0${day}/2026010${day}-060000-0a1b2c3d.csv`;
            return driftRows(readFileSync(join(folder, "artifacts", record), "utf8"));
        });
        for (const page of [pages.report, pages.dashboard]) {
            const seen = await seenIn(page);
            const courses = Object.entries(seen).filter(([of]) => of.startsWith("course "));
            assert.ok(courses.length >= 5);
            for (const [of, rows] of courses) {
                const expected = records.map((record) =>
                    record.find((one) => `course ${one.judgement} ${one.name} ${one.feature}` === of),
                );
                assert.deepEqual(
                    rows.map((row) => [row["Value"], row["Threshold"]]),
                    expected.reverse().map((one) => [[one?.value], [one?.threshold]]),
                    of,
                );
            }
        }
    });

    it("shows answers and the worst rows as the files have them, and without them what is lacking", async () => {
        const seen = await seenIn(pages.report);
        const { answers = {} } = read<Figures>(judged("model-quality", "figures.json"));
        for (const [name, { groups }] of Object.entries(answers)) {
            assert.deepEqual(
                (seen[`answers ${name}`] ?? []).map((row) => [row["Rows"], row["Predicted, mean"], row["Error, mean"]]),
                groups.map(({ rows, predicted, error }) => [[rows], [predicted], [error]]),
            );
        }
        const { worst } = read<ToldRows>(`captures/reports/${lastRun}/model-quality/rows.json`);
        assert.equal(worst.length, 20);
        assert.deepEqual(
            seen["worst"]?.map((row) => [row["Actual"], row["result"], row["Error"]]),
            worst.map(({ actual, answers: { result }, error }) => [[actual], [result], [error]]),
        );
        const { page } = await opened(pages.withheld, 390);
        assert.equal(await page.locator("[data-of=worst]").count(), 0);
        assert.match(await page.locator("#worst").innerText(), /You may not see rows\./);
        assert.equal(await page.locator("#answers svg").count(), 3);
        await page.close();
    });

    it("shows what serves, runs and batches as they are", async () => {
        const seen = await seenIn(pages.dashboard);
        const [cars] = sampleDashboard.models;
        assert.deepEqual(
            seen["prod serving"]?.map((row) => [row["Version"], row["Gate"]]),
            cars?.serving.map(({ version, gate }) => [[version], [gate?.value, gate?.threshold]]),
        );
        assert.deepEqual(
            seen["prod batches"]?.map((row) => [row["Rows"], row["Scored"], row["Set aside"]]),
            cars?.batches.map(({ input, output, quarantined }) => [[input], [output], [quarantined]]),
        );
        assert.equal(seen["prod-homes serving"]?.length, 2);
        assert.equal(sampleRun.history.length, cars?.history.length);
    });

    it("tells each picture in words, and each table by a caption", async () => {
        for (const name of ["report", "dashboard"] as const) {
            const { page } = await opened(pages[name], 1280);
            const unnamed = `[...document.querySelectorAll("svg, table")].filter((one) =>
                !one.querySelector(":scope > title, :scope > caption")?.textContent.trim()).length`;
            assert.equal(await page.evaluate(unnamed), 0);
            await page.close();
        }
    });

    async function seenIn(url: string): Promise<Seen> {
        const { page } = await opened(url, 390);
        const seen: Seen = await page.evaluate(numbersOf);
        await page.close();
        return seen;
    }
});

/** Elements that stand out of the page, or out of what they are in. */
const beyond = `[...document.querySelectorAll("body *")]
    .filter((one) => !one.closest("svg") || one.tagName === "svg")
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 || one.scrollWidth > one.clientWidth + 1)
    .filter((one) => getComputedStyle(one).display !== "inline" && one.clientWidth > 0)
    .map((one) => one.outerHTML.slice(0, 200))`;

const numbersOf = `Object.fromEntries([...document.querySelectorAll("table[data-of]")].map((table) => [
    table.dataset.of,
    [...table.querySelectorAll("tbody tr")].map((row) => Object.fromEntries([...row.cells].map((cell) => [
        cell.dataset.title,
        [...cell.querySelectorAll("data")].map((one) => Number(one.value)),
    ]))),
]))`;

/** Texts with digits that are neither a number of the data, nor a time, nor what the data says in words. */
const untold = `(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { textContent, parentElement } = walker.currentNode;
        const told = parentElement.closest("data, time, code, q, bdi, svg");
        if (/\\d/.test(textContent) && !told) found.push(textContent);
    }
    return found;
})()`;
