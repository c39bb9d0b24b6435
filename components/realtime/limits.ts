import { answerColumns } from "../../contracts/combine";
import { featureColumns } from "../../contracts/dataset";
import type { RealtimeLimits } from "../model/realtimeLimits";
import type { RealtimeModel } from "./realtimeModel";

const defaults: Required<RealtimeLimits> = {
    maxRequestBytes: 4 * 1024 * 1024,
    requestsPerSecond: 50,
    burst: 100,
    requestsPerDay: 100_000,
    cacheSeconds: 30,
    endpointTimeoutSeconds: 20,
    timeoutSeconds: 29,
    memoryMegabytes: 512,
};

/** The greatest value of each limit that AWS takes, or that makes sense behind API Gateway. */
const greatest: Partial<Record<keyof RealtimeLimits, number>> = {
    maxRequestBytes: 5 * 1024 * 1024,
    timeoutSeconds: 29,
    memoryMegabytes: 10_240,
};

/** The limits with defaults filled in; one that is given as undefined counts as not given. */
export function withDefaults(limits: RealtimeLimits = {}): Required<RealtimeLimits> {
    const given = Object.entries(limits).filter(([, value]) => value !== undefined);
    return { ...defaults, ...Object.fromEntries(given) };
}

/** Every problem of the arguments, each one a sentence that begins with the path of what is wrong. */
export function validateRealtime(
    model: RealtimeModel,
    algorithms: readonly string[],
    limits?: RealtimeLimits,
): string[] {
    return [...validateModel(model, algorithms), ...validateLimits(withDefaults(limits))];
}

function validateModel(model: RealtimeModel, algorithms: readonly string[]): string[] {
    const problems: string[] = [];
    if (algorithms.length === 0) {
        problems.push(`champions: ${model.name} needs at least one algorithm to predict with.`);
    }
    if (featureColumns(model).length === 0) {
        problems.push(`model.columns: ${model.name} has no column beside its identifier and its target.`);
    }
    for (const reserved of answerColumns(algorithms).filter((name) => name === model.identifier)) {
        problems.push(`model.identifier: "${reserved}" is also a column of the answer; rename one of the two.`);
    }
    if (algorithms.includes("result")) {
        problems.push(`champions.result: an algorithm cannot be called "result", the answer's own column.`);
    }
    return problems;
}

function validateLimits(limits: Required<RealtimeLimits>): string[] {
    const problems: string[] = [];
    for (const [key, value] of Object.entries(limits) as [keyof RealtimeLimits, number][]) {
        const most = greatest[key] ?? Number.MAX_SAFE_INTEGER;
        const least = key === "cacheSeconds" ? 0 : 1;
        if (!Number.isInteger(value) || value < least || value > most) {
            problems.push(`limits.${key}: ${value} must be a whole number from ${least} to ${most}.`);
        }
    }
    if (limits.endpointTimeoutSeconds >= limits.timeoutSeconds) {
        problems.push(
            `limits.endpointTimeoutSeconds: ${limits.endpointTimeoutSeconds} must be less than timeoutSeconds ` +
                `(${limits.timeoutSeconds}), or an endpoint that hangs takes the whole answer with it.`,
        );
    }
    return problems;
}
