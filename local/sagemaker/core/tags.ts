import type { AddTagsInput, DeleteTagsInput, ListTagsInput, Tag } from "@aws-sdk/client-sagemaker";
import { type Account, PerAccount } from "./account";
import { page } from "./listing";

/** Tags by ARN, then by key. */
const tagsByArn = new PerAccount(() => new Map<string, Map<string, string>>());

/** Adds or replaces tags of a resource; SageMaker answers with all that it has then. */
export function addTags(account: Account, arn: string, tags: readonly Tag[] | undefined): Tag[] {
    const held = tagsByArn.of(account).get(arn) ?? new Map<string, string>();
    for (const tag of tags ?? []) {
        held.set(tag.Key!, tag.Value!);
    }
    if (held.size > 0) {
        tagsByArn.of(account).set(arn, held);
    }
    return [...held].map(([Key, Value]) => ({ Key, Value }));
}

/** Takes all tags of a resource away, which is gone. */
export function removeTags(account: Account, arn: string): void {
    tagsByArn.of(account).delete(arn);
}

/** `AddTags`: of any resource of the account, by ARN. */
export function addTagsOperation(account: Account, input: AddTagsInput) {
    return { Tags: addTags(account, input.ResourceArn!, input.Tags) };
}

/** `ListTags`, in the order in which they were added. */
export function listTags(account: Account, input: ListTagsInput) {
    const { items, NextToken } = page(addTags(account, input.ResourceArn!, []), input, 50);
    return { Tags: items, NextToken };
}

/** `DeleteTags`; keys that the resource does not have are passed over. */
export function deleteTags(account: Account, input: DeleteTagsInput) {
    for (const key of input.TagKeys ?? []) {
        tagsByArn.of(account).get(input.ResourceArn!)?.delete(key);
    }
    return {};
}
