import { calls, good, made, told } from "../engine/examples";
import { field, isTrue } from "../engine/fields";
import { judgeJobs } from "../engine/jobs";
import { type Rule, unknownText } from "../engine/rule";

const remedy = "set it, so that containers reach nothing";
const at = "definition.States.Call";
const quality = (networkConfig?: object) =>
    made("aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition", "drift", { networkConfig });

export const isolateJobs: Rule = {
    id: "sagemaker/isolateJobs",
    group: "network",
    description: "Every job runs without a network.",
    cause: "A training, tuning or processing job or a monitor does not set enableNetworkIsolation to true.",
    explanation:
        "A job's container needs its channels alone, and SageMaker brings those. What cannot call out cannot carry data " +
        "away, whoever wrote a package that it uses. A transform job has it from its model.",
    remedy: "Set enableNetworkIsolation to true.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    severity: "high",
    standards: [
        ...["11", "12", "14", "20", "25"].map((number) => `Security Hub SageMaker.${number}`),
        "NIST 800-53 SC-7",
    ],
    scope: "resource",
    judge: judgeJobs(({ isolation }) => (isolation === undefined ? undefined : field(isolation, isTrue(remedy)))),
    examples: {
        good: [
            good(
                "a training job in isolation",
                calls("sagemaker:createTrainingJob.sync", { EnableNetworkIsolation: true }),
            ),
            good("a monitor in isolation", quality({ enableNetworkIsolation: true })),
            good("a transform job", calls("sagemaker:createTransformJob.sync", {})),
        ],
        bad: [
            told(
                "a training job that does not say",
                `${at}.EnableNetworkIsolation: it is not true; ${remedy}.`,
                calls("sagemaker:createTrainingJob.sync", {}),
            ),
            told(
                "a processing job that says no",
                `${at}.NetworkConfig.EnableNetworkIsolation: it is not true; ${remedy}.`,
                calls("aws-sdk:sagemaker:createProcessingJob", { NetworkConfig: { EnableNetworkIsolation: false } }),
            ),
            told(
                "a tuning job",
                `${at}.TrainingJobDefinition.EnableNetworkIsolation: it is not true; ${remedy}.`,
                calls("aws-sdk:sagemaker:createHyperParameterTuningJob", { TrainingJobDefinition: { RoleArn: "r" } }),
            ),
            told("a monitor", `networkConfig.enableNetworkIsolation: it is not true; ${remedy}.`, quality()),
        ],
        unknown: [
            told(
                "a switch that is not known",
                "networkConfig.enableNetworkIsolation: undetermined: it is not known before the deployment.",
                quality({ enableNetworkIsolation: unknownText }),
            ),
            told(
                "a request that only the running state machine knows",
                `${at}.EnableNetworkIsolation: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createTrainingJob.sync", { EnableNetworkIsolation: "{% $isolated %}" }),
            ),
        ],
    },
};
