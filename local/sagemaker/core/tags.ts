import type { AddTagsInput, DeleteTagsInput, ListTagsInput, Tag } from "@aws-sdk/client-sagemaker";
import type { Account } from "./account";
import { page } from "./listing";

/** Adds or replaces tags of a resource; SageMaker answers with all that it has then. */
export function addTags(account: Account, arn: string, tags: readonly Tag[] | undefined): Tag[] {
    const held = account.tags.get(arn) ?? new Map<string, string>();
    for (const tag of tags ?? []) {
        held.set(tag.Key!, tag.Value!);
    }
    if (held.size > 0) {
        account.tags.set(arn, held);
    }
    return [...held].map(([Key, Value]) => ({ Key, Value }));
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
        account.tags.get(input.ResourceArn!)?.delete(key);
    }
    return {};
}
