import { good, made, told } from "../engine/examples";
import { type Check, comesFrom, field, forEach, known } from "../engine/fields";
import { fail, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";

const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const attached = (policyArn: unknown, dependsOn?: Readonly<Record<string, readonly string[]>>) =>
    made(attachmentType, "it", { role: "jobs", policyArn }, dependsOn);
const tooMuch = "allows far more than one piece needs; list what is called in a policy.";
const broad = (name: string) => `${managed(name)} ${tooMuch}`;

/**
 * Policies of AWS's that allow all of a service or of an account, by their names
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). Those for one purpose, such as
 * AWSLambdaBasicExecutionRole, are none.
 */
const broadPolicy = new RegExp(
    "^arn:[^:]+:iam::aws:policy/(?:[^/]+/)*(?:" +
        [
            "AdministratorAccess(?:-.*)?",
            ".*Full_?Access.*",
            "PowerUserAccess",
            "ReadOnlyAccess",
            "(?:System|Network|Database)Administrator",
            "DataScientist",
            ".*PowerUser",
            ".*AdministratorAccess",
            // Reads and writes all of S3: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaExecute.html
            "AWSLambdaExecute",
            // Every bucket and table of the account, and more: AWS itself tells to replace them.
            "AmazonEC2RoleforSSM",
            "AmazonElasticMapReduce(?:forEC2)?Role",
            "AWSDataPipelineRole",
        ].join("|") +
        ")$",
);

const narrow: Check = (value, place) => {
    // A policy of the same stack is judged by what it says.
    if (value === UNKNOWN && comesFrom(place, /^aws:iam\/policy:/)) return [pass(place.path)];
    return known((arn, { path }) => {
        const found = String(arn);
        return broadPolicy.test(found) ? [fail(path, `${found} ${tooMuch}`)] : [pass(path)];
    })(value, place);
};

export const forbidBroadManagedPolicies: Rule = {
    id: "iam/forbidBroadManagedPolicies",
    group: "iam",
    description: "No role, user or group has a policy of AWS's that allows all of a service.",
    cause:
        "A policy such as AdministratorAccess, PowerUserAccess, ReadOnlyAccess or AmazonS3FullAccess is attached to a " +
        "role, a user or a group.",
    explanation:
        "AWS writes these for people who try things out, and adds to them without asking. One piece of a system needs a " +
        "few actions on its own resources; what it has beyond them is what an intruder gets.",
    remedy: "Attach a policy that lists what is called. Policies of AWS's for one purpose may stay.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    severity: "critical",
    standards: [
        ...["Security Hub IAM.1", "Security Hub IAM.27", "CIS 1.16", "CIS 1.22", "NIST 800-53 AC-6"],
        ...["Checkov CKV_AWS_274", "cdk-nag AwsSolutions-IAM4"],
    ],
    scope: "resource",
    judge: judgeAll(
        judgeResources(/^aws:iam\/(role|user|group)?[pP]olicyAttachment:/, field("policyArn", narrow)),
        judgeResources(/^aws:iam\/\w+PolicyAttachmentsExclusive:/, field("policyArns", forEach(narrow))),
        judgeResources("aws:iam/role:Role", field("managedPolicyArns", forEach(narrow))),
        judgeResources(
            "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
            field("managedPolicyArn", narrow),
        ),
    ),
    examples: {
        good: [
            // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
            good("a policy for one purpose", attached(managed("service-role/AWSLambdaBasicExecutionRole"))),
            // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
            good(
                "the one that API Gateway asks for",
                attached(managed("service-role/AmazonAPIGatewayPushToCloudWatchLogs")),
            ),
            good("a policy of one's own", attached("arn:aws:iam::111111111111:policy/read-data")),
            good(
                "a policy of the same stack that is not known yet",
                made("aws:iam/policy:Policy", "own", {}),
                attached(unknownText, { policyArn: ["own"] }),
            ),
        ],
        bad: [
            told(
                "an administrator",
                `policyArn: ${broad("AdministratorAccess")}`,
                attached(managed("AdministratorAccess")),
            ),
            told(
                "all of SageMaker",
                `policyArn: ${broad("AmazonSageMakerFullAccess")}`,
                attached(managed("AmazonSageMakerFullAccess")),
            ),
            told(
                "all of Lambda",
                `policyArn: ${broad("AWSLambda_FullAccess")}`,
                attached(managed("AWSLambda_FullAccess")),
            ),
            told(
                "all of DynamoDB, in its second version",
                `policyArn: ${broad("AmazonDynamoDBFullAccess_v2")}`,
                attached(managed("AmazonDynamoDBFullAccess_v2")),
            ),
            told(
                "in a role's own list",
                `managedPolicyArns[1]: ${broad("PowerUserAccess")}`,
                made("aws:iam/role:Role", "jobs", {
                    managedPolicyArns: [
                        managed("service-role/AWSLambdaBasicExecutionRole"),
                        managed("PowerUserAccess"),
                    ],
                }),
            ),
            told(
                "for a user",
                `policyArn: ${broad("job-function/SystemAdministrator")}`,
                made("aws:iam/userPolicyAttachment:UserPolicyAttachment", "it", {
                    policyArn: managed("job-function/SystemAdministrator"),
                }),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "policyArn: undetermined: it is not known before the deployment.",
                attached(unknownText),
            ),
        ],
    },
};
