import { judgePublic, publicExamples } from "../engine/openness";
import type { Rule } from "../engine/rule";

export const forbidPublicKeys: Rule = {
    id: "kms/forbidPublicKeys",
    group: "iam",
    description: "Keys name who may use them.",
    cause: "A key's policy has the principal * (or a wildcard for accounts), or NotPrincipal, without a condition on where a request comes from.",
    explanation:
        "A key protects data from those who may not use it. Where anybody may, what it encrypts is as good as plain.",
    remedy: "Name the principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID.",
    docs: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
    severity: "critical",
    standards: ["Security Hub KMS.5", "NIST 800-53 AC-3", "Checkov CKV_AWS_33"],
    scope: "resource",
    judge: judgePublic((type) => /^aws:kms\/(replica|external|replicaExternal)?[kK]ey(Policy)?:/.test(type)),
    // The condition: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    examples: publicExamples("aws:kms/key:Key", "kms:Decrypt", {
        StringEquals: { "kms:CallerAccount": "111111111111", "kms:ViaService": "s3.us-east-1.amazonaws.com" },
    }),
};
