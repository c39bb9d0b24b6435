import { definitionOf, endpointsOf, isMadeFrom, type ServingEndpoint } from "../engine/endpoints";
import { good, made, steps, told } from "../engine/examples";
import { type Check, field, isMissing, type Place, valueOf } from "../engine/fields";
import { fail, isObject, listOf, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";
import { callsOf } from "../reading/stateMachine";

const targetType = "aws:appautoscaling/target:Target";
const missing = "nothing scales it: it costs as much at night as at noon; register a scalable target.";

const scaled = (stack: readonly Resource[]): Check =>
    field("productionVariants", (value, place) => {
        if (listOf(value).every((variant) => scalesItself(variant, place))) return [pass(place.path)];
        const endpoints = endpointsOf(place, stack);
        const answers = stack.map((one) => isScaledBy(one, place, endpoints));
        if (answers.includes(true)) return [pass(place.path)];
        return value === UNKNOWN || answers.includes(UNKNOWN)
            ? [undetermined(place.path, "it is not known yet whether it is scaled.")]
            : [fail(place.path, missing)];
    });

function scalesItself(variant: unknown, place: Place): boolean {
    return ["serverlessConfig", "managedInstanceScaling"].some((name) => {
        const config = valueOf(name, variant, place);
        return config !== UNKNOWN && !isMissing(config);
    });
}

/** A scalable target of the endpoint, as a resource or registered by a state machine. */
function isScaledBy(one: Resource, place: Place, endpoints: readonly ServingEndpoint[]): boolean | typeof UNKNOWN {
    const names = endpoints.map(({ name }) => name);
    const of = (id: unknown) =>
        id === UNKNOWN ? UNKNOWN : names.some((name) => String(id).startsWith(`endpoint/${String(name)}/`));
    if (one.type === targetType) {
        if (read(one.props, "serviceNamespace") !== "sagemaker") return false;
        return (
            isMadeFrom(
                one,
                endpoints.map(({ resource }) => resource),
            ) || of(read(one.props, "resourceId"))
        );
    }
    const definition = definitionOf(one);
    if (definition === undefined || definition === UNKNOWN) return false;
    const ids = callsOf(definition, "applicationautoscaling", ["registerScalableTarget"]).map(({ input }) =>
        isObject(input) ? of(input["ResourceId"]) : UNKNOWN,
    );
    // What the state machine that makes the endpoint registers is the endpoint's.
    const own = one.urn === place.resource.urn && ids.length > 0;
    return own || ids.includes(true) || (ids.includes(UNKNOWN) ? UNKNOWN : false);
}

const variants = [{ instanceType: "ml.m5.large", initialInstanceCount: 2 }];
const configuration = made(endpointConfigurationType, "cars", { name: "cars", productionVariants: variants });
const endpoint = made("aws:sagemaker/endpoint:Endpoint", "cars-prod", {
    name: "cars-prod",
    endpointConfigName: "cars",
});
const target = (resourceId: string) => made(targetType, "target", { serviceNamespace: "sagemaker", resourceId });
const configure = [
    "aws-sdk:sagemaker:createEndpointConfig",
    { ProductionVariants: [{ InitialInstanceCount: 2 }] },
] as const;
const register = [
    "aws-sdk:applicationautoscaling:registerScalableTarget",
    { ServiceNamespace: "sagemaker", ResourceId: "endpoint/cars-prod/variant/AllTraffic" },
] as const;

export const scaleEndpoints: Rule = {
    id: "sagemaker/scaleEndpoints",
    group: "cost",
    // A small endpoint of one machine has nothing to scale.
    level: "advisory",
    description: "Every endpoint scales with its traffic.",
    cause:
        "No scalable target of Application Auto Scaling names an endpoint that serves by the configuration, as a resource " +
        "or registered by a state machine, and its variants do not scale by themselves.",
    explanation: "Machines of an endpoint cost by the second, asked or not. Scaled, they follow what is asked.",
    remedy: "Add an aws.appautoscaling.Target with a policy, or call registerScalableTarget once the endpoint serves.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html",
    severity: "low",
    standards: [],
    scope: "stack",
    judge: (resource, stack, settings) =>
        judgeBoth(endpointConfigurationType, ["sagemaker", "createEndpointConfig"], scaled(stack))(
            resource,
            stack,
            settings,
        ),
    examples: {
        good: [
            good("a target", configuration, endpoint, target("endpoint/cars-prod/variant/AllTraffic")),
            good(
                "a target that a state machine registers",
                steps("deployment", { Call: configure, Register: register }),
            ),
            good(
                "no server",
                made(endpointConfigurationType, "cars", { productionVariants: [{ serverlessConfig: {} }] }),
            ),
        ],
        bad: [
            told("no target", `productionVariants: ${missing}`, configuration, endpoint),
            told(
                "a target of another endpoint",
                `productionVariants: ${missing}`,
                configuration,
                endpoint,
                target("endpoint/cars-prod-2/variant/AllTraffic"),
            ),
            told(
                "a state machine that registers none",
                `definition.States.Call.ProductionVariants: ${missing}`,
                steps("deployment", { Call: configure }),
            ),
        ],
        unknown: [
            told(
                "a target of an endpoint that is not known",
                "productionVariants: undetermined: it is not known yet whether it is scaled.",
                configuration,
                endpoint,
                target(unknownText),
            ),
        ],
    },
};
