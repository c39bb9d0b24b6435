import type { RuleState } from "@aws-sdk/client-eventbridge";
import type { cloudwatch } from "@pulumi/aws";
import { fromApi, regional, taggable, tagList, tagMap, toApi } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

const eventRule = define<cloudwatch.EventRuleArgs, cloudwatch.EventRuleState>({
    inputs: {
        ...regional,
        ...taggable,
        description: "string",
        eventBusName: "string",
        eventPattern: "json",
        forceDestroy: "boolean",
        name: "string",
        roleArn: "string",
        scheduleExpression: "string",
        state: "ENABLED|DISABLED|ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    },
    outputs: ["arn", "tagsAll"],
    autoName: { property: "name", maxLength: 64 },
    defaults: { eventBusName: "default", forceDestroy: false, state: "ENABLED" },
    replaceOn: ["eventBusName", "name"],
    async create(aws, inputs) {
        const client = await aws.clients.events();
        await client.putRule({ ...ruleRequest(inputs), Tags: tagList(inputs.tagsAll) });
        return inputs.eventBusName === "default" ? (inputs.name ?? "") : `${inputs.eventBusName}/${inputs.name}`;
    },
    async read(aws, id) {
        const client = await aws.clients.events();
        const [EventBusName, Name] = ruleId(id);
        const live = await client.describeRule({ Name, EventBusName });
        const tags = await client.listTagsForResource({ ResourceARN: live.Arn });
        return {
            arn: live.Arn,
            name: Name,
            eventBusName: EventBusName,
            description: live.Description,
            eventPattern: live.EventPattern,
            roleArn: live.RoleArn,
            scheduleExpression: live.ScheduleExpression,
            state: live.State,
            tagsAll: tagMap(tags.Tags),
        };
    },
    async update(aws, _id, { news, olds, changed, tags }) {
        const client = await aws.clients.events();
        const beyondTags = [...changed].some((name) => !name.startsWith("tags"));
        if (beyondTags) await client.putRule(ruleRequest(news));
        const ResourceARN = olds.arn;
        if (tags.removed.length) await client.untagResource({ ResourceARN, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceARN, Tags: tagList(tags.set) });
    },
    async delete(aws, id, state) {
        const client = await aws.clients.events();
        const [EventBusName, Name] = ruleId(id);
        if (state.forceDestroy) {
            const { Targets } = await client.listTargetsByRule({ Rule: Name, EventBusName });
            const Ids = Targets?.map((target) => target.Id ?? "");
            if (Ids?.length) await client.removeTargets({ Rule: Name, EventBusName, Ids });
        }
        await client.deleteRule({ Name, EventBusName });
    },
});

const eventTarget = define<cloudwatch.EventTargetArgs, cloudwatch.EventTargetState>({
    inputs: {
        ...regional,
        "arn!": "string",
        deadLetterConfig: { arn: "string" },
        eventBusName: "string",
        forceDestroy: "boolean",
        input: "json",
        inputPath: "string",
        inputTransformer: { inputPaths: "map", "inputTemplate!": "string" },
        retryPolicy: { maximumEventAgeInSeconds: "number", maximumRetryAttempts: "number" },
        roleArn: "string",
        "rule!": "string",
        targetId: "string",
    },
    outputs: [],
    autoName: { property: "targetId", maxLength: 64 },
    defaults: { eventBusName: "default", forceDestroy: false },
    replaceOn: ["eventBusName", "rule", "targetId"],
    async create(aws, inputs) {
        await putTarget(aws, inputs);
        const parts = inputs.eventBusName === "default" ? [] : [inputs.eventBusName];
        return [...parts, inputs.rule, inputs.targetId].join("-");
    },
    async read(aws, _id, { rule, targetId, eventBusName = "default" }) {
        const client = await aws.clients.events();
        const { Targets } = await client.listTargetsByRule({ Rule: rule, EventBusName: eventBusName });
        const live = Targets?.find((target) => target.Id === targetId);
        return (
            live && {
                rule,
                targetId,
                eventBusName,
                arn: live.Arn,
                deadLetterConfig: fromApi(live.DeadLetterConfig),
                input: live.Input,
                inputPath: live.InputPath,
                inputTransformer: live.InputTransformer && {
                    inputPaths: live.InputTransformer.InputPathsMap ?? {},
                    inputTemplate: live.InputTransformer.InputTemplate ?? "",
                },
                retryPolicy: fromApi(live.RetryPolicy),
                roleArn: live.RoleArn,
            }
        );
    },
    async update(aws, _id, { news }) {
        await putTarget(aws, news);
    },
    async delete(aws, _id, { rule, targetId = "", eventBusName }) {
        const client = await aws.clients.events();
        const answer = await client.removeTargets({ Rule: rule, EventBusName: eventBusName, Ids: [targetId] });
        const failed = answer.FailedEntries?.find(({ ErrorCode }) => ErrorCode !== "ResourceNotFoundException");
        if (failed) throw new Error(`${failed.ErrorCode}: ${failed.ErrorMessage}`);
    },
});

function ruleRequest(inputs: {
    name?: string;
    description?: string;
    eventBusName?: string;
    eventPattern?: string;
    roleArn?: string;
    scheduleExpression?: string;
    state?: string;
}) {
    return {
        Name: inputs.name,
        Description: inputs.description,
        EventBusName: inputs.eventBusName,
        EventPattern: inputs.eventPattern,
        RoleArn: inputs.roleArn,
        ScheduleExpression: inputs.scheduleExpression,
        State: inputs.state as RuleState,
    };
}

async function putTarget(aws: Session, inputs: Parameters<typeof targetRequest>[0]): Promise<void> {
    const client = await aws.clients.events();
    const answer = await client.putTargets({
        Rule: inputs.rule,
        EventBusName: inputs.eventBusName,
        Targets: [targetRequest(inputs)],
    });
    const failed = answer.FailedEntries?.[0];
    if (failed) throw new Error(`${failed.ErrorCode}: ${failed.ErrorMessage}`);
}

function targetRequest(inputs: {
    rule: string;
    arn: string;
    targetId?: string;
    eventBusName?: string;
    deadLetterConfig?: object;
    input?: string;
    inputPath?: string;
    inputTransformer?: { inputPaths?: Record<string, string>; inputTemplate: string };
    retryPolicy?: object;
    roleArn?: string;
}) {
    const { inputTransformer } = inputs;
    return {
        Id: inputs.targetId,
        Arn: inputs.arn,
        DeadLetterConfig: toApi<{ Arn?: string } | undefined>(inputs.deadLetterConfig),
        Input: inputs.input,
        InputPath: inputs.inputPath,
        InputTransformer: inputTransformer && {
            InputPathsMap: inputTransformer.inputPaths,
            InputTemplate: inputTransformer.inputTemplate,
        },
        RetryPolicy: toApi<{ MaximumRetryAttempts?: number } | undefined>(inputs.retryPolicy),
        RoleArn: inputs.roleArn,
    };
}

/** Bus and name of a rule's id: `name` on the default bus, else `bus/name`. */
function ruleId(id: string): [bus: string, name: string] {
    const at = id.lastIndexOf("/");
    return at < 0 ? ["default", id] : [id.slice(0, at), id.slice(at + 1)];
}

export const types = {
    "aws:cloudwatch/eventRule:EventRule": eventRule,
    "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
};
