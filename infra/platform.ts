import * as pulumi from "@pulumi/pulumi";
import type { JobNetwork } from "../components/access/jobNetwork";
import type { Scope } from "../components/access/scope";
import type { Exported } from "../components/blocks/exported";
import { Delivery } from "../components/delivery/Delivery";
import { JobLogs } from "../components/foundation/JobLogs";
import { Network } from "../components/foundation/Network";
import { type GroupNames, groupsOf, ownGroups } from "../components/insights/quicksight/groups";
import type { QuickSightGroups as Groups } from "../components/insights/quicksight/permissions";
import { QuickSightGroups } from "../components/insights/quicksight/QuickSightGroups";
import { ApiGatewayAccess } from "../components/realtime/ApiGatewayAccess";
import { platformStack } from "../contracts/names";
import type { PlatformOutputs } from "../contracts/outputs";
import type { Settings } from "./config/settings";

/** What an account has once: the network of jobs and models, their logs, and the role by which API Gateway logs. */
export function deployPlatform(settings: Settings, scope: Scope): Exported<PlatformOutputs> {
    const { roleArn } = new ApiGatewayAccess("api-gateway", { scope });
    const { logRetentionDays, keyDeletionDays } = settings;
    new JobLogs("job-logs", { scope, logRetentionDays, keyDeletionDays });
    const network = settings.network
        ? new Network("network", {
              scope,
              cidrBlock: settings.networkCidr,
              availabilityZones: settings.availabilityZones,
              availabilityZoneNames: settings.availabilityZoneNames,
              interfaceEndpoints: settings.interfaceEndpoints,
          })
        : undefined;
    const quickSight =
        settings.quicksight === "off"
            ? undefined
            : new QuickSightGroups("quicksight", {
                  scope,
                  named: namedGroups(settings),
                  identityRegion: settings.quicksightIdentityRegion || scope.region,
              }).groups;
    if (settings.delivery.repository !== undefined) {
        new Delivery("delivery", { scope, ...deliveryOf(settings.delivery) });
    }
    return {
        stage: scope.stage,
        apiGatewayRoleArn: roleArn,
        subnetIds: network?.subnetIds ?? [],
        securityGroupIds: network === undefined ? [] : pulumi.all(network.securityGroupIds),
        ...(quickSight && { quickSight }),
    };
}

/** What config says of deliveries, as the component takes it. */
function deliveryOf({ boundary, provider, stateBucket, stateKey, repository, ...rest }: Settings["delivery"]) {
    return {
        ...{ ...rest, repository: repository ?? "", boundaryArn: boundary ?? "", providerArn: provider },
        state: { bucket: stateBucket, key: stateKey },
    };
}

/** Groups that are there already; undefined where the platform is to make them. */
function namedGroups(settings: Settings): GroupNames | undefined {
    const { quicksightAuthors: authors, quicksightReaders: readers, quicksightNamespace: namespace } = settings;
    return authors === "" ? undefined : { authors, readers, namespace };
}

/** What a model's stack takes from its platform, as far as it wants it. */
export interface Platform {
    readonly network: JobNetwork | undefined;
    readonly quickSight: Groups | undefined;
}

/**
 * What a stage's platform has: its network, where jobs and models are to run in one, and the groups that QuickSight is
 * shown to. The platform is read in any case: API
 * Gateway refuses the access logs of a model's API as long as the account has no role for them.
 * @throws pulumi.RunError where the platform, or what is wanted of it, is missing; in a preview of a stage whose
 * platform is still to come there is a warning instead
 */
export async function readPlatform({ network, quicksight }: Settings, scope: Scope): Promise<Platform> {
    const name = platformStack(scope.stage);
    const { apiGatewayRoleArn, subnetIds = [], securityGroupIds = [], quickSight } = await outputsOf(name);
    const wantsGroups = quicksight !== "off";
    if (apiGatewayRoleArn === undefined) {
        const missing = `The stack ${name} is not up: bring it up first with \`pulumi up --stack ${name}\`.`;
        if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(missing);
        await pulumi.log.warn(`${missing} This preview goes on without ${network ? "its subnets" : "it"}.`);
    } else if (network && subnetIds.length === 0) {
        throw new pulumi.RunError(
            `The stack ${name} has no network: set drivetrain:network there and bring it up, or set it to false here.`,
        );
    } else if (wantsGroups && quickSight === undefined) {
        throw new pulumi.RunError(
            `The stack ${name} has no groups for QuickSight: set drivetrain:quicksight there and bring it up, or set it ` +
                "to off here.",
        );
    }
    return {
        network: network ? { subnetIds, securityGroupIds } : undefined,
        quickSight: wantsGroups ? (quickSight ?? groupsOf(scope, ownGroups(scope.stage), scope.region)) : undefined,
    };
}

/**
 * What a stack of this project has exported, nothing where there is no such stack. A StackReference would end the
 * program there, and no program can catch that (https://github.com/pulumi/pulumi/issues/19202); the engine's own
 * function that it stands on can fail like any other.
 */
async function outputsOf(stack: string): Promise<Partial<PlatformOutputs>> {
    const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
    try {
        const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
            outputs: Partial<PlatformOutputs>;
        };
        return outputs;
    } catch (error) {
        if (/unknown stack/.test(String(error))) return {};
        throw error;
    }
}
