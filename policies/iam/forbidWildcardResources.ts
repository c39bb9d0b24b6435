import { good, made, told } from "../engine/examples";
import { fail, type Judgement, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { eachOf, hasElement, judgeAllows } from "../engine/statements";
import { hasNoResource } from "../reading/actionsWithoutResource";
import { isBoundedBy } from "../reading/conditions";
import type { Statement } from "../reading/iamDocument";
import { isIdentityPolicy } from "../reading/identities";
import { actionsOf, isKnown } from "../reading/permissions";

const document = (...Statement: readonly object[]) =>
    made("aws:iam/rolePolicy:RolePolicy", "read", { policy: JSON.stringify({ Statement }) });
const allow = (Action: unknown, Resource: unknown, rest: object = {}) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...rest,
});
const at = "policy.Statement[0].Resource";
const every = "* is every resource; name those that are meant.";

/** Services whose ARNs begin with a name, not with a type of resource. */
const untyped = /^arn:[^:]*:(s3|sns|sqs|execute-api|codecommit):/;

/**
 * What gets its name, which is an id, from AWS as it is made, or from whoever signs in by it, as an MFA device
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html):
 * nobody can name it before. Of an API it is the method and the path that are named.
 */
const namedByAws = new RegExp(
    "^arn:[^:]*:(?:" +
        [
            "ec2:[^:]*:[^:]*:network-interface/",
            "application-autoscaling:[^:]*:[^:]*:scalable-target/",
            "iam::[^:]*:mfa/",
            "execute-api:[^:]*:[^:]*:[*]/[^/]+/[A-Z]+/\\w",
        ].join("|") +
        ")",
);

/**
 * What a processing job or a function in a VPC does there. AWS asks that these be scoped down neither by resources nor by
 * conditions, or the job's validation fails ("SageMaker roles", CreateProcessingJob API:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html), and gives functions the same with addresses:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html.
 */
const networkOfRuns = /^ec2:((Create|Delete)NetworkInterface(Permission)?|(A|Una)ssignPrivateIpAddresses)$/i;

/** Keys that pick resources: by their tags, or a key by its alias. */
const picks = (key: string) => /:resourcetag\/|^kms:resourcealiases$|^iam:awsservicename$/.test(key);

