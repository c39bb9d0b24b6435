import { good, made, told } from "../engine/examples";
import { isObject } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { tagKeys, wholeTags } from "../engine/tags";
import { judgeResources } from "../engine/targets";
import { isTaggable } from "../reading/taggable";

const all = { "shop:owner": "ann", "shop:model": "cars", "shop:stage": "prod", CostCenter: "4711" };
const bucket = (props: object) => made("aws:s3/bucket:Bucket", "data", { bucket: "data", ...props });
const remedy = "set it here, or for all resources at once by the provider's defaultTags";
const whole = wholeTags(remedy);

export const tagResources: Rule = {
    id: "tags/tagResources",
    group: "tagging",
    description: "Every resource that can have tags says whose it is and who pays for it.",
    cause:
        "A resource lacks one of the tags of the rule's setting keys: owner, model, stage and cost-centre unless the stage " +
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
    settings: tagKeys,
    judge: judgeResources(/^aws:/, (value, place) => {
        const inputs = isObject(value) ? value : {};
        if (!("tags" in inputs) && !("tagsAll" in inputs) && !isTaggable(place.resource.type)) return [];
        return whole(inputs["tagsAll"] ?? inputs["tags"], { ...place, path: "tags" });
    }),
    examples: {
        good: [
            good("a resource with all tags, in any namespace and spelling", bucket({ tags: all })),
            good("the provider's default tags", bucket({ tags: {}, tagsAll: all })),
            good("what has no tags", made("aws:s3/bucketVersioning:BucketVersioning", "data", { bucket: "data" })),
            good("another cloud's", made("gcp:storage/bucket:Bucket", "data", {})),
        ],
        bad: [
            told("a resource alone", `tags: no tag tells owner, model, stage, cost-centre; ${remedy}.`, bucket({})),
            told("nobody", `tags: no tag tells owner; ${remedy}.`, bucket({ tags: { ...all, "shop:owner": "" } })),
        ],
        unknown: [
            told(
                "tags that are not known",
                "tags: undetermined: it is not known before the deployment.",
                bucket({ tags: unknownText }),
            ),
        ],
    },
};
