import type { EncryptionType, LogLevel, StateMachineType } from "@aws-sdk/client-sfn";
import type { sfn } from "@pulumi/aws";
import { regional, reported, taggable, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";

const stateMachine = define<sfn.StateMachineArgs, sfn.StateMachineState>({
    inputs: {
        ...regional,
        ...taggable,
        "definition!": "json",
        encryptionConfiguration: { kmsDataKeyReusePeriodSeconds: "number", kmsKeyId: "string", type: "string" },
        loggingConfiguration: { includeExecutionData: "boolean", level: "string", logDestination: "string" },
        name: "string",
        publish: "boolean",
        "roleArn!": "string",
        tracingConfiguration: { enabled: "boolean" },
        type: "STANDARD|EXPRESS",
    },
    outputs: [
        "arn",
        "creationDate",
        "description",
        "revisionId",
        "stateMachineVersionArn",
        "status",
        "tagsAll",
        "versionDescription",
    ],
    computed: ["encryptionConfiguration", "loggingConfiguration", "tracingConfiguration"],
    autoName: { property: "name", maxLength: 80 },
    defaults: { publish: false, type: "STANDARD" },
    replaceOn: ["name", "type"],
    volatile: (changed) => (changed.has("definition") || changed.has("roleArn") ? ["revisionId"] : []),
    async create(aws, inputs) {
        const client = await aws.clients.sfn();
        const made = await client.createStateMachine({
            ...request(inputs),
            name: inputs.name,
            type: inputs.type as StateMachineType,
            publish: inputs.publish,
            tags: sfnTags(inputs.tagsAll),
        });
        return made.stateMachineArn ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.sfn();
        const [live, { tags }] = await Promise.all([
            client.describeStateMachine({ stateMachineArn: id }),
            client.listTagsForResource({ resourceArn: id }),
        ]);
        const logging = live.loggingConfiguration;
        return reported({
            arn: id,
            name: live.name,
            creationDate: live.creationDate?.toISOString(),
            definition: live.definition,
            description: live.description,
            revisionId: live.revisionId,
            roleArn: live.roleArn,
            status: live.status,
            type: live.type,
            loggingConfiguration: logging && {
                includeExecutionData: logging.includeExecutionData,
                level: logging.level,
                logDestination: logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn,
            },
            tracingConfiguration: live.tracingConfiguration,
            tagsAll: tagMap(tags?.map(({ key: Key, value: Value }) => ({ Key, Value }))),
        });
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.sfn();
        const beyondTags = [...changed].some((name) => !name.startsWith("tags"));
        if (beyondTags) {
            await client.updateStateMachine({ ...request(news), stateMachineArn: id, publish: news.publish });
        }
        if (tags.removed.length) await client.untagResource({ resourceArn: id, tagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ resourceArn: id, tags: sfnTags(tags.set) });
    },
    async delete(aws, id) {
        await (await aws.clients.sfn()).deleteStateMachine({ stateMachineArn: id });
    },
});

interface Declared {
    readonly definition: string;
    readonly roleArn: string;
    readonly loggingConfiguration?: { level?: string; includeExecutionData?: boolean; logDestination?: string };
    readonly tracingConfiguration?: { enabled?: boolean };
    readonly encryptionConfiguration?: { type?: string; kmsKeyId?: string; kmsDataKeyReusePeriodSeconds?: number };
}

function request({ loggingConfiguration: logging, encryptionConfiguration: encryption, ...inputs }: Declared) {
    const logGroupArn = logging?.logDestination;
    return {
        definition: inputs.definition,
        roleArn: inputs.roleArn,
        tracingConfiguration: inputs.tracingConfiguration,
        encryptionConfiguration: encryption && { ...encryption, type: encryption.type as EncryptionType },
        loggingConfiguration: logging && {
            level: logging.level as LogLevel,
            includeExecutionData: logging.includeExecutionData,
            destinations: logGroupArn ? [{ cloudWatchLogsLogGroup: { logGroupArn } }] : [],
        },
    };
}

const sfnTags = (tags: Record<string, string>) => Object.entries(tags).map(([key, value]) => ({ key, value }));

export const types = { "aws:sfn/stateMachine:StateMachine": stateMachine };
