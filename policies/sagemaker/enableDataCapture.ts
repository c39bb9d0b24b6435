import { capturePath, capturing, capturingCall } from "../engine/captures";
import { calls, good, told } from "../engine/examples";
import { type Check, field, isMissing, isTrue, known, valueOf } from "../engine/fields";
import { fail, listOf, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";

const missing = "it is missing; ask for data capture explicitly.";
const serverless = "a serverless variant cannot capture; serve it by instances.";

const captures: Check = (value, place) => {
    const variants = listOf(valueOf("productionVariants", value, place));
    const without = variants.some(
        (variant) => variant !== UNKNOWN && !isMissing(valueOf("serverlessConfig", variant, place)),
    );
    return field(
        "dataCaptureConfig",
        known((config, at) =>
            isMissing(config)
                ? [fail(at.path, without ? serverless : missing)]
                : field("enableCapture", isTrue())(config, at),
        ),
    )(value, place);
};

export const enableDataCapture: Rule = {
    id: "sagemaker/enableDataCapture",
    group: "data-capture",
    description: "Every endpoint keeps what it is asked and what it answers.",
    cause:
        "An endpoint configuration, as a resource or as a CreateEndpointConfig call of a state machine, has no data " +
        "capture, or does not enable it in so many words.",
    explanation:
        "Drift can only be found in data that was kept. The provider and the API differ in their defaults, so capture is " +
        "asked for explicitly; and most endpoint configurations are made at run time, where no resource shows them. " +
        "Serverless variants cannot capture.",
    remedy:
        "Set data capture with enableCapture true. A state machine needs the SDK integration " +
        "(aws-sdk:sagemaker:createEndpointConfig): the optimized one takes no DataCaptureConfig.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html",
    severity: "high",
    standards: [],
    scope: "resource",
    judge: judgeBoth(endpointConfigurationType, ["sagemaker", "createEndpointConfig"], captures),
    examples: {
        good: [
            good("a configuration that captures", capturing()),
            good("a state that asks for it", capturingCall()),
            good("a key that is not known yet is another rule's", capturing({ kmsKeyId: unknownText })),
        ],
        bad: [
            told("no word about it", `dataCaptureConfig: ${missing}`, capturing(null)),
            told(
                "capture turned off",
                "dataCaptureConfig.enableCapture: it is not true; set it.",
                capturing({ enableCapture: false }),
            ),
            told(
                "capture that is on by the API's default alone",
                `${capturePath}.EnableCapture: it is not true; set it.`,
                capturingCall({ EnableCapture: undefined }),
            ),
            told("a state that does not ask for it", `${capturePath}: ${missing}`, capturingCall(null)),
            told(
                "an endpoint without a server",
                `dataCaptureConfig: ${serverless}`,
                capturing(null, undefined, {
                    productionVariants: [{ serverlessConfig: { memorySizeInMb: 2048, maxConcurrency: 5 } }],
                }),
            ),
        ],
        unknown: [
            told(
                "a state that makes its request as it runs",
                `${capturePath}: undetermined: it is not known before the deployment.`,
                calls("aws-sdk:sagemaker:createEndpointConfig", { DataCaptureConfig: "{% $request %}" }),
            ),
            told(
                "a switch that is not known",
                "dataCaptureConfig.enableCapture: undetermined: it is not known before the deployment.",
                capturing({ enableCapture: unknownText }),
            ),
        ],
    },
};