export const forbidWildcardResources: Rule = {
    id: "iam/forbidWildcardResources",
    group: "iam",
    description: "Policies of roles, users and groups name the resources that they allow something on.",
    cause:
        "An Allow statement has the Resource *, every resource of a service (arn:aws:s3:::*) or of a type " +
        "(arn:aws:dynamodb:us-east-1:111111111111:table/*), or it has NotResource.",
    explanation:
        "Such a statement reaches what others made, and what will be made. AWS defines no resource for some actions, most " +
        "lists among them, lets nobody name what it gives an id of its own, and asks that processing jobs may make any network " +
        "interface: there * is all that can be said. A " +
        "condition on a resource's tags or a key's alias bounds it as well. What only describes settings may have every " +
        "resource of a type. In the policy of a resource, * is that resource.",
    remedy: "Name the resources by their ARNs, in a statement apart from the actions for which AWS defines none.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "high",
    standards: [
        ...["Security Hub IAM.1", "CIS 1.16", "NIST 800-53 AC-6"],
        ...["Checkov CKV_AWS_355", "Checkov CKV_AWS_356", "cdk-nag AwsSolutions-IAM5"],
    ],
    scope: "resource",
    judge: judgeAllows((statement) => {
        const { path, fields } = statement;
        if (hasElement(fields, "NotResource")) {
            return [
                fail(`${path}.NotResource`, "it allows every resource but those listed; name those that are meant."),
            ];
        }
        const bounded = isBoundedBy(fields, picks);
        return eachOf(statement, "Resource", (resource, at) => {
            if (bounded === true || !isWide(resource)) return pass(at);
            const answer = judgeWide(statement, resource, at);
            return answer.verdict === "fail" && bounded === UNKNOWN ? { ...answer, verdict: "undetermined" } : answer;
        });
    }, isIdentityPolicy),
    examples: {
        good: [
            good("resources by name", document(allow("s3:GetObject", ["arn:aws:s3:::data/*"]))),
            // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, .../concepts-xray-tracing.html
            good(
                "what a state machine logs and traces by",
                document(
                    allow(["logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeLogGroups"], "*"),
                    allow(["xray:PutTraceSegments", "xray:GetSamplingRules"], "*"),
                ),
            ),
            // https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
            good(
                "what SageMaker does in a VPC, with a registry and with metrics",
                document(
                    allow(["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ecr:GetAuthorizationToken"], "*"),
                    allow("ec2:DeleteNetworkInterface", "arn:aws:ec2:us-east-1:111111111111:network-interface/*"),
                    allow("cloudwatch:PutMetricData", "*"),
                ),
            ),
            // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
            good(
                "one method and path of APIs, whose ids are AWS's",
                document(
                    allow("execute-api:Invoke", "arn:aws:execute-api:us-east-1:111111111111:*/*/POST/predictions"),
                ),
            ),
            good(
                "what a processing job does in a VPC",
                document(
                    allow(["ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission"], "*"),
                    allow(["ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs"], "*"),
                ),
            ),
            good(
                "a key by its alias",
                document(
                    allow("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/*", {
                        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/data" } },
                    }),
                ),
            ),
            // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
            good(
                "a key's policy, in which * is the key",
                made("aws:kms/key:Key", "key", {
                    policy: { Statement: allow("kms:Decrypt", "*", { Principal: { AWS: "111111111111" } }) },
                }),
            ),
        ],
        bad: [
            told("every resource", `${at}: ${every}`, document(allow("s3:GetObject", "*"))),
            told(
                "one action among others that has a resource",
                `${at}: ${every}`,
                document(allow(["xray:PutTraceSegments", "logs:PutLogEvents"], "*")),
            ),
            told(
                "an interface that is attached to whatever there is",
                `${at}: ${every}`,
                document(allow(["ec2:CreateNetworkInterface", "ec2:AttachNetworkInterface"], "*")),
            ),
            told(
                "every bucket",
                `${at}[1]: arn:aws:s3:::* is every resource of s3; name those that are meant.`,
                document(allow("s3:GetObject", ["arn:aws:s3:::data/*", "arn:aws:s3:::*"])),
            ),
            told(
                "every table",
                `${at}: arn:aws:dynamodb:us-east-1:111111111111:table/* is every table; name those that are meant.`,
                document(allow("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:111111111111:table/*")),
            ),
            told(
                "every key, where the condition names none",
                `${at}: arn:aws:kms:us-east-1:111111111111:key/* is every key; name those that are meant.`,
                document(
                    allow("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/*", {
                        Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": "*" } },
                    }),
                ),
            ),
            told(
                "all but one, in one statement that is no list",
                "policy.Statement.NotResource: it allows every resource but those listed; name those that are meant.",
                made("aws:iam/policy:Policy", "policy", {
                    policy: { Statement: { Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::a/*" } },
                }),
            ),
        ],
        unknown: [
            told(
                "a resource that is not known",
                `${at}: undetermined: it is not known before the deployment.`,
                made("aws:iam/policy:Policy", "policy", {
                    policy: { Statement: [allow("s3:GetObject", unknownText)] },
                }),
            ),
            told(
                "a service whose actions nobody has listed",
                `${at}: undetermined: nobody has listed whether AWS defines resources for chime:CreateMeeting.`,
                document(allow("chime:CreateMeeting", "*")),
            ),
        ],
    },
};

/** The whole of everything, of a service, or of a type of resource. */
function isWide(resource: string): boolean {
    return /^[*?]+$/.test(resource) || wholeOf(resource) !== undefined;
}

/** `every resource of s3`, `every table`; undefined for an ARN that names something. */
function wholeOf(resource: string): string | undefined {
    const [, , service = "", , , ...rest] = resource.split(":");
    const name = rest.join(":");
    if (/[*?]/.test(service) || /^[*?]/.test(name)) return `every resource of ${service}`;
    const type = untyped.test(resource) ? undefined : /^\/?([\w-]+)[:/]\*($|[:/])/.exec(name)?.[1];
    return type === undefined ? undefined : `every ${type.replaceAll("-", " ")}`;
}

function judgeWide(statement: Statement, resource: string, at: string): Judgement {
    const actions = actionsOf(statement);
    const whole = wholeOf(resource);
    const isType = whole !== undefined && !whole.startsWith("every resource");
    const onlyDescribes = isType && actions.every((action) => /:(Describe|List)\w*$/.test(action));
    const known = actions.length > 0 && isKnown(statement, "Action");
    if (namedByAws.test(resource) || (known && onlyDescribes)) return pass(at);
    const answers = actions.map((action) => ({ action, free: networkOfRuns.test(action) || hasNoResource(action) }));
    if (answers.some(({ free }) => free === false) || hasElement(statement.fields, "NotAction")) {
        return fail(at, `${whole === undefined ? every : `${resource} is ${whole}; name those that are meant.`}`);
    }
    const open = answers.find(({ free }) => free === undefined);
    if (open !== undefined) {
        return undetermined(at, `nobody has listed whether AWS defines resources for ${open.action}.`);
    }
    return isKnown(statement, "Action")
        ? pass(at)
        : undetermined(at, "its actions are not known before the deployment.");
}
