import type { quicksight } from "@pulumi/aws";
import { regional } from "../../engine/convert";
import { define } from "../../engine/resourceType";

const group = define<quicksight.GroupArgs, quicksight.GroupState>({
    inputs: {
        ...regional,
        awsAccountId: "string",
        description: "string",
        "groupName!": "string",
        namespace: "string",
    },
    outputs: ["arn"],
    computed: ["awsAccountId"],
    defaults: { namespace: "default" },
    replaceOn: ["awsAccountId", "groupName", "namespace"],
    async create(aws, { groupName, namespace = "default", description, awsAccountId = aws.account }) {
        const client = await aws.clients.quicksight();
        await client.createGroup({
            AwsAccountId: awsAccountId,
            Namespace: namespace,
            GroupName: groupName,
            Description: description,
        });
        return `${awsAccountId}/${namespace}/${groupName}`;
    },
    async read(aws, id) {
        const { Group } = await (await aws.clients.quicksight()).describeGroup(nameOf(id));
        if (!Group) return undefined;
        const { AwsAccountId, Namespace, GroupName } = nameOf(id);
        return {
            arn: Group.Arn,
            awsAccountId: AwsAccountId,
            description: Group.Description,
            groupName: GroupName,
            namespace: Namespace,
        };
    },
    async update(aws, id, { news }) {
        await (await aws.clients.quicksight()).updateGroup({ ...nameOf(id), Description: news.description });
    },
    async delete(aws, id) {
        await (await aws.clients.quicksight()).deleteGroup(nameOf(id));
    },
});

function nameOf(id: string) {
    const [AwsAccountId = "", Namespace = "", ...name] = id.split("/");
    return { AwsAccountId, Namespace, GroupName: name.join("/") };
}

export const types = { "aws:quicksight/group:Group": group };
