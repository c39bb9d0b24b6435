import { calls, good, made, told } from "../engine/examples";
import { alternatives, type Check, field, isMissing, unknownAt } from "../engine/fields";
import { instanceCountOf, judgeJobs } from "../engine/jobs";
import { fail, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import type { JobKind } from "../reading/sagemakerJobs";

const plain = "several machines talk to each other in the clear; set it to true.";
const optimized =
    "several machines talk to each other in the clear, and the optimized integration does not take this field; call the SDK integration with it.";

/** Machines of one job talk to each other only where there are several. */
function encrypted({ machines = [], trafficEncryption, optimizedLacks = [] }: JobKind): Check | undefined {
    if (trafficEncryption === undefined) return undefined;
    return (value, place) => {
        const counts: unknown[] = [];
        alternatives(machines, (cluster, at) => {
            counts.push(isMissing(cluster) ? 1 : instanceCountOf(cluster, at));
            return [];
        })(value, place);
        const count = counts.includes(UNKNOWN) ? UNKNOWN : Math.max(...counts.map(Number));
        const isOptimized = place.call !== undefined && !place.call.includes(":aws-sdk:");
        return field(trafficEncryption, (flag, at) => {
            if (flag === true || (typeof count === "number" && count <= 1)) return [pass(at.path)];
            if (flag === UNKNOWN || count === UNKNOWN) return unknownAt(at);
            const lacks = isOptimized && optimizedLacks.includes("trafficEncryption");
            return [fail(at.path, lacks ? optimized : plain)];
        })(value, place);
    };
}

const at = "definition.States.Call";
const training = (InstanceCount: unknown, call = "aws-sdk:sagemaker:createTrainingJob", more: object = {}) =>
    calls(call, { ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount }, ...more });
const quality = (networkConfig: object) =>
    made("aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition", "drift", {
        jobResources: { clusterConfig: { instanceType: "ml.m5.large", instanceCount: 2 } },
        networkConfig,
    });

export const encryptJobTraffic: Rule = {
    id: "sagemaker/encryptJobTraffic",
    group: "encryption",
    description: "Every job of several machines encrypts what they say to each other.",
    cause:
        "A training, tuning or processing job or a monitor has more than one machine, and enableInterContainerTrafficEncryption " +
        "is not true.",
    explanation:
        "Distributed algorithms send weights and data from machine to machine. One machine alone sends nothing, and " +
        "needs none.",
    remedy:
        "Set enableInterContainerTrafficEncryption, or use one machine. Step Functions' optimized createTrainingJob does " +
        "not take the field: call aws-sdk:sagemaker:createTrainingJob.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html",
    severity: "medium",
    standards: [
        ...["9", "10", "13", "15", "22"].map((number) => `Security Hub SageMaker.${number}`),
        "NIST 800-53 SC-8",
        "Checkov CKV_AWS_369",
    ],
    scope: "resource",
    judge: judgeJobs(encrypted),
    examples: {
        good: [
            good("one machine", training(1, "sagemaker:createTrainingJob.sync")),
            good("two that encrypt", training(2, undefined, { EnableInterContainerTrafficEncryption: true })),
            good("a monitor that encrypts", quality({ enableInterContainerTrafficEncryption: true })),
            good("a transform job, whose machines do not talk", calls("sagemaker:createTransformJob.sync", {})),
        ],
        bad: [
            told("two machines", `${at}.EnableInterContainerTrafficEncryption: ${plain}`, training(2)),
            told(
                "two machines by the optimized integration",
                `${at}.EnableInterContainerTrafficEncryption: ${optimized}`,
                training(2, "sagemaker:createTrainingJob.sync"),
            ),
            told(
                "groups of one each",
                `${at}.EnableInterContainerTrafficEncryption: ${plain}`,
                calls("aws-sdk:sagemaker:createTrainingJob", {
                    ResourceConfig: { InstanceGroups: [{ InstanceCount: 1 }, { InstanceCount: 1 }] },
                }),
            ),
            told("a monitor", `networkConfig.enableInterContainerTrafficEncryption: ${plain}`, quality({})),
        ],
        unknown: [
            told(
                "a number of machines that is not known",
                `${at}.EnableInterContainerTrafficEncryption: undetermined: it is not known before the deployment.`,
                training("{% $machines %}"),
            ),
            told(
                "a switch that is not known",
                "networkConfig.enableInterContainerTrafficEncryption: undetermined: it is not known before the deployment.",
                quality({ enableInterContainerTrafficEncryption: unknownText }),
            ),
        ],
    },
};
