import { judgePublic, publicExamples } from "../engine/openness";
import type { Rule } from "../engine/rule";

/**
 * Types with a rule of their own; and those whose policies only narrow: an endpoint's of a VPC lets through what others
 * allow, and an API's stands beside its authorization.
 */
const others =
    /^aws:(iam\/|ssoadmin\/|sns\/topic|sqs\/queue|kms\/|s3\/(bucket|bucketV2|bucketPolicy|accessPoint):|s3control\/accessPointPolicy:|cloudwatch\/eventBusPolicy:|ec2\/vpcEndpoint|apigateway\/)/;

export const forbidPublicAccess: Rule = {
    id: "iam/forbidPublicAccess",
    group: "iam",
    description: "Policies of repositories, secrets, model registries and other resources name who may use them.",
    cause:
        "The policy of a resource that no other rule is about, such as a repository of images, a secret, a table or a " +
        "group of model versions, has the principal *, or NotPrincipal, without a condition on where a request comes from.",
    explanation:
        "Such a policy gives the resource to every account of AWS. Image repositories, secrets and registered models have " +
        "been found open to the world by it.",
    remedy: "Name the principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    severity: "critical",
    standards: ["NIST 800-53 AC-3", "Checkov CKV_AWS_32"],
    scope: "resource",
    judge: judgePublic((type) => !others.test(type)),
    // The condition: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
    examples: publicExamples("aws:ecr/repositoryPolicy:RepositoryPolicy", "ecr:BatchGetImage", {
        StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    }),
};
