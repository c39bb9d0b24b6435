import { isDeepStrictEqual } from "node:util";
import type { CloudControl, ProgressEvent } from "@aws-sdk/client-cloudcontrol";
import type { cloudcontrol } from "@pulumi/aws";
import { regional } from "../../engine/convert";
import { define } from "../../engine/resourceType";

/** Any type that Cloud Control has: the published provider calls it in the same way, by whole members of the state. */
const resource = define<cloudcontrol.ResourceArgs, cloudcontrol.ResourceState>({
    inputs: { ...regional, "desiredState!": "json", "typeName!": "string" },
    outputs: ["properties"],
    replaceOn: ["typeName"],
    async create(aws, { typeName, desiredState }) {
        const client = await aws.clients.cloudcontrol();
        const { ProgressEvent } = await client.createResource({ TypeName: typeName, DesiredState: desiredState });
        return (await ended(client, ProgressEvent)).Identifier ?? "";
    },
    async read(aws, id, { typeName, desiredState }) {
        const client = await aws.clients.cloudcontrol();
        const { ResourceDescription } = await client.getResource({ TypeName: typeName, Identifier: id });
        const properties = ResourceDescription?.Properties;
        if (properties === undefined) return undefined;
        // What the service says beside what was asked for is no drift.
        const wanted = JSON.parse(desiredState ?? "{}") as Record<string, unknown>;
        const live = JSON.parse(properties) as Record<string, unknown>;
        const known = Object.keys(wanted).filter((name) => name in live);
        const state = Object.fromEntries(known.map((name) => [name, live[name]]));
        return { typeName, desiredState: JSON.stringify(state), properties };
    },
    async update(aws, id, { news, olds }) {
        const client = await aws.clients.cloudcontrol();
        const PatchDocument = JSON.stringify(patch(parsed(olds.desiredState), parsed(news.desiredState)));
        const { ProgressEvent } = await client.updateResource({
            TypeName: news.typeName,
            Identifier: id,
            PatchDocument,
        });
        await ended(client, ProgressEvent);
    },
    async delete(aws, id, { typeName }) {
        const client = await aws.clients.cloudcontrol();
        const { ProgressEvent } = await client.deleteResource({ TypeName: typeName, Identifier: id });
        await ended(client, ProgressEvent);
    },
});

const pollMilliseconds = 50;

/** Follows a request to its end. @throws where it failed, with the service's words */
async function ended(client: CloudControl, event: ProgressEvent = {}): Promise<ProgressEvent> {
    let now = event;
    while (now.OperationStatus === "IN_PROGRESS" || now.OperationStatus === "PENDING") {
        const { ProgressEvent } = await client.getResourceRequestStatus({ RequestToken: event.RequestToken });
        now = ProgressEvent ?? {};
        if (now.OperationStatus === "IN_PROGRESS") {
            await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
        }
    }
    if (now.OperationStatus === "SUCCESS") return now;
    throw Object.assign(new Error(now.StatusMessage), { name: now.ErrorCode ?? "GeneralServiceException" });
}

const parsed = (text: string | undefined) => JSON.parse(text ?? "{}") as Record<string, unknown>;

/** RFC 6902, of whole members. */
function patch(olds: Record<string, unknown>, news: Record<string, unknown>): object[] {
    const removed = Object.keys(olds).filter((name) => !(name in news));
    return [
        ...removed.map((name) => ({ op: "remove", path: `/${name}` })),
        ...Object.entries(news)
            .filter(([name, value]) => !isDeepStrictEqual(value, olds[name]))
            .map(([name, value]) => ({ op: name in olds ? "replace" : "add", path: `/${name}`, value })),
    ];
}

export const types = { "aws:cloudcontrol/resource:Resource": resource };
