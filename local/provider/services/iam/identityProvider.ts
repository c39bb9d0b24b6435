import type { iam } from "@pulumi/aws";
import { taggable, tagList, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";

const openIdConnectProvider = define<iam.OpenIdConnectProviderArgs, iam.OpenIdConnectProviderState>({
    inputs: { ...taggable, "clientIdLists!": "set", thumbprintLists: "set", "url!": "string" },
    outputs: ["arn", "tagsAll"],
    // IAM fetches the one of the issuer's certificate where none is given.
    computed: ["thumbprintLists"],
    replaceOn: ["url"],
    async create(aws, { url, clientIdLists, thumbprintLists, tagsAll }) {
        const client = await aws.clients.iam();
        const made = await client.createOpenIDConnectProvider({
            Url: url,
            ClientIDList: clientIdLists,
            ThumbprintList: thumbprintLists,
            Tags: tagList(tagsAll),
        });
        return made.OpenIDConnectProviderArn ?? "";
    },
    async read(aws, id) {
        const live = await (await aws.clients.iam()).getOpenIDConnectProvider({ OpenIDConnectProviderArn: id });
        return {
            arn: id,
            // AWS answers the URL without its scheme.
            url: `https://${(live.Url ?? "").replace(/^https:\/\//, "")}`,
            clientIdLists: live.ClientIDList,
            thumbprintLists: live.ThumbprintList,
            tagsAll: tagMap(live.Tags),
        };
    },
    async update(aws, id, { olds, news, changed, tags }) {
        const client = await aws.clients.iam();
        const OpenIDConnectProviderArn = id;
        const [before, after] = [olds, news].map(({ clientIdLists }) => (clientIdLists ?? []) as string[]);
        for (const ClientID of after!.filter((one) => !before!.includes(one))) {
            await client.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
        }
        for (const ClientID of before!.filter((one) => !after!.includes(one))) {
            await client.removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
        }
        if (changed.has("thumbprintLists")) {
            const ThumbprintList = news.thumbprintLists as string[];
            await client.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList });
        }
        if (tags.removed.length) {
            await client.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys: tags.removed });
        }
        if (Object.keys(tags.set).length) {
            await client.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags: tagList(tags.set) });
        }
    },
    async delete(aws, id) {
        await (await aws.clients.iam()).deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: id });
    },
});

export const types = { "aws:iam/openIdConnectProvider:OpenIdConnectProvider": openIdConnectProvider };
