import { good, made, told } from "../engine/examples";
import { field, required } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgePart } from "../engine/targets";

const repositoryType = "aws:ecr/repository:Repository";
const repository = made(repositoryType, "images", { name: "images" });
const lifecycle = (policy: unknown, of = "images") =>
    made("aws:ecr/lifecyclePolicy:LifecyclePolicy", "images-lifecycle", { repository: of, policy });
const keepNewest = JSON.stringify({ rules: [{ rulePriority: 1, action: { type: "expire" } }] });
const missing = "no LifecyclePolicy names this repository; add one that expires old images.";

export const expireImages: Rule = {
    id: "ecr/expireImages",
    group: "cost",
    description: "Every image repository ends what is old.",
    cause: "A repository has no aws.ecr.LifecyclePolicy of its own.",
    explanation:
        "Each build leaves an image of some gigabytes that is paid for until somebody deletes it. A policy keeps as many as " +
        "models may still name.",
    remedy: "Add an aws.ecr.LifecyclePolicy that expires images beyond a number that no model can still name.",
    docs: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    severity: "low",
    standards: ["Security Hub ECR.3", "NIST 800-53 CM-2"],
    scope: "stack",
    judge: judgePart(
        repositoryType,
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        { of: "repository", to: "name" },
        field("policy", required("say which images expire")),
        missing,
    ),
    examples: {
        good: [good("a repository that keeps the newest", repository, lifecycle(keepNewest))],
        bad: [
            told("a repository alone", `name: ${missing}`, repository),
            told("another repository's policy", `name: ${missing}`, repository, lifecycle(keepNewest, "others")),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "images-lifecycle.policy: undetermined: it is not known before the deployment.",
                repository,
                lifecycle(unknownText),
            ),
        ],
    },
};
