import { calls, good, keyArn, made, told } from "../engine/examples";
import { diskKey, instanceTypesOf, judgeJobs, machinesOf } from "../engine/jobs";
import { type Rule, unknownText } from "../engine/rule";

const training = (ResourceConfig: object) => calls("sagemaker:createTrainingJob.sync", { ResourceConfig });
const schedule = (clusterConfig: object) =>
    made("aws:sagemaker/monitoringSchedule:MonitoringSchedule", "drift", {
        monitoringScheduleConfig: { monitoringJobDefinition: { monitoringResources: { clusterConfig } } },
    });
const machines = { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 };
const missing = "no key is named; name a KMS key of this account.";
const at = "definition.States.Call";

export const encryptJobVolumes: Rule = {
    id: "sagemaker/encryptJobVolumes",
    group: "encryption",
    description: "Every job encrypts the disks of its machines with a key of ours.",
    cause:
        "A training, tuning, processing or transform job or a monitor names no volumeKmsKeyId, as a resource or in a " +
        "state machine's call, though its machines have no encrypted disks of their own.",
    explanation:
        "A job copies its data to the disks of its machines. Jobs are made at run time by state machines, so rules that " +
        "read resources alone never see them. Machines with NVMe disks encrypt by their hardware; SageMaker refuses a " +
        "key for them.",
    remedy: "Set volumeKmsKeyId beside the instance type.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html",
    severity: "high",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_368"],
    scope: "resource",
    judge: judgeJobs((kind) => machinesOf(kind, diskKey("volumeKmsKeyId", instanceTypesOf))),
    examples: {
        good: [
            good("a key", training({ ...machines, VolumeKmsKeyId: keyArn })),
            good("machines with disks of their own", training({ ...machines, InstanceType: "ml.g4dn.xlarge" })),
            good(
                "groups, of which one has such disks",
                training({ InstanceGroups: [machines, { ...machines, InstanceType: "ml.p4d.24xlarge" }] }),
            ),
            good(
                "a schedule that names its definition",
                made("aws:sagemaker/monitoringSchedule:MonitoringSchedule", "drift", {
                    monitoringScheduleConfig: { monitoringJobDefinitionName: "drift" },
                }),
            ),
            good("another call", calls("lambda:invoke", { ResourceConfig: machines })),
        ],
        bad: [
            told("a training job without", `${at}.ResourceConfig.VolumeKmsKeyId: ${missing}`, training(machines)),
            told(
                "a transform job by the SDK integration",
                `${at}.TransformResources.VolumeKmsKeyId: ${missing}`,
                calls("aws-sdk:sagemaker:createTransformJob", { TransformResources: machines }),
            ),
            told(
                "one of several definitions of a tuning job",
                `${at}.TrainingJobDefinitions[1].HyperParameterTuningResourceConfig.VolumeKmsKeyId: ${missing}`,
                calls("aws-sdk:sagemaker:createHyperParameterTuningJob", {
                    TrainingJobDefinitions: [
                        { ResourceConfig: { ...machines, VolumeKmsKeyId: keyArn } },
                        { HyperParameterTuningResourceConfig: machines },
                    ],
                }),
            ),
            told(
                "a monitor",
                "monitoringScheduleConfig.monitoringJobDefinition.monitoringResources.clusterConfig.volumeKmsKeyId: " +
                    missing,
                schedule({ instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGb: 10 }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                `${at}.ResourceConfig.VolumeKmsKeyId: undetermined: it is not known before the deployment.`,
                training({ ...machines, VolumeKmsKeyId: "{% $states.input.key %}" }),
            ),
            told(
                "no key, and machines that are not known",
                `${at}.ResourceConfig.VolumeKmsKeyId: undetermined: no key is named, and the machines are not known yet: those with disks of their own need none.`,
                training({ ...machines, InstanceType: "{% $states.input.type %}" }),
            ),
            told(
                "a definition that is not known",
                "definition: undetermined: the definition is not known before the deployment.",
                made("aws:sfn/stateMachine:StateMachine", "machine", { definition: unknownText }),
            ),
        ],
    },
};
