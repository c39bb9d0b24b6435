import { calls, good, keyArn, made, told } from "../engine/examples";
import { between, type Check, field, fields, isTrue, known, matches, ownKey } from "../engine/fields";
import { fail, isObject, listOf, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";

const configurationType = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
const createConfiguration = "aws-sdk:sagemaker:createEndpointConfig";

const capture = {
    enableCapture: true,
    initialSamplingPercentage: 100,
    destinationS3Uri: "s3://captures/used-cars/",
    kmsKeyId: keyArn,
    captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
};
const requested = {
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: "s3://captures/used-cars/",
    KmsKeyId: keyArn,
    CaptureOptions: [{ CaptureMode: "InputAndOutput" }],
};
const configuration = (dataCaptureConfig?: object) => made(configurationType, "cars", { dataCaptureConfig });
const asked = (DataCaptureConfig: unknown) => calls(createConfiguration, { DataCaptureConfig });
const at = "definition.States.Call.DataCaptureConfig";
const missing = "it is missing; ask for data capture explicitly.";

/** Both sides of a request, in one option or in two. */
const bothSides: Check = (value, { path, spelt }) => {
    const modes = listOf(value).map((option) => (isObject(option) ? option[spelt("captureMode")] : option));
    const lacking = ["Input", "Output"].filter((mode) => !modes.includes(mode) && !modes.includes("InputAndOutput"));
    if (lacking.length === 0) return [pass(path)];
    return modes.includes(UNKNOWN)
        ? [undetermined(path, "it is not known before the deployment.")]
        : [fail(path, `${lacking.join(" and ")} is not captured; capture Input and Output.`)];
};

const captured = fields({
    enableCapture: isTrue(),
    initialSamplingPercentage: between(
        ({ minimumSamplingPercentage = 1 }) => Number(minimumSamplingPercentage),
        100,
        "set the share of requests to keep",
    ),
    destinationS3Uri: matches(/^s3:\/\/[^/]+\/[^/]/, "set s3://<bucket>/<prefix>/"),
    kmsKeyId: ownKey("name the KMS key that captures are encrypted with"),
    captureOptions: bothSides,
});

export const enableDataCapture: Rule = {
    id: "sagemaker/enableDataCapture",
    group: "data-capture",
    description: "Every endpoint keeps what it is asked and what it answers.",
    cause:
        "An endpoint configuration, as a resource or as a CreateEndpointConfig call of a state machine, does not enable " +
        "data capture, samples less than minimumSamplingPercentage, captures only one side, or names no key of the account's own or no S3 prefix.",
    explanation:
        "Drift can only be found in data that was kept. The provider and the API differ in their defaults, so capture is " +
        "asked for explicitly; and most endpoint configurations are made at run time, where no resource shows them.",
    remedy:
        "Set data capture with enableCapture true, initialSamplingPercentage, destinationS3Uri, kmsKeyId and " +
        "captureOptions for Input and Output.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html",
    severity: "high",
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
    judge: judgeBoth(
        configurationType,
        ["sagemaker", "createEndpointConfig"],
        field(
            "dataCaptureConfig",
            known((value, place) =>
                isObject(value) || Array.isArray(value) ? captured(value, place) : [fail(place.path, missing)],
            ),
        ),
    ),
    examples: {
        good: [
            good("a configuration that captures both sides", configuration(capture)),
            good("a state that asks for it", asked(requested)),
        ],
        bad: [
            told("no word about it", `dataCaptureConfig: ${missing}`, configuration()),
            told(
                "capture turned off",
                "dataCaptureConfig.enableCapture: it is not true; set it.",
                configuration({ ...capture, enableCapture: false }),
            ),
            told(
                "questions without answers",
                "dataCaptureConfig.captureOptions: Output is not captured; capture Input and Output.",
                configuration({ ...capture, captureOptions: [{ captureMode: "Input" }] }),
            ),
            told("a state that does not ask for it", `${at}: ${missing}`, calls(createConfiguration, {})),
            told(
                "a state that asks for it without a key, a share or a place",
                [
                    `${at}.InitialSamplingPercentage: 0 is set, and not between 1 and 100; set the share of requests to keep.`,
                    `${at}.DestinationS3Uri: s3://captures is set; set s3://<bucket>/<prefix>/.`,
                    `${at}.KmsKeyId: no key is named; name the KMS key that captures are encrypted with.`,
                ],
                asked({
                    ...requested,
                    InitialSamplingPercentage: 0,
                    DestinationS3Uri: "s3://captures",
                    KmsKeyId: undefined,
                }),
            ),
        ],
        unknown: [
            told(
                "a place that is not known",
                "dataCaptureConfig.destinationS3Uri: undetermined: it is not known before the deployment.",
                configuration({ ...capture, destinationS3Uri: unknownText }),
            ),
            told(
                "a state that makes its request as it runs",
                `${at}: undetermined: it is not known before the deployment.`,
                asked("{% $request %}"),
            ),
        ],
    },
};
