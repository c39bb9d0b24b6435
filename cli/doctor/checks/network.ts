import {
    DescribeInternetGatewaysCommand,
    DescribeVpcEndpointsCommand,
    DescribeVpcsCommand,
    EC2Client,
} from "@aws-sdk/client-ec2";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { isDeployed } from "../../stacks/outputs";
import type { Look } from "../finding";
import type { Demand } from "../quotas/demand";
import { judgeDemand } from "../quotas/judge";
import { readLimits } from "../quotas/limits";
import { attempt } from "../reading";

/** What a platform's network takes of the account: it has no NAT gateway, and so no elastic IP address. */
const demands: readonly Demand[] = [
    { service: "vpc", quota: "VPCs per Region", wanted: 1, why: "the platform's network" },
    {
        service: "vpc",
        quota: "Internet gateways per Region",
        wanted: 1,
        why: "made with every VPC, and led to by nothing",
    },
    { service: "vpc", quota: "Gateway VPC endpoints per Region", wanted: 1, why: "the network's way to S3" },
];

const check = "network";

/** Whether the platform's network fits into what the account has left of VPCs. */
export const lookAtNetwork: Look = async ({ stack, settings, platform }) => {
    if (!settings.network) return [{ check, standing: "ok", found: "none is asked for" }];
    if (platform?.network === false) {
        return [
            {
                ...{ check, standing: "problem", found: `the stack wants one, and ${stack.platform} makes none` },
                remedy: `Set drivetrain:network to true for ${stack.platform}, or to false for ${stack.name}.`,
            },
        ];
    }
    if (await isDeployed(stack.platform)) return [{ check, standing: "ok", found: `${stack.platform} has it` }];
    const none = { check: "elastic IPs and NAT gateways", standing: "ok" as const, found: "none is asked for" };
    if (stack.local) {
        const found = "not known to the local stage, which has no quotas";
        return [
            ...demands.map(({ quota }) => ({ check: `quota: ${quota}`, standing: "unknown" as const, found })),
            none,
        ];
    }
    const calls =
        "servicequotas:ListServiceQuotas, ec2:DescribeVpcs, ec2:DescribeInternetGateways and ec2:DescribeVpcEndpoints";
    return attempt("quotas of VPCs", calls, async () => {
        const limits = await readLimits(new ServiceQuotasClient({}), "vpc");
        const used = await inUse(new EC2Client({}));
        return [...demands.map((demand, index) => judgeDemand(demand, limits, stack.region, used[index])), none];
    });
};

/** How many of each the account has in the region, in the order of what is wanted. */
async function inUse(client: EC2Client): Promise<readonly number[]> {
    const gatewayEndpoints = { Name: "vpc-endpoint-type", Values: ["Gateway"] };
    const [vpcs, gateways, endpoints] = await Promise.all([
        client.send(new DescribeVpcsCommand({})),
        client.send(new DescribeInternetGatewaysCommand({})),
        client.send(new DescribeVpcEndpointsCommand({ Filters: [gatewayEndpoints] })),
    ]);
    return [vpcs.Vpcs, gateways.InternetGateways, endpoints.VpcEndpoints].map((found) => found?.length ?? 0);
}
