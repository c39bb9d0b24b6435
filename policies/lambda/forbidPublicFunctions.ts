import { good, made, told } from "../engine/examples";
import { field, holds, isMissing, noneOf, when } from "../engine/fields";
import { isObject } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";

const permissionType = "aws:lambda/permission:Permission";
const urlType = "aws:lambda/functionUrl:FunctionUrl";
const layerType = "aws:lambda/layerVersionPermission:LayerVersionPermission";
const layer = (rest: object) => made(layerType, "layer", { action: "lambda:GetLayerVersion", ...rest });
const everybodysLayer = "it lets anybody take the layer; name an account, or set organizationId.";
const permission = (principal: unknown, rest: object = {}) =>
    made(permissionType, "it", { action: "lambda:InvokeFunction", function: "predict", principal, ...rest });
const url = (authorizationType: unknown) => made(urlType, "url", { functionName: "predict", authorizationType });
const anybody = "it lets anybody invoke the function; name who may, or set principalOrgId.";

export const forbidPublicFunctions: Rule = {
    id: "lambda/forbidPublicFunctions",
    group: "iam",
    description: "Functions are invoked by those who are named, never by anybody.",
    cause:
        "An aws.lambda.Permission has the principal * without principalOrgId, sourceArn or sourceAccount, or a function's " +
        "URL has the authorization type NONE, or a layer is for the principal * without organizationId.",
    explanation:
        "Anybody who finds the name or the URL can run the function at our cost, with input of theirs, and read what it " +
        "answers.",
    remedy: "Name the service or account in the permission; set a URL's authorizationType to AWS_IAM.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    severity: "critical",
    standards: ["Security Hub Lambda.1", "NIST 800-53 AC-3", "Checkov CKV_AWS_301", "Checkov CKV_AWS_258"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(
            permissionType,
            when(
                (value) =>
                    isObject(value) &&
                    ["principalOrgId", "sourceArn", "sourceAccount"].every((name) => isMissing(value[name])),
                field(
                    "principal",
                    holds((value) => value !== "*", anybody),
                ),
            ),
        ),
        judgeResources(
            layerType,
            when(
                (value) => isObject(value) && isMissing(value["organizationId"]),
                field(
                    "principal",
                    holds((value) => value !== "*", everybodysLayer),
                ),
            ),
        ),
        judgeResources(urlType, field("authorizationType", noneOf(["NONE"], "set AWS_IAM"))),
    ),
    examples: {
        good: [
            good("a service", permission("events.amazonaws.com")),
            good("everybody of an organisation", permission("*", { principalOrgId: "o-a1b2c3d4e5" })),
            good("a layer for an organisation", layer({ principal: "*", organizationId: "o-a1b2c3d4e5" })),
            good("a URL for those who sign their requests", url("AWS_IAM")),
        ],
        bad: [
            told("anybody", `principal: ${anybody}`, permission("*")),
            told("a layer for anybody", `principal: ${everybodysLayer}`, layer({ principal: "*" })),
            told("a URL for anybody", "authorizationType: NONE is set; set AWS_IAM.", url("NONE")),
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
