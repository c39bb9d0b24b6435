import {
    fail,
    type Fields,
    isObject,
    type Judgement,
    listOf,
    pass,
    read,
    undetermined,
    UNKNOWN,
} from "../engine/judgement";
import type { Example, Rule, Settings } from "../engine/rule";
import { callsSageMaker, findTasks, parseDefinition } from "../reading/stateMachine";

const configurationType = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
const stateMachineType = "aws:sfn/stateMachine:StateMachine";

const capture = {
    enableCapture: true,
    initialSamplingPercentage: 100,
    destinationS3Uri: "s3://captures/used-cars/",
    kmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
    captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
};
const captureOfCall = {
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: "s3://captures/used-cars/",
    KmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
    CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
};

const configuration = (title: string, dataCaptureConfig?: Fields): Example => ({
    title,
    resources: [{ type: configurationType, name: "configuration", props: { dataCaptureConfig } }],
});
const stateMachine = (title: string, input: Fields): Example => {
    const resource = "arn:aws:states:::aws-sdk:sagemaker:createEndpointConfig";
    const definition = { StartAt: "Configure", States: { Configure: { Type: "Task", Resource: resource, ...input } } };
    return {
        title,
        resources: [{ type: stateMachineType, name: "training", props: { definition: JSON.stringify(definition) } }],
    };
};

export const enableDataCapture: Rule = {
    id: "sagemaker/enableDataCapture",
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
    examples: {
        good: [
            configuration("a configuration that captures both sides", capture),
            stateMachine("a JSONata state that asks for it", { Arguments: { DataCaptureConfig: captureOfCall } }),
            stateMachine("a JSONPath state that asks for it", { Parameters: { DataCaptureConfig: captureOfCall } }),
        ],
        bad: [
            configuration("no word about it"),
            configuration("capture turned off", { ...capture, enableCapture: false }),
            configuration("questions without answers", { ...capture, captureOptions: [{ captureMode: "Input" }] }),
            stateMachine("a state that does not ask for it", { Arguments: { EndpointConfigName: "cars" } }),
            stateMachine("no key", { Arguments: { DataCaptureConfig: { ...captureOfCall, KmsKeyId: undefined } } }),
        ],
    },
    judge({ type, props }, _stack, settings) {
        if (type === configurationType) {
            return judgeCapture(read(props, "dataCaptureConfig"), "dataCaptureConfig", (name) => name, settings);
        }
        if (type === stateMachineType) {
            return judgeDefinition(read(props, "definition"), settings);
        }
        return [];
    },
};

function judgeDefinition(text: unknown, settings: Settings): readonly Judgement[] {
    const definition = parseDefinition(text);
    if (definition === UNKNOWN) {
        return [undetermined("definition", "the definition is not known before the deployment.")];
    }
    if (definition === undefined) {
        return [fail("definition", "it is not a JSON object, so nobody can tell which endpoints it makes.")];
    }
    const tasks = findTasks(definition).filter((task) => callsSageMaker(task, "createEndpointConfig"));
    return tasks.flatMap(({ path, input }) => {
        const config = isObject(input) ? input["DataCaptureConfig"] : input;
        return judgeCapture(config, `definition.${path}.DataCaptureConfig`, upperFirst, settings);
    });
}

/** How a field is spelt: in lower camel case by the resource, in upper camel case by the API. */
type Spelling = (name: string) => string;

const upperFirst: Spelling = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** Judges each field on its own. */
function judgeCapture(config: unknown, path: string, spelt: Spelling, settings: Settings): readonly Judgement[] {
    if (config === UNKNOWN) {
        return [undetermined(path, "it is not known before the deployment; write it out.")];
    }
    if (!isObject(config)) {
        return [fail(path, "it is missing; ask for data capture explicitly.")];
    }
    const minimum = Number(settings["minimumSamplingPercentage"] ?? 1);
    const field = (name: string, holds: (value: unknown) => boolean, problem: string): Judgement => {
        const value = config[spelt(name)];
        const at = `${path}.${spelt(name)}`;
        if (value === UNKNOWN) {
            return undetermined(at, "it is not known before the deployment.");
        }
        return holds(value) ? pass(at) : fail(at, problem);
    };
    return [
        field("enableCapture", (value) => value === true, "it is not true; set it."),
        field(
            "initialSamplingPercentage",
            (value) => typeof value === "number" && value >= minimum && value <= 100,
            `it is not between ${minimum} and 100; set the share of requests to keep.`,
        ),
        field("destinationS3Uri", isPrefix, "it is no S3 location with a prefix; set s3://<bucket>/<prefix>/."),
        field(
            "kmsKeyId",
            isOwnKey,
            "it names no key of this account; name the KMS key that captures are encrypted with.",
        ),
        judgeModes(config, path, spelt),
    ];
}

function judgeModes(config: Fields, path: string, spelt: Spelling): Judgement {
    const at = `${path}.${spelt("captureOptions")}`;
    const options = listOf(config[spelt("captureOptions")]);
    const modes = options.map((option) => (isObject(option) ? option[spelt("captureMode")] : option));
    const missing = ["Input", "Output"].filter((mode) => !modes.includes(mode) && !modes.includes("InputAndOutput"));
    if (missing.length === 0) {
        return pass(at);
    }
    return modes.includes(UNKNOWN)
        ? undetermined(at, "it is not known before the deployment.")
        : fail(at, `${missing.join(" and ")} is not captured; capture Input and Output.`);
}

const isOwnKey = (value: unknown) => typeof value === "string" && value !== "" && !/(^|:)alias\/aws\//.test(value);
const isPrefix = (value: unknown) => typeof value === "string" && /^s3:\/\/[^/]+\/[^/]/.test(value);
