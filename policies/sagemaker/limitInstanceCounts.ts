import { calls, good, made, told } from "../engine/examples";
import { atMost } from "../engine/fields";
import { judgeMachines } from "../engine/machines";
import { type Rule, unknownText } from "../engine/rule";
import { endpointConfigurationType } from "../reading/sagemakerJobs";

const remedy = "each costs by the second; have the stage raise maximumInstances if they are needed";
const variant = (props: object) => made(endpointConfigurationType, "cars", { productionVariants: [props] });
const at = "definition.States.Call";

export const limitInstanceCounts: Rule = {
    id: "sagemaker/limitInstanceCounts",
    group: "cost",
    description: "Every job and endpoint has no more machines than the stage may spend on.",
    cause: "A job, a monitor or a variant of an endpoint asks for more machines than the setting maximumInstances.",
    explanation:
        "A number that is mistyped is paid for before anybody looks. A variant that scales counts by its most.",
    remedy: "Ask for fewer machines, or have the stage allow more.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/inference-cost-optimization.html",
    severity: "medium",
    standards: [],
    scope: "resource",
    settings: {
        maximumInstances: {
            type: "integer",
            default: 10,
            minimum: 1,
            description: "The most machines of a job or a variant.",
        },
    },
    judge: judgeMachines({ count: atMost(({ maximumInstances = 10 }) => Number(maximumInstances), remedy) }),
    examples: {
        good: [good("two machines", variant({ instanceType: "ml.m5.large", initialInstanceCount: 2 }))],
        bad: [
            told(
                "a job of a hundred",
                `${at}.ProcessingResources.ClusterConfig.InstanceCount: 100 is set, more than 10; ${remedy}.`,
                calls("sagemaker:createProcessingJob.sync", {
                    ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 100 } },
                }),
            ),
            told(
                "a variant that may grow to twenty",
                `productionVariants[0].managedInstanceScaling.maxInstanceCount: 20 is set, more than 10; ${remedy}.`,
                variant({ initialInstanceCount: 1, managedInstanceScaling: { maxInstanceCount: 20 } }),
            ),
        ],
        unknown: [
            told(
                "a number that is not known",
                "productionVariants[0].initialInstanceCount: undetermined: it is not known before the deployment.",
                variant({ initialInstanceCount: unknownText }),
            ),
            told(
                "machines that only the running state machine knows",
                `${at}.TransformResources.InstanceCount: undetermined: it is not known before the deployment.`,
                calls("aws-sdk:sagemaker:createTransformJob", { TransformResources: "{% $machines %}" }),
            ),
        ],
    },
};
