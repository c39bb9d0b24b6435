import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { DriftVerdict, Judgement } from "../../../contracts/monitoring";
import { inRoot } from "../../checkout";
import { placeOf, push } from "../../files/landing";
import { type MonitoringRun, outcomeOf, runMonitor } from "../../monitoring/run";
import { notJudgedText } from "../../monitoring/text";
import { PredictionClient } from "../../realtime/client";
import { askApi } from "../../realtime/predictions";
import { paceOf } from "../../runs/pace";
import { CommandError } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";
import type { Lifecycle, LifecycleStep } from "../lifecycle";
import { calmTraffic, driftedTraffic, requestsOf, shifted, type Traffic } from "../traffic";

const rowsAtOnce = 134;

/** Calm traffic, of which the monitor must find nothing. */
export const monitorCalm: LifecycleStep = {
    name: "monitor calm traffic",
    run: async (lifecycle) => {
        await send(lifecycle, "calm", traffic(lifecycle));
        const verdict = await judge(lifecycle);
        lifecycle.recorder.addMonitoring({ calm: judged(verdict, "data-quality") });
        requireFeatures(verdict, []);
        return outcomeOf(lifecycle.monitoring.at(-1) as MonitoringRun);
    },
};

/** Drifted traffic, of which it must find what was shifted, and nothing else. */
export const monitorDrifted: LifecycleStep = {
    name: "monitor drifted traffic",
    run: async (lifecycle) => {
        await send(lifecycle, "drifted", driftedTraffic(traffic(lifecycle)));
        const verdict = await judge(lifecycle);
        lifecycle.recorder.addMonitoring({ drifted: judged(verdict, "data-quality") });
        requireFeatures(verdict, [shifted.mileage, shifted.make]);
        requireUnknown(verdict);
        return outcomeOf(lifecycle.monitoring.at(-1) as MonitoringRun);
    },
};

/** What the cars were really sold for: the errors of the models are measured against it. */
export const monitorTruth: LifecycleStep = {
    name: "ground truth",
    run: async (lifecycle) => {
        const file = labels(lifecycle);
        const { outputs } = lifecycle;
        await step({ title: "push ground truth", run: () => push(outputs, file, "ground truth"), detail: placeOf });
        const verdict = await judge(lifecycle);
        const metrics = verdict.metrics ?? {};
        lifecycle.recorder.addMonitoring({
            groundTruth: { metrics, violations: verdict.violations["model-quality"] ?? [] },
        });
        if (metrics.rmse === undefined) throw new CommandError("The monitor told no rmse of the rows with labels.");
        return `${count(verdict.counts.labelled, "label")}, rmse ${Math.round(metrics.rmse)}`;
    },
};

function traffic({ data, model }: Lifecycle): Traffic {
    return calmTraffic(readFileSync(data, "utf8"), model.target);
}

async function send({ outputs }: Lifecycle, kind: string, sent: Traffic): Promise<void> {
    const api = new PredictionClient(outputs.realtime);
    await step({
        title: `send ${kind} traffic`,
        run: async (report) => {
            for (const [index, csv] of requestsOf(sent, rowsAtOnce).entries()) {
                report(`${index * rowsAtOnce} of ${sent.rows.length} rows`);
                await askApi(api, outputs, csv);
            }
        },
        detail: () => count(sent.rows.length, "row"),
    });
}

async function judge(lifecycle: Lifecycle): Promise<DriftVerdict> {
    const run = await runMonitor(lifecycle.outputs, paceOf(lifecycle.stack));
    lifecycle.monitoring.push(run);
    if (run.output === undefined) throw new CommandError(notJudgedText(run));
    if (run.output.verdict === "nothing new") throw new CommandError(run.output.reason);
    return run.output;
}

/** A judgement as the summary's contract has it. */
function judged({ violations }: DriftVerdict, judgement: Judgement) {
    const found = violations[judgement] ?? [];
    return { status: found.length > 0 ? "CompletedWithViolations" : "Completed", violations: found };
}

function requireFeatures({ violations }: DriftVerdict, expected: readonly string[]): void {
    const found = [...new Set((violations["data-quality"] ?? []).map(({ feature_name = "" }) => feature_name))].sort();
    if (found.join() === [...expected].sort().join()) return;
    const told = (names: readonly string[]) => (names.length > 0 ? names.join(", ") : "nothing");
    throw new CommandError(`The monitor found drift in ${told(found)}, where ${told(expected)} was shifted.`);
}

/** An unknown make goes to the model as unknown, and is found. */
function requireUnknown({ violations }: DriftVerdict): void {
    const isUnknown = violations["data-quality"]?.some(
        ({ feature_name, constraint_check_type, description }) =>
            feature_name === shifted.make &&
            constraint_check_type === "categorical_values_check" &&
            description.includes(shifted.unknown),
    );
    if (!isUnknown) throw new CommandError(`The monitor did not find the make that nobody knew, ${shifted.unknown}.`);
}

/** A file of identifiers and what became of them, as people supply it. */
function labels({ data, model }: Lifecycle): string {
    const { header, rows } = calmTraffic(readFileSync(data, "utf8"), "");
    const [identifier, target] = [header.indexOf(model.identifier), header.indexOf(model.target)];
    const lines = [header, ...rows].map((row) => `${row[identifier]},${row[target]}`);
    const file = inRoot(".drivetrain", "run", "ground-truth.csv");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join("\n")}\n`);
    return file;
}
