import { calls, good, made, told } from "../engine/examples";
import { between, field } from "../engine/fields";
import { judgeJobs } from "../engine/jobs";
import { type Rule, unknownText } from "../engine/rule";

const remedy = "set the longest that it may take, in seconds";
const at = "definition.States.Call";
const quality = (stoppingCondition?: object) =>
    made("aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition", "drift", { stoppingCondition });

export const boundJobRuntimes: Rule = {
    id: "sagemaker/boundJobRuntimes",
    group: "cost",
    description: "Every job ends after the longest time that the stage allows.",
    cause:
        "A training, tuning or processing job or a monitor has no maxRuntimeInSeconds, or more than the setting " +
        "maximumSeconds.",
    explanation:
        "A job that hangs costs by the second until it is stopped: by default after a day, and up to 28 days. A transform " +
        "job has no such limit in its request; its state's timeout bounds the wait alone.",
    remedy: "Set stoppingCondition.maxRuntimeInSeconds.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html",
    severity: "medium",
    standards: [],
    scope: "resource",
    settings: {
        maximumSeconds: {
            type: "integer",
            default: 86400,
            minimum: 1,
            description: "The longest that a job may take, in seconds.",
        },
    },
    judge: judgeJobs(({ longest }) =>
        longest === undefined
            ? undefined
            : field(
                  longest,
                  between(1, ({ maximumSeconds = 86_400 }) => Number(maximumSeconds), remedy),
              ),
    ),
    examples: {
        good: [
            good(
                "an hour",
                calls("sagemaker:createTrainingJob.sync", { StoppingCondition: { MaxRuntimeInSeconds: 3600 } }),
            ),
            good(
                "a schedule, whose resource has a list",
                made("aws:sagemaker/monitoringSchedule:MonitoringSchedule", "drift", {
                    monitoringScheduleConfig: {
                        monitoringJobDefinition: { stoppingConditions: [{ maxRuntimeInSeconds: 3600 }] },
                    },
                }),
            ),
            good("a transform job", calls("sagemaker:createTransformJob.sync", {})),
        ],
        bad: [
            told(
                "no limit",
                `${at}.StoppingCondition.MaxRuntimeInSeconds: it is missing; ${remedy}.`,
                calls("sagemaker:createProcessingJob.sync", {}),
            ),
            told(
                "a week",
                `${at}.TrainingJobDefinition.StoppingCondition.MaxRuntimeInSeconds: 604800 is set, and not between 1 and 86400; ${remedy}.`,
                calls("aws-sdk:sagemaker:createHyperParameterTuningJob", {
                    TrainingJobDefinition: { StoppingCondition: { MaxRuntimeInSeconds: 604_800 } },
                }),
            ),
            told("a monitor", `stoppingCondition.maxRuntimeInSeconds: it is missing; ${remedy}.`, quality()),
        ],
        unknown: [
            told(
                "a limit that is not known",
                "stoppingCondition.maxRuntimeInSeconds: undetermined: it is not known before the deployment.",
                quality({ maxRuntimeInSeconds: unknownText }),
            ),
        ],
    },
};
