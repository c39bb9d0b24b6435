import { calls, good, made, told } from "../engine/examples";
import { judgeJobs } from "../engine/jobs";
import { demanded, inVpc } from "../engine/networks";
import { type Rule, unknownText } from "../engine/rule";

const at = "definition.States.Call";
const vpc = { Subnets: ["subnet-1", "subnet-2"], SecurityGroupIds: ["sg-1"] };
const schedule = (networkConfig?: object) =>
    made("aws:sagemaker/monitoringSchedule:MonitoringSchedule", "drift", {
        monitoringScheduleConfig: { monitoringJobDefinition: { networkConfig } },
    });

export const runJobsInVpc: Rule = {
    id: "sagemaker/runJobsInVpc",
    group: "network",
    description: "Every job runs in a VPC of ours, where the stage demands one.",
    cause: "A training, tuning or processing job or a monitor has no vpcConfig, or one without subnets or security groups.",
    explanation:
        "In a VPC of one's own, flow logs show what a job reaches, and endpoint policies say what it may. Data then goes " +
        "through the VPC's own endpoint of S3. A transform job has its network from its model.",
    remedy: "Set vpcConfig with subnets and securityGroupIds; a stage without a VPC sets demanded to false.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-7"],
    scope: "resource",
    settings: demanded,
    judge: judgeJobs(({ vpc }) => (vpc === undefined ? undefined : inVpc(vpc))),
    examples: {
        good: [
            good("a training job in a VPC", calls("sagemaker:createTrainingJob.sync", { VpcConfig: vpc })),
            good(
                "a monitor in a VPC whose subnets are not known yet, but that there are some",
                schedule({ vpcConfig: { subnets: [unknownText], securityGroupIds: ["sg-1"] } }),
            ),
        ],
        bad: [
            told(
                "a training job without",
                `${at}.VpcConfig: it is missing; name subnets and security groups of your VPC.`,
                calls("sagemaker:createTrainingJob.sync", {}),
            ),
            told(
                "no subnets",
                `${at}.NetworkConfig.VpcConfig.Subnets: it is missing; name subnets of your VPC.`,
                calls("sagemaker:createProcessingJob.sync", {
                    NetworkConfig: { VpcConfig: { ...vpc, Subnets: undefined } },
                }),
            ),
            told(
                "a monitor without",
                "monitoringScheduleConfig.monitoringJobDefinition.networkConfig.vpcConfig: it is missing; name subnets and security groups of your VPC.",
                schedule(),
            ),
        ],
        unknown: [
            told(
                "subnets that are not known",
                "monitoringScheduleConfig.monitoringJobDefinition.networkConfig.vpcConfig.subnets: undetermined: it is not known before the deployment.",
                schedule({ vpcConfig: { subnets: unknownText, securityGroupIds: ["sg-1"] } }),
            ),
            told(
                "no subnets yet, as another stack has them",
                `${at}.VpcConfig.Subnets: undetermined: it is empty, which SageMaker refuses: its subnets are still to come.`,
                calls("sagemaker:createTrainingJob.sync", { VpcConfig: { ...vpc, Subnets: [] } }),
            ),
            told(
                "a network that only the running state machine knows",
                `${at}.VpcConfig: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createTrainingJob.sync", { VpcConfig: "{% $network %}" }),
            ),
        ],
    },
};
