import { good, made, told } from "../engine/examples";
import { field, given, when } from "../engine/fields";
import { isObject } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const methodType = "aws:apigateway/method:Method";
const method = (props: object) => made(methodType, "predict", { httpMethod: "POST", ...props });
const remedy = "name a RequestValidator";

export const validateRequests: Rule = {
    id: "apigateway/validateRequests",
    group: "reliability",
    description: "Every method of a REST API checks requests before it passes them on.",
    cause: "A method has no requestValidatorId. What browsers ask before a call (OPTIONS) has nothing to check.",
    explanation:
        "A request that is not what the model takes costs a call of the function behind it, and a test of that function's " +
        "patience. API Gateway refuses it for nothing, with a sentence that says why.",
    remedy: "Set requestValidatorId to an aws.apigateway.RequestValidator, and requestModels to what a body looks like.",
    docs: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html",
    severity: "low",
    standards: ["NIST 800-53 SI-10", "Checkov CKV2_AWS_53", "cdk-nag AwsSolutions-APIG2"],
    scope: "resource",
    judge: judgeResources(
        methodType,
        when(
            (value) => !isObject(value) || value["httpMethod"] !== "OPTIONS",
            field("requestValidatorId", given(remedy)),
        ),
    ),
    examples: {
        good: [
            good("a method that checks", method({ requestValidatorId: "a1b2c3" })),
            good("what browsers ask", method({ httpMethod: "OPTIONS" })),
        ],
        bad: [told("a method alone", `requestValidatorId: it is missing; ${remedy}.`, method({}))],
        unknown: [
            told(
                "a validator that is not known",
                "requestValidatorId: undetermined: it is not known before the deployment.",
                method({ requestValidatorId: unknownText }),
            ),
        ],
    },
};
