import {
    type AlgorithmViolation,
    type AnalysisReport,
    driftRecordKey,
    type DriftRequest,
    type DriftVerdict,
    type Judgement,
    type Violation,
} from "../../contracts/monitoring";
import type { Notice } from "../../contracts/notices";
import { parseS3Uri, s3Uri } from "../../contracts/places";
import { namedError } from "../shared/errors";
import { publish } from "../shared/notices";
import { connectObjects, type Objects, readJsonObject, whereMissing } from "../shared/objects";
import { composeDriftNotice } from "./driftNotice";
import { driftRecord } from "./driftRecord";

/** What the handler needs of AWS. */
export interface DriftServices {
    readonly objects: Objects;
    readonly publish: (notice: Notice, topicArn: string) => Promise<void>;
}

/** What the handler knows of the model. */
export interface DriftSettings {
    readonly model: string;
    /** By judgement, the topic that is told. */
    readonly topics: Readonly<Record<Judgement, string>>;
}

/** What the analyzer calls the combined result, beside the algorithms. */
const combinedName = "result";

/** Violations that a run's output has of each judgement at most: an output of Step Functions holds 256 KiB. */
const mostTold = 100;

/**
 * Reads what the analyzer found, records it for those who look back, and tells people of what is violated: a message a
 * judgement, on its own topic.
 * @throws an error named `JudgementIncomplete` where a file is missing that the analyzer leaves: nothing is told then
 */
export async function evaluate(
    { objects, publish: tell }: DriftServices,
    settings: DriftSettings,
    request: DriftRequest,
): Promise<DriftVerdict> {
    const judged = await Promise.all(
        request.judgements.map(async (judgement) => {
            const report = await reportOf(objects, request, judgement);
            return { judgement, report, violations: await violationsOf(objects, request, judgement, report) };
        }),
    );
    const record = s3Uri(parseS3Uri(request.location).bucket, driftRecordKey(request.runId, request.startedAt));
    await objects.write(record, driftRecord(objects, settings.model, request), "text/csv; charset=utf-8");

    const metrics = request.judgements.includes("model-quality") ? await metricsOf(objects, request) : undefined;

    // Baselines of one file say the same.
    const notes = [...new Set(judged.flatMap(({ report }) => report.notes ?? []))];
    const violated = judged.filter(({ violations }) => violations.length > 0);
    for (const { judgement, violations } of violated) {
        await tell(composeDriftNotice(settings.model, request, judgement, violations), settings.topics[judgement]);
    }
    return {
        verdict: violated.length > 0 ? "drifted" : "calm",
        violations: Object.fromEntries(
            judged.map(({ judgement, violations }) => [judgement, violations.slice(0, mostTold)]),
        ),
        ...(metrics && { metrics }),
        ...(notes.length > 0 && { notes }),
        record,
        ...(request.report && { report: request.report }),
        location: request.location,
        window: request.window,
        counts: request.counts,
    };
}

/** What the analyzer says of its findings; another container than ours says nothing. */
async function reportOf(objects: Objects, { location }: DriftRequest, judgement: Judgement) {
    return (await optional(objects, `${location}/${judgement}/report.json`)) as Partial<AnalysisReport>;
}

/** The violations of all baselines, each told once with the algorithms whose baselines it violates. */
async function violationsOf(
    objects: Objects,
    { location, models }: DriftRequest,
    judgement: Judgement,
    report: Partial<AnalysisReport>,
): Promise<AlgorithmViolation[]> {
    const files = `${location}/${judgement}`;
    const found: Record<string, AlgorithmViolation> = {};
    for (const { algorithm } of models) {
        const uri = `${files}/${algorithm}/constraint_violations.json`;
        const file = (await readJsonObject(objects, uri).catch(whereMissing(incomplete))) as {
            readonly violations?: readonly Violation[];
        };
        for (const violation of file.violations ?? []) {
            const key = JSON.stringify(violation);
            const algorithms = [...(found[key]?.algorithms ?? []), algorithm];
            found[key] = { ...violation, ...measured(report, algorithm, violation), algorithms };
        }
    }
    return Object.values(found);
}

/** What the report says of a violation; a slice's description ends with the slice. */
function measured(
    { names = {} }: Partial<AnalysisReport>,
    algorithm: string,
    violation: Violation,
): Partial<AlgorithmViolation> {
    const name = violation.feature_name ?? violation.label ?? violation.metric_name;
    const finding = names[algorithm]?.findings.find(
        ({ feature, check, description }) =>
            feature === name &&
            check === violation.constraint_check_type &&
            description !== null &&
            violation.description.startsWith(description),
    );
    if (finding === undefined) return {};
    const { value, threshold, baseline, observed } = finding;
    return { value, threshold, baseline, observed };
}

/** How the combined result did on the rows whose label came; undefined where the analyzer tells none. */
async function metricsOf(objects: Objects, { location }: DriftRequest): Promise<DriftVerdict["metrics"]> {
    const uri = `${location}/model-quality/${combinedName}/statistics.json`;
    const file = (await optional(objects, uri)) as {
        readonly regression_metrics?: Readonly<Record<string, { readonly value: number }>>;
    };
    const { regression_metrics: metrics } = file;
    return metrics && Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
}

/** What a JSON object says; an empty one where there is none. */
async function optional(objects: Objects, uri: string): Promise<unknown> {
    return readJsonObject(objects, uri).catch((error: Error) => {
        if (error.name === "ObjectMissing") return {};
        throw error;
    });
}

function incomplete(reason: string): Error {
    return namedError("JudgementIncomplete", `The judgement cannot be evaluated: ${reason}.`);
}

/** The factory of the handler, to be serialized into a Lambda. Environment: DATA_DRIFT_TOPIC, MODEL_DRIFT_TOPIC, MODEL. */
export function evaluateDriftHandler(
    open: () => Promise<Objects> = connectObjects,
): () => (request: DriftRequest) => Promise<DriftVerdict> {
    return () => async (request) => {
        const { DATA_DRIFT_TOPIC = "", MODEL_DRIFT_TOPIC = "", MODEL = "" } = process.env;
        const topics = { "data-quality": DATA_DRIFT_TOPIC, "model-quality": MODEL_DRIFT_TOPIC };
        return evaluate({ objects: await open(), publish }, { model: MODEL, topics }, request);
    };
}
