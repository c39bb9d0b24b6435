import type { ResourceType as Ec2Kind, Tag } from "@aws-sdk/client-ec2";
import { tagList, tagMap } from "../../engine/convert";
import { Session } from "../../engine/session";

/** Tags for a call that makes something. */
export function tagsFor(kind: Ec2Kind, tags: Record<string, string>) {
    const Tags = tagList(tags);
    return Tags.length ? [{ ResourceType: kind, Tags }] : undefined;
}

/** Sets and removes tags of anything that EC2 has an id for. */
export async function retag(
    aws: Session,
    id: string,
    tags: { readonly set: Record<string, string>; readonly removed: string[] },
): Promise<void> {
    const client = await aws.clients.ec2();
    const Tags = tagList(tags.set);
    if (tags.removed.length) {
        await client.deleteTags({ Resources: [id], Tags: tags.removed.map((Key) => ({ Key })) });
    }
    if (Tags.length) await client.createTags({ Resources: [id], Tags });
}

/** What every EC2 resource reports of itself. */
export function about(aws: Session, path: string, live: { readonly OwnerId?: string; readonly Tags?: Tag[] }) {
    return { arn: aws.arn("ec2", path), ownerId: live.OwnerId ?? aws.account, tagsAll: tagMap(live.Tags) };
}

/** Asks until the answer is there. @throws after `seconds`. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (answer !== undefined) return answer;
        if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} seconds`);
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

/** An id part made of text, as the published provider makes it: its CRC-32. */
export { crc32 as hashcode } from "node:zlib";
