import { capturePath, capturing, capturingCall, judgeCaptures } from "../engine/captures";
import { good, told } from "../engine/examples";
import { between, field } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";

export const sampleEnoughRequests: Rule = {
    id: "sagemaker/sampleEnoughRequests",
    group: "data-capture",
    description: "Every endpoint captures the share of its requests that the stage asks for.",
    cause: "The initialSamplingPercentage of a data capture is missing, or less than the setting minimumSamplingPercentage.",
    explanation:
        "What a sample leaves out, no monitor sees: too small a share finds drift late, or in noise. How much is enough " +
        "depends on the traffic, so a stage says it.",
    remedy: "Set initialSamplingPercentage to the stage's minimum or more.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html",
    severity: "medium",
    standards: [],
    scope: "resource",
    settings: {
        minimumSamplingPercentage: {
            type: "integer",
            default: 1,
            minimum: 1,
            maximum: 100,
            description: "The least share of requests that an endpoint captures, in percent.",
        },
    },
    judge: judgeCaptures(
        field(
            "initialSamplingPercentage",
            between(
                ({ minimumSamplingPercentage = 1 }) => Number(minimumSamplingPercentage),
                100,
                "set the share of requests to keep",
            ),
        ),
    ),
    examples: {
        good: [
            good("every request", capturing()),
            good("one of a hundred, where the stage asks for no more", capturingCall({ InitialSamplingPercentage: 1 })),
            good("an endpoint that captures nothing is another rule's", capturing(null)),
        ],
        bad: [
            told(
                "none",
                `${capturePath}.InitialSamplingPercentage: 0 is set, and not between 1 and 100; set the share of requests to keep.`,
                capturingCall({ InitialSamplingPercentage: 0 }),
            ),
            told(
                "no share",
                "dataCaptureConfig.initialSamplingPercentage: it is missing; set the share of requests to keep.",
                capturing({ initialSamplingPercentage: undefined }),
            ),
        ],
        unknown: [
            told(
                "a share that is not known",
                "dataCaptureConfig.initialSamplingPercentage: undetermined: it is not known before the deployment.",
                capturing({ initialSamplingPercentage: unknownText }),
            ),
            told(
                "a share that only the running state machine knows",
                `${capturePath}.InitialSamplingPercentage: undetermined: it is not known before the deployment.`,
                capturingCall({ InitialSamplingPercentage: "{% $share %}" }),
            ),
        ],
    },
};
