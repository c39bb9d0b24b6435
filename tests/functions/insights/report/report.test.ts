import assert from "node:assert/strict";
import fc from "fast-check";
import type { AnalysisReport } from "../../../../contracts/monitoring";
import { dashboardPage } from "../../../../functions/insights/dashboard/dashboard";
import type { RunData } from "../../../../functions/insights/reading/run";
import { reportPage } from "../../../../functions/insights/report/report";
import { sampleDashboard, sampleRun } from "../../../../tools/docs/pictures/sample";

const madeAt = "2026-01-24T06:05:00Z";

/** The tags of a page, in their order: what text stands between and in them changes nothing. */
const tagsOf = (html: string) => [...html.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag);

/** Every text of a value of data, replaced. */
function withTexts<T>(value: T, replaced: (text: string) => string): T {
    const texts = new Set([
        "feature",
        "description",
        "why",
        "baseline",
        "observed",
        "identifier",
        "reason",
        "labels",
        "make",
    ]);
    const walk = (one: unknown, key = ""): unknown => {
        if (typeof one === "string") return one !== "" && texts.has(key) ? replaced(one) : one;
        if (Array.isArray(one)) return one.map((item) => walk(item, key));
        if (typeof one !== "object" || one === null) return one;
        return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, walk(item, name)]));
    };
    return walk(value) as T;
}

const hostile = [
    "</td><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!-- <svg><style>",
    "&lt;b&gt; &amp; ${1}",
    "\u202egnp.exe\u0000\u0007\ud800",
    "</title></style></head>",
];

describe("the report", () => {
    it("is one page that asks for nothing and runs nothing", () => {
        const html = reportPage(sampleRun, madeAt);
        assert.match(html, /^<!doctype html>\n<html lang="en">/);
        assert.match(html, /content="default-src &#39;none&#39;|content="default-src 'none'/);
        assert.doesNotMatch(html, /<script|<link|<img|<iframe|@import|url\(/);
        const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => String(address));
        for (const address of addresses) assert.match(address, /^#|^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
    });

    it("says in its head what drifted, and the run, the weightiest first", () => {
        const html = reportPage(sampleRun, madeAt);
        assert.match(html, /Drifted: <bdi>mileage<\/bdi>, <bdi>make<\/bdi>, <bdi>rmse<\/bdi>/);
        const calm = sampleRun.judged.map((one) => ({ ...one, report: { names: {} } }));
        assert.match(reportPage({ ...sampleRun, judged: calm }, madeAt), /Calm: nothing drifted\./);
    });

    for (const [index, text] of hostile.entries()) {
        it(`escapes what names and values say: hostile text ${index + 1}`, () => {
            const longer = (one: string) => one + text;
            const run = withTexts<RunData>(sampleRun, longer);
            assert.deepEqual(tagsOf(reportPage(run, madeAt)), tagsOf(reportPage(sampleRun, madeAt)));
            const models = withTexts(sampleDashboard, longer);
            assert.deepEqual(tagsOf(dashboardPage(models, madeAt)), tagsOf(dashboardPage(sampleDashboard, madeAt)));
        });
    }

    it("escapes any text whatever", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
                const run = withTexts<RunData>(sampleRun, (one) => one + text);
                const html = reportPage(run, madeAt);
                assert.deepEqual(tagsOf(html), tagsOf(reportPage(sampleRun, madeAt)));

                assert.doesNotMatch(html, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
                assert.doesNotMatch(html, /\p{Surrogate}/u);
            }),
            { numRuns: 25 },
        );
    });

    it("shows each number as the data has it", () => {
        const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
        fc.assert(
            fc.property(fc.array(fc.tuple(number, number, fc.boolean()), { minLength: 1, maxLength: 30 }), (all) => {
                const findings = all.map(([value, threshold, violation], index) => ({
                    ...{ feature: `f${index}`, check: "baseline_drift_check", violation, value, threshold },
                    ...{ baseline: null, observed: null, description: null },
                }));
                const report: AnalysisReport = { names: { xgboost: { findings } } };
                const html = reportPage({ ...sampleRun, judged: [{ judgement: "data-quality", report }] }, madeAt);
                const shown = [...html.matchAll(/data-title="(Value|Threshold)"><data value="([^"]*)">/g)];
                const told = [...findings].sort((a, b) => Number(b.violation) - Number(a.violation));
                assert.deepEqual(
                    shown.slice(0, 2 * told.length).map(([, , value]) => Number(value)),
                    // A page has no zero below nothing.
                    told.flatMap(({ value, threshold }) => [value + 0, threshold + 0]),
                );
            }),
            { numRuns: 50 },
        );
    });

    it("tells who may not see rows what is lacking, and shows none", () => {
        const withheld = "Single rows are left out here.";
        const judged = sampleRun.judged.map(({ rows: _, ...one }) => one);
        const html = reportPage({ ...sampleRun, judged, withheld }, madeAt);
        assert.match(html, /Single rows are left out here\./);
        assert.doesNotMatch(html, /car-3|data-of="worst"/);
        assert.match(html, /means of ten groups of rows/);
    });

    it("stands a judgement without figures, as another container leaves it", () => {
        const judged = sampleRun.judged.map(({ judgement, report }) => ({ judgement, report }));
        const html = reportPage({ ...sampleRun, judged, history: [] }, madeAt);
        assert.match(html, /What drifted/);
        assert.doesNotMatch(html, /id="distributions"|id="time"|id="answers"/);
    });

    it("stays readable, and small, with five hundred features", () => {
        const [data] = sampleRun.judged;
        const [feature] = data?.figures?.names?.["xgboost"]?.features ?? [];
        assert.ok(data?.figures && feature);
        const many = Array.from({ length: 500 }, (_, index) => `feature_${index}`);
        const [one] = data.report.names["xgboost"]?.findings ?? [];
        assert.ok(one);
        const findings = many.map((name, index) => ({ ...one, feature: name, violation: index < 3 }));
        const features = many.slice(0, 100).map((name) => ({ ...feature, feature: name }));
        const figures = { ...data.figures, names: { xgboost: { features, leftOut: 400 } } };
        const run = { ...sampleRun, judged: [{ ...data, figures, report: { names: { xgboost: { findings } } } }] };
        const html = reportPage(run, madeAt);
        assert.match(html, /<data value="476">476<\/data> more features have no chart here/);
        assert.ok(html.length < 1_000_000, String(html.length));
    });
});

describe("the dashboard", () => {
    it("shows every model, what serves since when, and which stacks are not shown and why", () => {
        const html = dashboardPage(sampleDashboard, madeAt);
        for (const part of [
            'id="prod"',
            'id="prod-homes"',
            "2025-12-20 10:02",
            "none yet",
            "Nothing has run yet",
            "The stack dev is account 222222222222",
            "prefix=reports/20260124-060000-0a1b2c3d/report.html",
        ]) {
            assert.ok(html.includes(part), part);
        }
    });

    it("says on the first day that there is nothing yet", () => {
        assert.match(dashboardPage({ models: [], unseen: [] }, madeAt), /There is no model to show yet/);
    });

    it("shows the past of an algorithm that was removed, and what could not be read", () => {
        const [cars] = sampleDashboard.models;
        assert.ok(cars);
        const lacks = ["Alarms cannot be shown: AWS answered AccessDenied."];
        const html = dashboardPage({ models: [{ ...cars, serving: [], lacks }], unseen: [] }, madeAt);
        assert.match(html, /by the baseline of xgboost/);
        assert.match(html, /Alarms cannot be shown: AWS answered AccessDenied\./);
    });
});
