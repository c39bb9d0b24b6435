import * as pulumi from "@pulumi/pulumi";

/** Tags, by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** The default tags of the stack's config. The provider gives them to resources, but to nothing that a run makes. */
export function stackTags(): Tags {
    return new pulumi.Config("aws").getObject<{ readonly tags?: Tags }>("defaultTags")?.tags ?? {};
}

/** Tags as requests have them. @param own those of what asks: they win over others of their keys */
export function requestTags(own: Tags, others: Tags): readonly { readonly Key: string; readonly Value: string }[] {
    return Object.entries({ ...own, ...others, ...own }).map(([Key, Value]) => ({ Key, Value }));
}
