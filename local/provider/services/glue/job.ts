import type { CreateJobCommandInput, Job, JobUpdate } from "@aws-sdk/client-glue";
import type { glue } from "@pulumi/aws";
import { fromApi, regional, reported, taggable, toApi } from "../../engine/convert";
import { define, type Inputs, type Plain } from "../../engine/resourceType";
import type { Session } from "../../engine/session";

const job = define<glue.JobArgs, glue.JobState>({
    inputs: {
        ...regional,
        ...taggable,
        "command!": { name: "string", pythonVersion: "string", runtime: "string", "scriptLocation!": "string" },
        connections: "strings",
        defaultArguments: "map",
        description: "string",
        executionClass: "FLEX|STANDARD",
        executionProperty: { maxConcurrentRuns: "number" },
        glueVersion: "string",
        jobMode: "SCRIPT|VISUAL|NOTEBOOK",
        jobRunQueuingEnabled: "boolean",
        maintenanceWindow: "string",
        maxCapacity: "number",
        maxRetries: "number",
        name: "string",
        nonOverridableArguments: "map",
        notificationProperty: { notifyDelayAfter: "number" },
        numberOfWorkers: "number",
        "roleArn!": "string",
        securityConfiguration: "string",
        timeout: "number",
        workerType: "string",
    },
    outputs: ["arn", "tagsAll"],
    computed: [
        "command",
        "executionClass",
        "executionProperty",
        "glueVersion",
        "jobMode",
        "maxCapacity",
        "maxRetries",
        "numberOfWorkers",
        "timeout",
        "workerType",
    ],
    autoName: { property: "name", maxLength: 255 },
    replaceOn: ["name"],
    async create(aws, inputs) {
        const client = await aws.clients.glue();
        await client.createJob({ ...request(inputs), Name: inputs.name, Tags: inputs.tagsAll });
        return inputs.name ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.glue();
        const { Job: live } = await client.getJob({ JobName: id });
        if (!live) return undefined;
        const { Tags } = await client.getTags({ ResourceArn: arnOf(aws, id) });
        return reported({
            ...propertiesOf(live),
            arn: arnOf(aws, id),
            roleArn: live.Role,
            connections: live.Connections?.Connections,
            defaultArguments: live.DefaultArguments,
            nonOverridableArguments: live.NonOverridableArguments,
            tagsAll: Tags ?? {},
        });
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.glue();
        const beyondTags = [...changed].some((name) => !name.startsWith("tags"));
        if (beyondTags) await client.updateJob({ JobName: id, JobUpdate: request(news) });
        const ResourceArn = arnOf(aws, id);
        if (tags.removed.length) await client.untagResource({ ResourceArn, TagsToRemove: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceArn, TagsToAdd: tags.set });
    },
    async delete(aws, id) {
        await (await aws.clients.glue()).deleteJob({ JobName: id });
    },
});

const arnOf = (aws: Session, name: string): string => aws.arn("glue", `job/${name}`);

/** What CreateJob and UpdateJob have in common: all of the job. */
function request(inputs: Inputs<glue.JobArgs>): JobUpdate & Omit<CreateJobCommandInput, "Name"> {
    const { command, connections, roleArn, defaultArguments, nonOverridableArguments, ...rest } = inputs;
    const { name: _name, region: _region, tags: _tags, tagsAll: _tagsAll, ...plain } = rest;
    return {
        ...toApi<JobUpdate>(plain),
        Command: toApi({ name: "glueetl", ...command }),
        Role: roleArn,
        // Maps of the user's own keys.
        DefaultArguments: defaultArguments,
        NonOverridableArguments: nonOverridableArguments,
        Connections: connections && { Connections: connections },
    };
}

/** The properties that are spelled as the API's members are. */
function propertiesOf(live: Job): Partial<Plain<glue.JobState>> {
    return fromApi({
        Command: live.Command,
        Description: live.Description,
        ExecutionClass: live.ExecutionClass,
        ExecutionProperty: live.ExecutionProperty,
        GlueVersion: live.GlueVersion,
        JobMode: live.JobMode,
        MaxCapacity: live.MaxCapacity,
        MaxRetries: live.MaxRetries,
        Name: live.Name,
        NotificationProperty: live.NotificationProperty,
        NumberOfWorkers: live.NumberOfWorkers,
        SecurityConfiguration: live.SecurityConfiguration,
        Timeout: live.Timeout,
        WorkerType: live.WorkerType,
    });
}

export const types = { "aws:glue/job:Job": job };
