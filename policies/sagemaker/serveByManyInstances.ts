import { calls, good, made, told } from "../engine/examples";
import { atLeast, type Check, field, forEach, isMissing, valueOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";

const remedy = "one machine that fails takes the endpoint with it";
const enough = atLeast(({ minimumInstances = 1 }) => Number(minimumInstances), remedy);

/** A variant without a server has no machines; one that SageMaker scales has a least number of them. */
const variant: Check = (value, place) => {
    const has = (name: string) => !isMissing(valueOf(name, value, place));
    if (has("serverlessConfig")) return [];
    const scaled = "managedInstanceScaling.minInstanceCount";
    return field(has(scaled) ? scaled : "initialInstanceCount", enough)(value, place);
};

const configuration = (productionVariants: unknown) => made(endpointConfigurationType, "cars", { productionVariants });
const at = "definition.States.Call.ProductionVariants";

export const serveByManyInstances: Rule = {
    id: "sagemaker/serveByManyInstances",
    group: "reliability",
    description: "Every endpoint has as many machines as the stage asks for.",
    cause: "A production variant begins with fewer machines than the setting minimumInstances, or does not say with how many.",
    explanation:
        "SageMaker spreads two machines or more over availability zones. With one, a fault of the machine or of its zone " +
        "is an outage. Variants without a server have no machines to count.",
    remedy: "Set initialInstanceCount to the stage's minimum; two where people depend on it.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-best-practices.html",
    severity: "medium",
    standards: ["Security Hub SageMaker.4", "NIST 800-53 CP-10"],
    scope: "resource",
    settings: {
        minimumInstances: {
            type: "integer",
            default: 1,
            minimum: 1,
            description: "The least number of machines of a variant.",
        },
    },
    judge: judgeBoth(
        endpointConfigurationType,
        ["sagemaker", "createEndpointConfig"],
        field("productionVariants", forEach(variant)),
    ),
    examples: {
        good: [
            good("one, where the stage asks for no more", configuration([{ initialInstanceCount: 1 }])),
            good("a range", configuration([{ managedInstanceScaling: { minInstanceCount: 2, maxInstanceCount: 4 } }])),
            good("no server", configuration([{ serverlessConfig: { maxConcurrency: 5, memorySizeInMb: 2048 } }])),
        ],
        bad: [
            told(
                "a variant that does not say",
                `productionVariants[0].initialInstanceCount: it is missing; ${remedy}.`,
                configuration([{ instanceType: "ml.m5.large" }]),
            ),
            told(
                "a range from nothing",
                `${at}[0].ManagedInstanceScaling.MinInstanceCount: 0 is set, less than 1; ${remedy}.`,
                calls("aws-sdk:sagemaker:createEndpointConfig", {
                    ProductionVariants: [{ ManagedInstanceScaling: { MinInstanceCount: 0 } }],
                }),
            ),
        ],
        unknown: [
            told(
                "a number that is not known",
                "productionVariants[0].initialInstanceCount: undetermined: it is not known before the deployment.",
                configuration([{ initialInstanceCount: unknownText }]),
            ),
            told(
                "variants that only the running state machine knows",
                `${at}: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createEndpointConfig", { ProductionVariants: "{% $variants %}" }),
            ),
        ],
    },
};
