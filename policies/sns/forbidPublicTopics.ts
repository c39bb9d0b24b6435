import { judgePublic, publicExamples } from "../engine/openness";
import type { Rule } from "../engine/rule";

export const forbidPublicTopics: Rule = {
    id: "sns/forbidPublicTopics",
    group: "iam",
    description: "Topics name who may publish and subscribe.",
    cause: "A topic's policy has the principal * (or a wildcard for accounts), or NotPrincipal, without a condition on where a request comes from.",
    explanation:
        "Whoever may publish can send notices in our name, and whoever may subscribe reads ours, from any account.",
    remedy: "Name the principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID.",
    docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
    severity: "critical",
    standards: ["Security Hub SNS.4", "NIST 800-53 AC-3", "Checkov CKV_AWS_169", "Checkov CKV_AWS_385"],
    scope: "resource",
    judge: judgePublic((type) => /^aws:sns\/topic(Policy)?:/.test(type)),
    // The condition: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    examples: publicExamples("aws:sns/topicPolicy:TopicPolicy", "sns:Publish", {
        StringEquals: { "aws:SourceOwner": "111111111111" },
    }),
};
