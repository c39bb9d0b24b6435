import * as pulumi from "@pulumi/pulumi";
import { Network } from "../components/foundation/Network";
import { ApiGatewayAccess } from "../components/realtime/ApiGatewayAccess";
import type { Scope } from "../components/shared/scope";
import type { JobNetwork } from "../components/training/JobRoles";
import type { Settings } from "./settings";

/** What a platform's stack tells the stacks of its models. */
export interface PlatformOutputs {
    readonly stage: string;
    /** Empty lists where the platform has no network. */
    readonly subnetIds: pulumi.Input<string[]>;
    readonly securityGroupIds: pulumi.Input<string[]>;
}

/** What an account has once: the network of jobs and models, and the role by which API Gateway logs. */
export function deployPlatform(settings: Settings, scope: Scope): PlatformOutputs {
    new ApiGatewayAccess("api-gateway", { scope });
    const network = settings.network
        ? new Network("network", {
              scope,
              cidrBlock: settings.networkCidr,
              availabilityZones: settings.availabilityZones,
          })
        : undefined;
    return {
        stage: scope.stage,
        subnetIds: network?.subnetIds ?? [],
        securityGroupIds: network === undefined ? [] : pulumi.all(network.securityGroupIds),
    };
}

/**
 * The network that the platform of a stage has.
 * @throws pulumi.RunError where it has none; in a preview of a stage whose platform is still to come, a warning
 */
export async function platformNetwork(stage: string): Promise<JobNetwork> {
    const name = `platform-${stage}`;
    const platform = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${name}`);
    const [subnetIds, securityGroupIds] = await Promise.all(
        ["subnetIds", "securityGroupIds"].map(async (output) => idsOf(await platform.getOutputDetails(output))),
    );
    if (subnetIds !== undefined && securityGroupIds !== undefined && subnetIds.length > 0) {
        return { subnetIds, securityGroupIds };
    }
    const missing =
        subnetIds === undefined
            ? `The stack ${name} is not deployed: deploy it first with \`pulumi up --stack ${name}\`.`
            : `The stack ${name} has no network: set drivetrain:network there and deploy it, or set it to false here.`;
    if (subnetIds !== undefined || !pulumi.runtime.isDryRun()) throw new pulumi.RunError(missing);
    await pulumi.log.warn(`${missing} This preview shows jobs without subnets.`);
    return { subnetIds: [], securityGroupIds: [] };
}

function idsOf({ value }: pulumi.StackReferenceOutputDetails): string[] | undefined {
    return value as string[] | undefined;
}
