import * as pulumi from "@pulumi/pulumi";
import { Network } from "../components/foundation/Network";
import { ApiGatewayAccess } from "../components/realtime/ApiGatewayAccess";
import type { Scope } from "../components/shared/scope";
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

/** The network that the platform of a stage has. */
export function platformNetwork(stage: string) {
    const platform = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/platform-${stage}`);
    return pulumi.output({
        subnetIds: platform.requireOutput("subnetIds") as pulumi.Output<string[]>,
        securityGroupIds: platform.requireOutput("securityGroupIds") as pulumi.Output<string[]>,
    });
}
