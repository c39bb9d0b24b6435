import { good, made, told } from "../engine/examples";
import { field, oneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const repositoryType = "aws:ecr/repository:Repository";
const repository = (imageTagMutability?: unknown) =>
    made(repositoryType, "images", { name: "images", imageTagMutability });
const remedy = "set IMMUTABLE, or name images by digest";

export const fixTags: Rule = {
    id: "ecr/fixTags",
    group: "reliability",
    // What names images by their digests does not care where a tag moves, and builders that push each image under one tag
    // need it to move.
    level: "advisory",
    description: "Every tag of an image stays with the image that it was given to.",
    cause: "A repository's imageTagMutability is MUTABLE, as it is by default.",
    explanation:
        "A tag that moves makes what names an image by it run another image than the one that was tested. What names images " +
        "by digest is safe from that, whatever becomes of tags.",
    remedy: "Set imageTagMutability to IMMUTABLE, or name images by digest everywhere.",
    docs: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    severity: "low",
    standards: ["Security Hub ECR.2", "NIST 800-53 CM-2", "Checkov CKV_AWS_51"],
    scope: "resource",
    judge: judgeResources(
        repositoryType,
        field("imageTagMutability", oneOf(["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"], remedy)),
    ),
    examples: {
        good: [good("a repository whose tags stay", repository("IMMUTABLE"))],
        bad: [
            told("a repository alone", `imageTagMutability: it is missing; ${remedy}.`, repository()),
            told("tags that move", `imageTagMutability: MUTABLE is set; ${remedy}.`, repository("MUTABLE")),
        ],
        unknown: [
            told(
                "a setting that is not known",
                "imageTagMutability: undetermined: it is not known before the deployment.",
                repository(unknownText),
            ),
        ],
    },
};
