import type { Scope } from "../../access/scope";
import { whole } from "../../validation/numbers";
import { type Problem, problemIf } from "../../validation/problem";
import { insightNames } from "../names";

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html */
const longestWorkgroup = 128;

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html: ten megabytes. */
const leastScan = 10_000_000;

/** Every problem of the insights' arguments. */
export function validateInsights(args: {
    readonly scope: Scope;
    readonly scanLimit: number;
    readonly captureRetentionDays: number;
}): Problem[] {
    const { recordsWorkgroup } = insightNames(args.scope);
    return [
        ...whole(["scanLimit"], args.scanLimit, leastScan),
        ...whole(["captureRetentionDays"], args.captureRetentionDays, 1, 3650),
        ...problemIf(
            recordsWorkgroup.length > longestWorkgroup,
            ["name"],
            `the workgroup "${recordsWorkgroup}" has ${recordsWorkgroup.length} characters, and Athena takes ` +
                `${longestWorkgroup}; shorten the model's or the stage's name.`,
        ),
    ];
}
