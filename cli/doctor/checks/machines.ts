import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { Look } from "../finding";
import { demandText, machineDemands } from "../quotas/demand";
import { judgeDemand } from "../quotas/judge";
import { readLimits } from "../quotas/limits";
import { attempt } from "../reading";

/** Whether the account has the machines that the models ask for. */
export const lookAtMachines: Look = async ({ stack, models }) => {
    const demands = machineDemands(models);
    if (stack.local) {
        return demands.map((demand) => ({
            ...{ check: `quota: ${demand.quota}`, standing: "unknown" as const },
            found: `not known to the local stage, which has no quotas; on AWS ${demandText(demand)}`,
        }));
    }
    return attempt(
        "quotas of SageMaker",
        "servicequotas:ListServiceQuotas and servicequotas:ListAWSDefaultServiceQuotas",
        async () => {
            const limits = await readLimits(new ServiceQuotasClient({}), "sagemaker");
            return demands.map((demand) => judgeDemand(demand, limits, stack.region));
        },
    );
};
