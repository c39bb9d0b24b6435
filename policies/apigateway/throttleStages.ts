import { good, made, told } from "../engine/examples";
import { atLeast, fields } from "../engine/fields";
import { fail, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { inputsOf, judgeAll, judgeResources, placeOf } from "../engine/targets";

const stageType = "aws:apigateway/stage:Stage";
const settingsType = "aws:apigateway/methodSettings:MethodSettings";
const stageV2Type = "aws:apigatewayv2/stage:Stage";

const api = "a1b2c3";
const stage = made(stageType, "live", { restApi: api, stageName: "v1" });
const limits = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };
const settings = (change: object = {}, props: object = {}) =>
    made(settingsType, "limits", {
        restApi: api,
        stageName: "v1",
        methodPath: "*/*",
        settings: { ...limits, ...change },
        ...props,
    });
const stageV2 = (defaultRouteSettings?: object) => made(stageV2Type, "live", { name: "live", defaultRouteSettings });
const missing =
    "no MethodSettings bound all of its methods; add some for */* with throttlingRateLimit and throttlingBurstLimit.";
const remedy = "set how many requests a second it takes";

const bounded = (object: string) =>
    fields({
        [`${object}.throttlingRateLimit`]: atLeast(0, remedy),
        [`${object}.throttlingBurstLimit`]: atLeast(0, remedy),
    });

export const throttleStages: Rule = {
    id: "apigateway/throttleStages",
    group: "cost",
    description: "Every stage of an API has a bound on its requests.",
    cause:
        "A REST API's stage has no aws.apigateway.MethodSettings for */* with both throttling limits, or an HTTP or WebSocket " +
        "API's stage has none in defaultRouteSettings.",
    explanation:
        "Without a bound one caller takes all that the account may answer, of all APIs together, and what is behind the API " +
        "is paid for by the call. A usage plan bounds each key, but not all together.",
    remedy: "Set throttlingRateLimit and throttlingBurstLimit.",
    docs: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-5"],
    scope: "stack",
    judge: judgeAll(
        (resource, stack, given) => {
            if (resource.type !== stageType) return [];
            const all = stack.filter(({ type, props }) => type === settingsType && read(props, "methodPath") === "*/*");
            const own = all.filter((candidate) => isFor(candidate, resource) === true);
            if (own.length > 0) {
                return own.flatMap((one) =>
                    bounded("settings")(inputsOf(one), placeOf(one, given)).map((judgement) => ({
                        ...judgement,
                        path: `${one.name}.${judgement.path}`,
                    })),
                );
            }
            return all.some((candidate) => isFor(candidate, resource) === UNKNOWN)
                ? [undetermined("stageName", "it is not known yet which stage the MethodSettings are for.")]
                : [fail("stageName", missing)];
        },
        judgeResources(stageV2Type, bounded("defaultRouteSettings")),
    ),
    examples: {
        good: [
            good("a stage with bounds", stage, settings()),
            good("a stage of an HTTP API with bounds", stageV2(limits)),
            good(
                "settings of an API that is not known yet",
                made("aws:apigateway/restApi:RestApi", "cars", {}),
                { ...stage, props: { restApi: unknownText, stageName: "v1" }, dependsOn: { restApi: ["cars"] } },
                { ...settings({}, { restApi: unknownText }), dependsOn: { restApi: ["cars"] } },
            ),
        ],
        bad: [
            told("a stage alone", `stageName: ${missing}`, stage),
            told("another API's settings", `stageName: ${missing}`, stage, settings({}, { restApi: "d4e5f6" })),
            told(
                "no bound, as API Gateway says it",
                `limits.settings.throttlingRateLimit: -1 is set, less than 0; ${remedy}.`,
                stage,
                settings({ throttlingRateLimit: -1 }),
            ),
            told(
                "a stage of an HTTP API alone",
                [
                    `defaultRouteSettings.throttlingRateLimit: it is missing; ${remedy}.`,
                    `defaultRouteSettings.throttlingBurstLimit: it is missing; ${remedy}.`,
                ],
                stageV2(),
            ),
        ],
        unknown: [
            told(
                "settings of a stage that is not known",
                "stageName: undetermined: it is not known yet which stage the MethodSettings are for.",
                stage,
                settings({}, { stageName: unknownText }),
            ),
        ],
    },
};

/** Of the same API, and of the stage's name. */
function isFor(settings: Resource, stage: Resource): boolean | typeof UNKNOWN {
    const answers = [same(settings, stage, "restApi"), same(settings, stage, "stageName")];
    return answers.includes(false) ? false : answers.includes(UNKNOWN) ? UNKNOWN : true;
}

/** Whether two resources have one property from the same place; of what is not known yet, its sources tell. */
function same(one: Resource, other: Resource, property: string): boolean | typeof UNKNOWN {
    const values = [read(one.props, property), read(other.props, property)];
    if (!values.includes(UNKNOWN)) return values[0] === values[1];
    const sources = (of: Resource) => (of.propertyDependencies[property] ?? []).map(({ urn }) => urn);
    if (sources(one).includes(other.urn)) return true;
    if (sources(one).length === 0 || sources(other).length === 0) return UNKNOWN;
    return sources(one).some((urn) => sources(other).includes(urn));
}
