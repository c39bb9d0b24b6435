import type { WorkGroupConfiguration, WorkGroupConfigurationUpdates } from "@aws-sdk/client-athena";
import type { athena } from "@pulumi/aws";
import { regional, reported, taggable, tagList, tagMap } from "../../engine/convert";
import { define, type Plain } from "../../engine/resourceType";
import type { Session } from "../../engine/session";

type Configuration = NonNullable<Plain<athena.WorkgroupState>["configuration"]>;

/** Its id is its name. */
const workgroup = define<athena.WorkgroupArgs, athena.WorkgroupState>({
    inputs: {
        ...regional,
        ...taggable,
        configuration: {
            bytesScannedCutoffPerQuery: "number",
            enforceWorkgroupConfiguration: "boolean",
            engineVersion: { selectedEngineVersion: "string" },
            publishCloudwatchMetricsEnabled: "boolean",
            requesterPaysEnabled: "boolean",
            resultConfiguration: {
                encryptionConfiguration: { encryptionOption: "SSE_S3|SSE_KMS|CSE_KMS", kmsKeyArn: "string" },
                expectedBucketOwner: "string",
                outputLocation: "string",
            },
        },
        description: "string",
        forceDestroy: "boolean",
        name: "string",
        state: "ENABLED|DISABLED",
    },
    outputs: ["arn", "tagsAll"],
    computed: ["configuration"],
    defaults: { forceDestroy: false, state: "ENABLED" },
    autoName: { property: "name", maxLength: 128 },
    replaceOn: ["name"],
    async create(aws, inputs) {
        const client = await aws.clients.athena();
        const name = inputs.name ?? "";
        await client.createWorkGroup({
            Name: name,
            Description: inputs.description,
            Configuration: configurationFor(inputs.configuration),
            Tags: tagList(inputs.tagsAll),
        });
        return {
            id: name,
            async finish() {
                if (inputs.state === "DISABLED") await client.updateWorkGroup({ WorkGroup: name, State: "DISABLED" });
            },
        };
    },
    async read(aws, id, { forceDestroy }) {
        const client = await aws.clients.athena();
        const { WorkGroup: live } = await client.getWorkGroup({ WorkGroup: id }).catch(unlessMissing);
        if (!live) return undefined;
        const { Tags } = await client.listTagsForResource({ ResourceARN: arnOf(aws, id) });
        return reported({
            arn: arnOf(aws, id),
            name: live.Name,
            description: live.Description,
            state: live.State,
            configuration: configurationOf(live.Configuration),
            // Only Pulumi knows of it.
            forceDestroy: forceDestroy ?? false,
            tagsAll: tagMap(Tags),
        });
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.athena();
        if (["configuration", "description", "state"].some((name) => changed.has(name))) {
            await client.updateWorkGroup({
                WorkGroup: id,
                Description: news.description,
                State: news.state as "ENABLED",
                ConfigurationUpdates: updatesFor(news.configuration),
            });
        }
        const ResourceARN = arnOf(aws, id);
        if (tags.removed.length) await client.untagResource({ ResourceARN, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceARN, Tags: tagList(tags.set) });
    },
    async delete(aws, id, { forceDestroy }) {
        await (
            await aws.clients.athena()
        ).deleteWorkGroup({ WorkGroup: id, RecursiveDeleteOption: forceDestroy ?? false });
    },
});

const arnOf = (aws: Session, name: string): string => aws.arn("athena", `workgroup/${name}`);

/** Athena has one error for all that is wrong with a request. */
export function unlessMissing(error: unknown): { readonly [name: string]: undefined } {
    const { name, message } = error as Error;
    if (name === "InvalidRequestException" && /not found/i.test(message)) return {};
    throw error;
}

function configurationFor(given: Configuration = {}): WorkGroupConfiguration {
    return {
        // The published provider says so where nothing is said.
        EnforceWorkGroupConfiguration: given.enforceWorkgroupConfiguration ?? true,
        PublishCloudWatchMetricsEnabled: given.publishCloudwatchMetricsEnabled ?? true,
        RequesterPaysEnabled: given.requesterPaysEnabled,
        BytesScannedCutoffPerQuery: given.bytesScannedCutoffPerQuery,
        EngineVersion: given.engineVersion && { SelectedEngineVersion: given.engineVersion.selectedEngineVersion },
        ResultConfiguration: given.resultConfiguration && resultsFor(given.resultConfiguration),
    };
}

function resultsFor(given: NonNullable<Configuration["resultConfiguration"]>) {
    return {
        OutputLocation: given.outputLocation,
        ExpectedBucketOwner: given.expectedBucketOwner,
        EncryptionConfiguration: given.encryptionConfiguration && {
            EncryptionOption: given.encryptionConfiguration.encryptionOption as "SSE_KMS",
            KmsKey: given.encryptionConfiguration.kmsKeyArn,
        },
    };
}

function updatesFor(given: Configuration | undefined): WorkGroupConfigurationUpdates {
    const { ResultConfiguration: results = {}, ...rest } = configurationFor(given);
    return {
        ...rest,
        RemoveBytesScannedCutoffPerQuery: rest.BytesScannedCutoffPerQuery === undefined,
        ResultConfigurationUpdates: {
            ...results,
            RemoveOutputLocation: results.OutputLocation === undefined,
            RemoveEncryptionConfiguration: results.EncryptionConfiguration === undefined,
            RemoveExpectedBucketOwner: results.ExpectedBucketOwner === undefined,
        },
    };
}

function configurationOf(live: WorkGroupConfiguration = {}): Configuration {
    const { ResultConfiguration: results } = live;
    const encryption = results?.EncryptionConfiguration;
    return reported({
        enforceWorkgroupConfiguration: live.EnforceWorkGroupConfiguration,
        publishCloudwatchMetricsEnabled: live.PublishCloudWatchMetricsEnabled,
        requesterPaysEnabled: live.RequesterPaysEnabled,
        bytesScannedCutoffPerQuery: live.BytesScannedCutoffPerQuery,
        engineVersion: live.EngineVersion && { selectedEngineVersion: live.EngineVersion.SelectedEngineVersion },
        resultConfiguration:
            results &&
            reported({
                outputLocation: results.OutputLocation,
                expectedBucketOwner: results.ExpectedBucketOwner,
                encryptionConfiguration: encryption && {
                    encryptionOption: encryption.EncryptionOption,
                    kmsKeyArn: encryption.KmsKey,
                },
            }),
    });
}

export const types = { "aws:athena/workgroup:Workgroup": workgroup };
