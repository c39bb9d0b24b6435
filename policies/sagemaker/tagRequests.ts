import { calls, good, told } from "../engine/examples";
import { type Check, field } from "../engine/fields";
import { fail, pass, undetermined } from "../engine/judgement";
import { textsOf } from "../engine/machines";
import { type Rule } from "../engine/rule";
import { judgeCalls } from "../engine/targets";
import { jobKinds } from "../reading/sagemakerJobs";
import { hasOpenTags, meaningOf, tagsOf } from "../reading/tags";

/** What costs money or serves, and takes tags. A model package has none of its own: its group has. */
const actions = [
    ...jobKinds.map(({ action }) => action),
    ...["createModel", "createEndpointConfig", "createEndpoint", "createNotebookInstance", "createDomain"],
];
const wanted = ["owner", "model", "stage", "cost-center"];

const tagged: Check = (value, place) => {
    const tags = tagsOf(value, place);
    const lacking = textsOf(place.settings["tags"], wanted).filter((tag) => !tags.has(meaningOf(tag)));
    return field("tags", (_tags, at) => {
        if (lacking.length === 0) return [pass(at.path)];
        const told = `${lacking.join(", ")} ${lacking.length === 1 ? "is" : "are"} not among the tags`;
        return hasOpenTags(value, place)
            ? [undetermined(at.path, `${told} that are known before the deployment.`)]
            : [fail(at.path, `${told}; tag all that a run makes.`)];
    })(value, place);
};

const Tags = [
    { Key: "Owner", Value: "pricing" },
    { Key: "drivetrain:model", Value: "used-cars" },
    { Key: "drivetrain:stage", Value: "prod" },
    { Key: "CostCentre", Value: "4711" },
];
const at = "definition.States.Call.Tags";
const training = (input: object) => calls("sagemaker:createTrainingJob.sync", { ...input });

export const tagRequests: Rule = {
    id: "sagemaker/tagRequests",
    group: "tagging",
    description: "Every job, model and endpoint that a state machine makes is tagged with whose it is.",
    cause:
        "A call that makes something in SageMaker lacks one of the setting tags. A key counts by its last part, whatever " +
        "its case and spelling: drivetrain:cost-centre and CostCenter are alike.",
    explanation:
        "The provider's default tags are on what Pulumi makes alone. What runs make costs most, and without tags of its " +
        "own no bill tells whose it was.",
    remedy: "Set Tags in the request.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html",
    severity: "low",
    standards: [],
    scope: "resource",
    settings: {
        tags: {
            type: "array",
            items: { type: "string" },
            default: wanted,
            description: "Keys that every request has to have.",
        },
    },
    judge: judgeCalls("sagemaker", actions, tagged),
    examples: {
        good: [
            good("all four, however they are spelt", training({ Tags })),
            good("a call that makes nothing", calls("aws-sdk:sagemaker:describeTrainingJob", {})),
            good("a model package", calls("aws-sdk:sagemaker:createModelPackage", {})),
        ],
        bad: [
            told(
                "no tags",
                `${at}: owner, model, stage, cost-center are not among the tags; tag all that a run makes.`,
                training({}),
            ),
            told(
                "one that is empty",
                `${at}: owner is not among the tags; tag all that a run makes.`,
                calls("aws-sdk:sagemaker:createEndpoint", { Tags: [{ Key: "Owner", Value: "" }, ...Tags.slice(1)] }),
            ),
        ],
        unknown: [
            told(
                "tags that only the running state machine knows",
                `${at}: undetermined: owner, model, stage, cost-center are not among the tags that are known before the deployment.`,
                training({ Tags: "{% $tags %}" }),
            ),
            told(
                "one that only the running state machine knows",
                `${at}: undetermined: cost-center is not among the tags that are known before the deployment.`,
                training({ Tags: [...Tags.slice(0, 3), "{% $costs %}"] }),
            ),
        ],
    },
};
