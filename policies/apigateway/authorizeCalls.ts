import { good, made, told } from "../engine/examples";
import { fail, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";

const methodType = "aws:apigateway/method:Method";
const routeType = "aws:apigatewayv2/route:Route";

const method = (props: object) => made(methodType, "predict", { httpMethod: "POST", ...props });
const route = (props: object, dependsOn?: Readonly<Record<string, readonly string[]>>) =>
    made(routeType, "predict", { routeKey: "POST /predictions", ...props }, dependsOn);
const open = "whoever knows the address may call it; set an authorization, or require an API key.";

export const authorizeCalls: Rule = {
    id: "apigateway/authorizeCalls",
    group: "iam",
    description: "Every method and route of an API knows who calls.",
    cause:
        "A REST API's method has authorization NONE and no apiKeyRequired, or an HTTP or WebSocket API's route has no " +
        "authorizationType. What browsers ask before a call (OPTIONS) and what follows a WebSocket's $connect needs none.",
    explanation:
        "An API is reached from the internet. Without an authorization anyone calls the model behind it, at the account's " +
        "expense, and can learn it from its answers.",
    remedy: "Set authorization AWS_IAM or an authorizer; on a route, authorizationType.",
    docs: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
    severity: "high",
    standards: [
        "Security Hub APIGateway.8",
        "NIST 800-53 AC-3",
        "Checkov CKV_AWS_59",
        "Checkov CKV_AWS_309",
        "cdk-nag AwsSolutions-APIG4",
    ],
    scope: "stack",
    judge: (resource, stack) => {
        const property = { [methodType]: "authorization", [routeType]: "authorizationType" }[resource.type];
        if (property === undefined || asksNobody(resource, stack)) return [];
        const [authorization, key] = [read(resource.props, property), read(resource.props, "apiKeyRequired")];
        if (key === true) return [pass(property)];
        if (authorization === UNKNOWN || (key === UNKNOWN && isOpen(authorization))) {
            return [undetermined(property, "it is not known before the deployment.")];
        }
        return [isOpen(authorization) ? fail(property, open) : pass(property)];
    },
    examples: {
        good: [
            good("a method for signed calls", method({ authorization: "AWS_IAM" })),
            good("a method for keys", method({ authorization: "NONE", apiKeyRequired: true })),
            good("what browsers ask", method({ httpMethod: "OPTIONS", authorization: "NONE" })),
            good("a route for signed calls", route({ authorizationType: "AWS_IAM" })),
            good("what comes after $connect", route({ routeKey: "predict" }), route({ routeKey: "$disconnect" })),
            good(
                "what a WebSocket has no route for",
                made("aws:apigatewayv2/api:Api", "sockets", { protocolType: "WEBSOCKET" }),
                route({ routeKey: "$default", apiId: unknownText }, { apiId: ["sockets"] }),
            ),
        ],
        bad: [
            told("a method for everyone", `authorization: ${open}`, method({ authorization: "NONE" })),
            told("a route for everyone", `authorizationType: ${open}`, route({})),
            told("a WebSocket for everyone", `authorizationType: ${open}`, route({ routeKey: "$connect" })),
        ],
        unknown: [
            told(
                "an authorization that is not known",
                "authorization: undetermined: it is not known before the deployment.",
                method({ authorization: unknownText }),
            ),
        ],
    },
};

const isOpen = (authorization: unknown) => authorization === undefined || authorization === "NONE";

/** Whether calls need no authorization, or cannot have one. */
function asksNobody(resource: Resource, stack: readonly Resource[]): boolean {
    if (resource.type === methodType) return read(resource.props, "httpMethod") === "OPTIONS";
    const key = read(resource.props, "routeKey");
    if (typeof key !== "string") return false;
    return key === "$default" ? isOfWebSocket(resource, stack) : key !== "$connect" && !key.includes(" ");
}

function isOfWebSocket(route: Resource, stack: readonly Resource[]): boolean {
    const apis = (route.propertyDependencies["apiId"] ?? []).map(({ urn }) => urn);
    return stack.some(({ urn, props }) => apis.includes(urn) && read(props, "protocolType") === "WEBSOCKET");
}
