import { good, made, told } from "../engine/examples";
import { fail, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";

const stageType = "aws:apigateway/stage:Stage";
const associationType = "aws:wafv2/webAclAssociation:WebAclAssociation";

const arn = "arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/v1";
const stage = made(stageType, "live", { restApi: "a1b2c3", stageName: "v1" });
const association = (resourceArn: unknown) =>
    made(associationType, "guard", { resourceArn, webAclArn: "arn:aws:wafv2:x" });
const missing = "no WebAclAssociation names it; add one where callers are not known.";

export const guardStages: Rule = {
    id: "apigateway/guardStages",
    group: "network",
    // A web ACL costs by the month and by the request, and guards against callers that nobody knows. An API that takes
    // signed calls with a key alone has none.
    level: "advisory",
    description: "Every stage of a REST API has a web ACL before it.",
    cause: "No aws.wafv2.WebAclAssociation names a REST API's stage.",
    explanation:
        "A web ACL keeps known attacks, floods and addresses of ill repute away before a call is paid for. Where each call " +
        "is signed and throttled it adds little.",
    remedy: "Add an aws.wafv2.WebAclAssociation with the stage's ARN.",
    docs: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html",
    severity: "low",
    standards: ["Security Hub APIGateway.4", "NIST 800-53 SC-7", "Checkov CKV2_AWS_29", "cdk-nag AwsSolutions-APIG3"],
    scope: "stack",
    judge: (resource, stack) => {
        if (resource.type !== stageType) return [];
        const associations = stack.filter(({ type }) => type === associationType);
        const sources = associations.map(({ propertyDependencies }) => propertyDependencies["resourceArn"] ?? []);
        if (sources.some((list) => list.some(({ urn }) => urn === resource.urn))) return [pass("stageName")];
        const path = `/restapis/${String(read(resource.props, "restApi"))}/stages/${String(read(resource.props, "stageName"))}`;
        const arns = associations.map(({ props }) => read(props, "resourceArn"));
        if (arns.some((one) => String(one).endsWith(path))) return [pass("stageName")];
        return arns.some((one, index) => one === UNKNOWN && sources[index]?.length === 0)
            ? [undetermined("stageName", "it is not known yet what the WebAclAssociation is for.")]
            : [fail("stageName", missing)];
    },
    examples: {
        good: [
            good("a stage with a web ACL", stage, association(arn)),
            good("an association made of the stage", stage, {
                ...association(unknownText),
                dependsOn: { resourceArn: ["live"] },
            }),
        ],
        bad: [
            told("a stage alone", `stageName: ${missing}`, stage),
            told("another stage's web ACL", `stageName: ${missing}`, stage, association(`${arn}-too`)),
        ],
        unknown: [
            told(
                "an association of a stage that is not known",
                "stageName: undetermined: it is not known yet what the WebAclAssociation is for.",
                stage,
                association(unknownText),
            ),
        ],
    },
};
