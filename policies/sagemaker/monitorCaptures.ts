import { capturePath, capturing, goodRequest, judgeCaptures } from "../engine/captures";
import { definitionOf, endpointsOf, isMadeFrom, textsIn, textsOfResource } from "../engine/endpoints";
import { good, made, steps, told } from "../engine/examples";
import { type Check, field, type Place } from "../engine/fields";
import { fail, isObject, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { isOf } from "../engine/targets";
import { monitoringCalls, monitorType } from "../reading/monitors";
import { callsOf } from "../reading/stateMachine";

const glueJobType = "aws:glue/job:Job";
const missing = "nothing of this stack reads what is captured; add a monitor of it.";
const open = "it is not known yet whether a monitor reads what is captured.";

/**
 * A monitor that names the endpoint or the place, a state machine whose jobs read the place, or a Glue job that a state
 * machine runs and that is told the place.
 */
function isRead(uri: unknown, place: Place, stack: readonly Resource[]): boolean | typeof UNKNOWN {
    const endpoints = endpointsOf(place, stack);
    const names = endpoints.map(({ name }) => name).filter((name) => typeof name === "string");
    const answers = stack.flatMap((resource): (boolean | typeof UNKNOWN)[] => {
        if (isOf(resource, monitorType)) {
            const made = isMadeFrom(resource, [...endpoints.map((one) => one.resource), place.resource]);
            return [made || named(textsOfResource(resource), names, uri)];
        }
        const definition = definitionOf(resource);
        if (definition === UNKNOWN) return [UNKNOWN];
        const tasks = definition === undefined ? [] : monitoringCalls(definition);
        const processing = tasks.length > 0 && mentions(definition, uri);
        const runs = definition === undefined ? [] : callsOf(definition, "glue", ["startJobRun"]);
        return [
            processing,
            ...runs.map(({ input }) => isToldTo(input, uri, stack)),
            ...tasks.map(({ input }) => named(textsIn(input), names, uri) === true),
        ];
    });
    return answers.includes(true) || (answers.includes(UNKNOWN) ? UNKNOWN : false);
}

/** Whether the Glue job that a call runs is told to read the place, or what is above it. */
function isToldTo(call: unknown, uri: unknown, stack: readonly Resource[]): boolean | typeof UNKNOWN {
    const name = isObject(call) ? call["JobName"] : UNKNOWN;
    const job = stack.find((one) => one.type === glueJobType && read(one.props, "name") === name);
    if (job === undefined || name === UNKNOWN) return name === UNKNOWN ? UNKNOWN : false;
    const texts = textsIn(read(job.props, "defaultArguments"));
    const told = texts.some((text) => text !== UNKNOWN && /^s3:\/\/.+\/$/.test(text) && isBelow(String(uri), text));
    return told || (texts.includes(UNKNOWN) ? UNKNOWN : false);
}

function named(texts: readonly unknown[], names: readonly unknown[], uri: unknown): boolean | typeof UNKNOWN {
    return (
        texts.some((text) => text !== UNKNOWN && (names.includes(text) || isBelow(String(text), uri))) ||
        (texts.includes(UNKNOWN) ? UNKNOWN : false)
    );
}

/** Expressions build places of texts, so the definition is searched as it stands, but for where it sets up captures. */
function mentions(definition: unknown, uri: unknown): boolean {
    return isBelow(
        JSON.stringify(definition, (key, value: unknown) => (key === "DataCaptureConfig" ? undefined : value)),
        uri,
    );
}

function isBelow(text: string, uri: unknown): boolean {
    if (typeof uri !== "string") return false;
    const [, rest] = text.split(uri.replace(/\/$/, ""));
    return rest !== undefined && !/^[\w.-]/.test(rest);
}

const monitored = (stack: readonly Resource[]): Check =>
    field("destinationS3Uri", (uri, place) => {
        const answer = isRead(uri, place, stack);
        if (answer === true) return [pass(place.path)];
        return answer === UNKNOWN || uri === UNKNOWN ? [undetermined(place.path, open)] : [fail(place.path, missing)];
    });

const schedule = (endpointName: string) =>
    made("aws:sagemaker/monitoringSchedule:MonitoringSchedule", "drift", {
        monitoringScheduleConfig: {
            monitoringJobDefinition: { monitoringInputs: { endpointInput: { endpointName } } },
        },
    });
const endpoint = made("aws:sagemaker/endpoint:Endpoint", "cars", { name: "cars-prod", endpointConfigName: "cars" });
const deployment = (capture: object = goodRequest) =>
    steps("deployment", {
        Call: ["aws-sdk:sagemaker:createEndpointConfig", { DataCaptureConfig: capture }],
        Serve: ["aws-sdk:sagemaker:createEndpoint", { EndpointName: "cars-prod" }],
    });
const reading = (S3Uri: string) =>
    steps("monitoring", {
        Compare: ["sagemaker:createProcessingJob.sync", { ProcessingInputs: [{ S3Input: { S3Uri } }] }],
    });

const glueJob = (captures: string) =>
    made(glueJobType, "consolidate", { name: "consolidate", defaultArguments: { "--captures": captures } });
const consolidating = steps("monitoring", { Consolidate: ["glue:startJobRun.sync", { JobName: "consolidate" }] });

export const monitorCaptures: Rule = {
    id: "sagemaker/monitorCaptures",
    group: "data-capture",
    description: "Every capture is read by a monitor.",
    cause:
        "No MonitoringSchedule or job definition names the endpoint or the place that an endpoint configuration captures " +
        "to, and no state machine reads that place with processing jobs, or runs a Glue job that is told to.",
    explanation:
        "Data that nobody looks at finds no drift: it costs, and it is a risk to keep. Model Monitor takes no new customers " +
        "any more, so a processing job of one's own counts as well.",
    remedy:
        "Schedule a job that compares captures with the baseline: a MonitoringSchedule, or a processing job of a state " +
        "machine that reads the capture's prefix, or has a Glue job read it.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-scheduling.html",
    severity: "medium",
    standards: [],
    scope: "stack",
    judge: (resource, stack, settings) => judgeCaptures(monitored(stack))(resource, stack, settings),
    examples: {
        good: [
            good("a schedule for the endpoint", capturing(), endpoint, schedule("cars-prod")),
            good("a schedule for an endpoint that a state machine makes", deployment(), schedule("cars-prod")),
            good("a job that reads the place", deployment(), reading("s3://captures/used-cars/cars-prod/AllTraffic")),
            good(
                "a job whose place is an expression",
                deployment(),
                reading("{% 's3://captures/used-cars/' & $day %}"),
            ),
            good(
                "a Glue job that a state machine runs",
                deployment(),
                glueJob("s3://captures/used-cars/"),
                consolidating,
            ),
        ],
        bad: [
            told("captures that nobody reads", `dataCaptureConfig.destinationS3Uri: ${missing}`, capturing(), endpoint),
            told(
                "a job that reads another model's",
                `${capturePath}.DestinationS3Uri: ${missing}`,
                deployment(),
                reading("s3://captures/used-cars-2/"),
            ),
            told(
                "a Glue job that reads another model's",
                `${capturePath}.DestinationS3Uri: ${missing}`,
                deployment(),
                glueJob("s3://captures/used-cars-2/"),
                consolidating,
            ),
            told(
                "a Glue job that nothing runs",
                `${capturePath}.DestinationS3Uri: ${missing}`,
                deployment(),
                glueJob("s3://captures/used-cars/"),
            ),
            told(
                "a schedule for another endpoint",
                `dataCaptureConfig.destinationS3Uri: ${missing}`,
                capturing(),
                endpoint,
                schedule("bikes-prod"),
            ),
        ],
        unknown: [
            told(
                "a schedule for an endpoint that is not known",
                `dataCaptureConfig.destinationS3Uri: undetermined: ${open}`,
                capturing(),
                endpoint,
                schedule(unknownText),
            ),
            told(
                "a place that only the running state machine knows",
                `${capturePath}.DestinationS3Uri: undetermined: ${open}`,
                deployment({ ...goodRequest, DestinationS3Uri: "{% $captures %}" }),
            ),
        ],
    },
};
