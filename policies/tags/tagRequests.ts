import { calls, good, told } from "../engine/examples";
import { field } from "../engine/fields";
import type { Rule } from "../engine/rule";
import { tagKeys, wholeTags } from "../engine/tags";
import { judgeCalls } from "../engine/targets";

/** Calls of SageMaker that make something with tags. A version of a model has none: its group has. */
const creating = [
    ...["createTrainingJob", "createProcessingJob", "createTransformJob", "createHyperParameterTuningJob"],
    ...["createAutoMLJob", "createAutoMLJobV2", "createModel", "createModelPackageGroup", "createPipeline"],
    ...["createEndpointConfig", "createEndpoint", "createInferenceComponent", "createMonitoringSchedule"],
    ...["createDataQualityJobDefinition", "createModelQualityJobDefinition", "createModelBiasJobDefinition"],
    ...["createModelExplainabilityJobDefinition", "createNotebookInstance", "createExperiment"],
];

const tags = ["drivetrain:owner", "drivetrain:model", "drivetrain:stage", "drivetrain:cost-centre"].map((Key) => ({
    Key,
    Value: "cars",
}));
const train = (Tags: unknown) => calls("sagemaker:createTrainingJob.sync", { TrainingJobName: "cars", Tags });
const at = "definition.States.Call.Tags";
const remedy = "set it in the request";

export const tagRequests: Rule = {
    id: "tags/tagRequests",
    group: "tagging",
    description: "Everything that a state machine makes in SageMaker says whose it is and who pays for it.",
    cause:
        "A call of a state machine that makes a job, a model or an endpoint has no Tags for one of the rule's setting keys: " +
        "owner, model, stage and cost-centre unless the stage says otherwise.",
    explanation:
        "What costs most, jobs and endpoints, is made by runs: no resource shows it, and no defaultTags of a provider reach " +
        "it.",
    remedy: "Set Tags in the call's arguments, and allow the state machine's role sagemaker:AddTags.",
    docs: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    severity: "low",
    standards: ["NIST 800-53 CM-8"],
    scope: "resource",
    settings: tagKeys,
    judge: judgeCalls("sagemaker", creating, field("tags", wholeTags(remedy))),
    examples: {
        good: [
            good("a job with all tags", train(tags)),
            good("a call that makes nothing", calls("aws-sdk:sagemaker:describeTrainingJob", {})),
        ],
        bad: [
            told("a job alone", `${at}: no tag tells owner, model, stage, cost-centre; ${remedy}.`, train(undefined)),
            told("nobody who pays", `${at}: no tag tells cost-centre; ${remedy}.`, train(tags.slice(0, 3))),
        ],
        unknown: [
            told(
                "tags that a running state machine makes",
                `${at}: undetermined: it is not known before the deployment.`,
                train("{% $tags %}"),
            ),
            told(
                "a tag whose key is made so",
                `${at}: undetermined: it is not known before the deployment.`,
                train([...tags.slice(0, 3), { Key: "{% $key %}", Value: "4711" }]),
            ),
        ],
    },
};
