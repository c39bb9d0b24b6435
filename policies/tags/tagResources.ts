import { good, made, told } from "../engine/examples";
import { type Check } from "../engine/fields";
import { fail, isObject, pass, undetermined } from "../engine/judgement";
import { textsOf } from "../engine/machines";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";
import { isTaggable } from "../reading/taggable";
import { hasOpenTags, meaningOf, tagsOf } from "../reading/tags";

const all = { "shop:owner": "ann", "shop:model": "cars", "shop:stage": "prod", CostCenter: "4711" };
const bucket = (props: object) => made("aws:s3/bucket:Bucket", "data", { bucket: "data", ...props });
const wanted = ["owner", "model", "stage", "cost-center"];
const remedy = "tag it here, or all resources at once by the provider's defaultTags.";

/** Has every tag that is asked for; the provider's defaults are among `tagsAll`. */
const tagged: Check = (value, place) => {
    const inputs = isObject(value) ? value : {};
    if (!("tags" in inputs) && !("tagsAll" in inputs) && !isTaggable(place.resource.type)) return [];
    const all = { tags: inputs["tagsAll"] ?? inputs["tags"] };
    const tags = tagsOf(all, place);
    const lacking = textsOf(place.settings["tags"], wanted).filter((tag) => !tags.has(meaningOf(tag)));
    if (lacking.length === 0) return [pass("tags")];
    const told = `${lacking.join(", ")} ${lacking.length === 1 ? "is" : "are"} not among the tags`;
    return hasOpenTags(all, place)
        ? [undetermined("tags", `${told} that are known before the deployment.`)]
        : [fail("tags", `${told}; ${remedy}`)];
};

export const tagResources: Rule = {
    id: "tags/tagResources",
    group: "tagging",
    description: "Every resource that can have tags says whose it is and who pays for it.",
    cause:
        "A resource lacks one of the tags of the rule's setting tags: owner, model, stage and cost-center unless the stage " +
        "says otherwise. A key's namespace and spelling are free: shop:cost-centre and CostCenter are the same.",
    explanation:
        "Costs are told apart by tags, and so is who has to be asked before something is deleted. A resource without them is " +
        "found on the bill, and by nobody before.",
    remedy: "Set aws:defaultTags in the stack's config.",
    docs: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    severity: "low",
    standards: ["NIST 800-53 CM-8"],
    // The whole graph shows tags with the provider's defaults among them.
    scope: "stack",
    settings: {
        tags: {
            type: "array",
            items: { type: "string" },
            default: wanted,
            description: "Keys that every resource has to have, without their namespaces.",
        },
    },
    remediation: ({ tags = {} }, { props }) => {
        const present = Object.keys(Object(props["tagsAll"] ?? props["tags"]) as object).map(meaningOf);
        const lacking = Object.entries(tags).filter(([tag]) => !present.includes(meaningOf(tag)));
        const added = Object.fromEntries(lacking);
        // The provider has put its defaults there before, and reads them from there.
        return { tags: added, ...("tagsAll" in props && { tagsAll: added }) };
    },
    judge: judgeResources(/^aws:/, tagged),
    examples: {
        good: [
            good("a resource with all tags, in any namespace and spelling", bucket({ tags: all })),
            good("the provider's default tags", bucket({ tags: {}, tagsAll: all })),
            good("what has no tags", made("aws:s3/bucketVersioning:BucketVersioning", "data", { bucket: "data" })),
            good("another cloud's", made("gcp:storage/bucket:Bucket", "data", {})),
        ],
        bad: [
            told(
                "a resource alone",
                `tags: owner, model, stage, cost-center are not among the tags; ${remedy}`,
                bucket({}),
            ),
            told(
                "nobody",
                `tags: owner is not among the tags; ${remedy}`,
                bucket({ tags: { ...all, "shop:owner": "" } }),
            ),
        ],
        unknown: [
            told(
                "tags that are not known",
                "tags: undetermined: owner, model, stage, cost-center are not among the tags that are known before the deployment.",
                bucket({ tags: unknownText }),
            ),
        ],
    },
};
