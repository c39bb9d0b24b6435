import { capturePath, capturing, goodRequest, judgeCaptures } from "../engine/captures";
import { definitionOf, textsOfResource } from "../engine/endpoints";
import { good, made, steps, told } from "../engine/examples";
import { type Check, field, type Place } from "../engine/fields";
import { fail, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { inputsOf, isOf } from "../engine/targets";
import { makesBaseline, monitorType } from "../reading/monitors";
import { canPrecede } from "../reading/order";
import { findTasks } from "../reading/stateMachine";

const missing =
    "nothing of this stack makes a baseline to compare captures with; add a step that does, before the endpoint.";
const late = "the step that makes the baseline comes after the endpoint; make the baseline before.";
const open = "it is not known yet whether there is a baseline.";

/** A step before the endpoint in its own state machine, a step of another one, or a monitor that names one. */
const compared = (stack: readonly Resource[]): Check =>
    field("destinationS3Uri", (_uri, place) => {
        const own = place.call === undefined ? undefined : ownBaseline(place);
        if (own === "late") return [fail(place.path, late)];
        const answers = stack.filter(({ urn }) => urn !== place.resource.urn).map(hasBaseline);
        if (own === "before" || answers.includes(true)) return [pass(place.path)];
        return answers.includes(UNKNOWN) ? [undetermined(place.path, open)] : [fail(place.path, missing)];
    });

function ownBaseline({ resource, path }: Place): "before" | "late" | undefined {
    const definition = definitionOf(resource);
    if (definition === undefined || definition === UNKNOWN) return undefined;
    const baselines = findTasks(definition)
        .filter(makesBaseline)
        .map((task) => task.path);
    if (baselines.length === 0) return undefined;
    const configures = (one: string) => path.startsWith(`definition.${one}.`);
    return canPrecede(definition, (one) => baselines.includes(one), configures) ? "before" : "late";
}

function hasBaseline(resource: Resource): boolean | typeof UNKNOWN {
    const definition = definitionOf(resource);
    if (definition === UNKNOWN) return UNKNOWN;
    if (definition !== undefined) return findTasks(definition).some(makesBaseline);
    if (!isOf(resource, monitorType)) return false;
    const names = /"(constraintsResource|baseliningJobName)":/.test(JSON.stringify(inputsOf(resource)));
    return names || (textsOfResource(resource).includes(UNKNOWN) ? UNKNOWN : false);
}

const configure = ["aws-sdk:sagemaker:createEndpointConfig", { DataCaptureConfig: goodRequest }] as const;
const suggest = [
    "sagemaker:createProcessingJob.sync",
    { ProcessingOutputConfig: { Outputs: [{ OutputName: "baseline" }] } },
] as const;
const analyze = [
    "sagemaker:createProcessingJob.sync",
    {
        AppSpecification: {
            ImageUri: "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
        },
    },
] as const;
const quality = (dataQualityBaselineConfig?: object | string) =>
    made("aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition", "drift", { dataQualityBaselineConfig });

export const compareWithBaselines: Rule = {
    id: "sagemaker/compareWithBaselines",
    group: "data-capture",
    description: "Every capture can be compared with a baseline that was made before.",
    cause:
        "No state before the CreateEndpointConfig call, and no other state machine of the stack, runs a processing job " +
        "that makes a baseline, and no monitor names one.",
    explanation:
        "Drift is a difference. Without statistics of the data that the model was trained on there is nothing to differ " +
        "from; made later, they already have the drift in them.",
    remedy:
        "Run a processing job of Model Monitor's image, or one with an output named baseline, before the endpoint is " +
        "configured; or name constraints in the monitor.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-create-baseline.html",
    severity: "medium",
    standards: [],
    scope: "stack",
    judge: (resource, stack, settings) => judgeCaptures(compared(stack))(resource, stack, settings),
    examples: {
        good: [
            good("a step before", steps("deployment", { Suggest: suggest, Call: configure })),
            good("a step of another state machine", steps("training", { Analyze: analyze }), capturing()),
            good(
                "a monitor that names one",
                capturing(),
                quality({ constraintsResource: { s3Uri: "s3://baselines/constraints.json" } }),
            ),
        ],
        bad: [
            told("no baseline", `dataCaptureConfig.destinationS3Uri: ${missing}`, capturing()),
            told(
                "a step after",
                `${capturePath}.DestinationS3Uri: ${late}`,
                steps("deployment", { Call: configure, Suggest: suggest }),
            ),
            told("a monitor that names none", `dataCaptureConfig.destinationS3Uri: ${missing}`, capturing(), quality()),
        ],
        unknown: [
            told(
                "a monitor that is not known",
                `dataCaptureConfig.destinationS3Uri: undetermined: ${open}`,
                capturing(),
                quality(unknownText),
            ),
            told(
                "another state machine that is not known",
                [
                    `dataCaptureConfig.destinationS3Uri: undetermined: ${open}`,
                    "definition: undetermined: the definition is not known before the deployment.",
                ],
                capturing(),
                made("aws:sfn/stateMachine:StateMachine", "training", { definition: unknownText }),
            ),
        ],
    },
};
