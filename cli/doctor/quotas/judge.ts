import type { Finding } from "../finding";
import { type Demand, demandText } from "./demand";
import type { Limits } from "./limits";

/**
 * Whether a limit has room for what is wanted.
 * @param used what the account has already of it; 0 where that is not known
 */
export function judgeDemand(demand: Demand, limits: Limits, region: string, used = 0): Finding {
    const { quota, wanted, service } = demand;
    const check = `quota: ${quota}`;
    const limit = limits.get(quota);
    const needs = `${demandText(demand)}${used === 0 ? "" : `, ${used} in use`}`;
    if (limit === undefined) {
        return {
            ...{ check, standing: "warning", found: `Service Quotas knows no such quota of ${service}; ${needs}` },
            remedy: "Look at the instance type: SageMaker may not have it in this region, or not for this use.",
        };
    }
    const has = `${limit.value} allowed, ${needs}`;
    if (limit.value >= wanted + used) return { check, standing: "ok", found: has };
    const ask =
        `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${limit.code} ` +
        `--desired-value ${wanted + used} --region ${region}`;
    return {
        ...{ check, standing: "problem", found: has },
        remedy: limit.adjustable
            ? `Ask for more, which takes AWS hours to days: \`${ask}\`; or ask for less in the model's file.`
            : "AWS raises it for nobody: ask for less in the model's file, or free what is in use.",
    };
}
