import { answerColumns } from "../../contracts/combine";
import { featureColumns } from "../../contracts/dataset";
import { validateColumns } from "../model/columns";
import { validateCombine } from "../model/combine";
import type { RealtimeLimits } from "../model/realtimeLimits";
import { whole } from "../validation/numbers";
import { type Problem, problemIf, within } from "../validation/problem";
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

/** Every problem of the arguments of real-time inference. */
export function validateRealtime(
    model: RealtimeModel,
    algorithms: readonly string[],
    limits?: RealtimeLimits,
): Problem[] {
    return [
        ...within(["model"], validateRecords(model, algorithms)),
        ...within(["champions"], validateChampions(model, algorithms)),
        ...within(["limits"], validateLimits(limits)),
    ];
}

/** Every problem of the model's columns as callers send them, and of its rule, with paths in the model. */
export function validateRecords(model: RealtimeModel, algorithms: readonly string[]): Problem[] {
    const { name, identifier } = model;
    return [
        ...validateColumns(model),
        ...validateCombine(model.combine),
        ...problemIf(
            featureColumns(model).length === 0,
            ["columns"],
            `${name} has no column beside its identifier and its target.`,
        ),
        ...problemIf(
            answerColumns(algorithms).includes(identifier),
            ["identifier"],
            `"${identifier}" is also a column of the answer; rename one of the two.`,
        ),
    ];
}

/** Every problem of the algorithms that answer, with paths in what has them by name. */
export function validateChampions({ name }: Pick<RealtimeModel, "name">, algorithms: readonly string[]): Problem[] {
    return [
        ...problemIf(algorithms.length === 0, [], `${name} needs at least one algorithm to predict with.`),
        ...problemIf(
            algorithms.includes("result"),
            ["result"],
            `an algorithm cannot be called "result", the answer's own column.`,
        ),
    ];
}

/** Every problem of the limits, defaults included. */
export function validateLimits(given?: RealtimeLimits): Problem[] {
    const limits = withDefaults(given);
    const { endpointTimeoutSeconds, timeoutSeconds } = limits;
    return [
        ...(Object.entries(limits) as [keyof RealtimeLimits, number][]).flatMap(([name, value]) =>
            whole([name], value, name === "cacheSeconds" ? 0 : 1, greatest[name]),
        ),
        ...problemIf(
            endpointTimeoutSeconds >= timeoutSeconds,
            ["endpointTimeoutSeconds"],
            `${endpointTimeoutSeconds} must be less than timeoutSeconds (${timeoutSeconds}), or an endpoint that hangs ` +
                `takes the whole answer with it.`,
        ),
    ];
}
