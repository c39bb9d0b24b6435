import { good, made, told } from "../engine/examples";
import { type Check, isMissing } from "../engine/fields";
import { fail, isObject, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const permissionType = "aws:lambda/permission:Permission";
const permission = (principal: unknown, rest: object = {}) =>
    made(permissionType, "it", { action: "lambda:InvokeFunction", function: "predict", principal, ...rest });
const rule = "arn:aws:events:us-east-1:111111111111:rule/ends";
const anySource = (service: string) =>
    `${service} may invoke it on behalf of anybody; set sourceArn, or sourceAccount.`;
const anyOwner = "a bucket's ARN does not tell its account, and another one may get its name; set sourceAccount too.";

const namesSource: Check = (value, place) => {
    const { principal, sourceArn, sourceAccount, eventSourceToken } = isObject(value) ? value : {};
    if (principal === UNKNOWN) return [undetermined("principal", "it is not known before the deployment.")];
    if (typeof principal !== "string" || !/\.amazon(aws)?\.com(\.cn)?$/.test(principal)) return [];
    if (!isMissing(sourceAccount) || !isMissing(eventSourceToken)) return [pass(place.path)];
    if (isMissing(sourceArn)) return [fail("sourceArn", anySource(principal))];
    return [principal.startsWith("s3.") ? fail("sourceAccount", anyOwner) : pass("sourceArn")];
};

export const nameInvoker: Rule = {
    id: "lambda/nameInvoker",
    group: "iam",
    description: "Permissions for services to invoke a function name what they come from.",
    cause:
        "An aws.lambda.Permission is for a service and has neither sourceArn nor sourceAccount; or it is for S3 and has " +
        "no sourceAccount.",
    explanation:
        "A service that may invoke a function for anybody does it for every account's rules, topics and buckets. The " +
        "names of buckets are free again once they are deleted, so that a bucket's ARN may become somebody else's.",
    remedy: "Set sourceArn to the rule, API, topic or bucket that invokes, for a bucket sourceAccount as well.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
    severity: "medium",
    standards: ["Security Hub Lambda.1", "NIST 800-53 AC-3", "Checkov CKV_AWS_364"],
    scope: "resource",
    judge: judgeResources(permissionType, namesSource),
    examples: {
        good: [
            good("a rule of EventBridge", permission("events.amazonaws.com", { sourceArn: rule })),
            good("a rule that is not known yet", permission("events.amazonaws.com", { sourceArn: unknownText })),
            good(
                "secrets of one account",
                permission("secretsmanager.amazonaws.com", { sourceAccount: "111111111111" }),
            ),
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
            good(
                "a bucket with its account",
                permission("s3.amazonaws.com", { sourceArn: "arn:aws:s3:::data", sourceAccount: "111111111111" }),
            ),
            // https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-an-aws-lambda-function.html
            good("a skill of Alexa", permission("alexa-appkit.amazon.com", { eventSourceToken: "amzn1.ask.skill.a" })),
            good("a role", permission("arn:aws:iam::111111111111:role/caller")),
        ],
        bad: [
            told(
                "anybody's rules",
                `sourceArn: ${anySource("events.amazonaws.com")}`,
                permission("events.amazonaws.com"),
            ),
            told(
                "a bucket without its account",
                `sourceAccount: ${anyOwner}`,
                permission("s3.amazonaws.com", { sourceArn: "arn:aws:s3:::data" }),
            ),
        ],
        unknown: [
            told(
                "a principal that is not known",
                "principal: undetermined: it is not known before the deployment.",
                permission(unknownText),
            ),
        ],
    },
};
