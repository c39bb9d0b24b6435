import { calls, good, made, told } from "../engine/examples";
import { field, isTrue } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { modelType } from "../reading/sagemakerJobs";

const remedy = "set it, so that containers reach nothing";
const at = "definition.States.Call.EnableNetworkIsolation";
const model = (enableNetworkIsolation?: unknown) => made(modelType, "cars", { enableNetworkIsolation });

export const isolateModels: Rule = {
    id: "sagemaker/isolateModels",
    group: "network",
    description: "Every model is served without a network.",
    cause: "A model, as a resource or as a CreateModel call, does not set enableNetworkIsolation to true.",
    explanation:
        "A model's container gets requests from SageMaker and answers them. What cannot call out cannot carry requests " +
        "away, and it has no credentials either.",
    remedy: "Set enableNetworkIsolation to true.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    severity: "high",
    standards: ["Security Hub SageMaker.5", "NIST 800-53 SC-7", "Checkov CKV_AWS_370"],
    scope: "resource",
    judge: judgeBoth(modelType, ["sagemaker", "createModel"], field("enableNetworkIsolation", isTrue(remedy))),
    examples: {
        good: [
            good("a model in isolation", model(true)),
            good("a call for one", calls("aws-sdk:sagemaker:createModel", { EnableNetworkIsolation: true })),
        ],
        bad: [
            told("a model that does not say", `enableNetworkIsolation: it is not true; ${remedy}.`, model()),
            told(
                "a call that says no",
                `${at}: it is not true; ${remedy}.`,
                calls("sagemaker:createModel", { EnableNetworkIsolation: false }),
            ),
        ],
        unknown: [
            told(
                "a switch that is not known",
                "enableNetworkIsolation: undetermined: it is not known before the deployment.",
                model(unknownText),
            ),
            told(
                "a request that only the running state machine knows",
                `${at}: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createModel", { EnableNetworkIsolation: "{% $isolated %}" }),
            ),
        ],
    },
};
