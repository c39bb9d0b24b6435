import { calls, keyArn, made } from "../../../policies/engine/examples";
import { type Known, known } from "./documents";

const vpc = { VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] } };
const topic = "arn:aws:sns:us-east-1:111111111111:notices";
const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const parameter = (name: string) => made("aws:ssm/parameter:Parameter", name, { name, type: "String", value: "x" });

/** Resources as they are to be, of which the rules about their service have nothing to say. */
export const whole: readonly Known[] = [
    known(
        "keys that cannot rotate: for signatures, and of material from elsewhere",
        "kms/latest/developerguide/rotate-keys.html",
        made("aws:kms/key:Key", "signs", { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" }),
        made("aws:kms/key:Key", "proves", { keyUsage: "GENERATE_VERIFY_MAC", customerMasterKeySpec: "HMAC_256" }),
        made("aws:kms/externalKey:ExternalKey", "theirs", {}),
    ),
    known(
        "an alarm that a composite one acts for, and one that scales",
        "AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html",
        made(metricAlarm, "errors", { name: "errors" }),
        made(metricAlarm, "late", { name: "late" }),
        made("aws:cloudwatch/compositeAlarm:CompositeAlarm", "all", {
            alarmRule: 'ALARM("errors") OR ALARM(arn:aws:cloudwatch:us-east-1:111111111111:alarm:late)',
            alarmActions: [topic],
        }),
        made(metricAlarm, "busy", { alarmActions: ["arn:aws:autoscaling:us-east-1:111111111111:scalingPolicy:1:a"] }),
    ),
    known(
        "groups that let their members and a list of addresses in, and anybody out",
        "vpc/latest/userguide/security-group-rules-reference.html",
        made("aws:ec2/securityGroup:SecurityGroup", "members", {
            ingress: [{ fromPort: 0, toPort: 65535, protocol: "tcp", self: true }],
            egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
        }),
        made("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "list", {
            ...{ prefixListId: "pl-1a2b3c4d", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
        }),
        made("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
            ...{ cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
        }),
    ),
    known(
        "an API for browsers, by token, signature and a function",
        "apigateway/latest/developerguide/how-to-cors.html",
        made("aws:apigatewayv2/route:Route", "token", {
            routeKey: "GET /",
            authorizationType: "JWT",
            authorizerId: "a",
        }),
        made("aws:apigatewayv2/route:Route", "signed", { routeKey: "POST /", authorizationType: "AWS_IAM" }),
        made("aws:apigateway/method:Method", "asked", {
            ...{ httpMethod: "GET", authorization: "CUSTOM", authorizerId: "a", requestValidatorId: "v" },
        }),
        made("aws:apigateway/method:Method", "options", { httpMethod: "OPTIONS", authorization: "NONE" }),
    ),
    known(
        "a training job on machines with disks of their own",
        "AWSEC2/latest/UserGuide/instance-store-volumes.html",
        calls("sagemaker:createTrainingJob.sync", {
            ...{ EnableNetworkIsolation: true, ...vpc, StoppingCondition: { MaxRuntimeInSeconds: 3600 } },
            ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5d.xlarge", VolumeSizeInGB: 30 },
            OutputDataConfig: { S3OutputPath: "s3://models/cars", KmsKeyId: keyArn },
            Tags: ["owner", "model", "stage", "cost-center"].map((Key) => ({ Key, Value: "cars" })),
        }),
    ),
    known(
        "models of AWS's images, of a package, and in a row",
        "sagemaker/latest/dg/mkt-model-pkg.html",
        ...[
            { primaryContainer: { image: "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.3-cpu" } },
            { primaryContainer: { modelPackageName: "arn:aws:sagemaker:us-east-1:111111111111:model-package/cars/1" } },
            {
                containers: [
                    { image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1" },
                    { image: "111111111111.dkr.ecr.us-east-1.amazonaws.com/cars@sha256:4f1b" },
                ],
            },
        ].map((containers, index) =>
            made("aws:sagemaker/model:Model", `model-${index}`, {
                ...{ enableNetworkIsolation: true, ...containers },
                vpcConfig: { subnets: ["subnet-1"], securityGroupIds: ["sg-1"] },
            }),
        ),
    ),
    known(
        "parameters about secrets and tokens that are none",
        "systems-manager/latest/userguide/sysman-paramstore-su-create.html",
        ...["secret-arn", "SecretName", "token-url", "max-tokens", "access-key-id", "password-length"].map((name) =>
            parameter(`/shop/${name}`),
        ),
        ...["keyboards", "model-key", "endpoint"].map((name) => parameter(`/shop/${name}`)),
    ),
    known(
        "queues in order with what could not be handled",
        "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        ...["work", "dead"].map((name) =>
            made("aws:sqs/queue:Queue", name, {
                ...{ name: `${name}.fifo`, fifoQueue: true, kmsMasterKeyId: keyArn },
                policy: JSON.stringify({
                    Statement: {
                        ...{ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*" },
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                }),
                ...(name === "work" && {
                    redrivePolicy: JSON.stringify({
                        ...{ deadLetterTargetArn: "arn:aws:sqs:us-east-1:111111111111:dead.fifo", maxReceiveCount: 3 },
                    }),
                }),
            }),
        ),
        made(metricAlarm, "waiting", {
            ...{ namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible", alarmActions: [topic] },
            dimensions: { QueueName: "dead.fifo" },
        }),
    ),
    known(
        "a data source of QuickSight that is files",
        "quicksight/latest/user/create-a-data-set-s3.html",
        made("aws:quicksight/dataSource:DataSource", "files", { type: "S3", parameters: {} }),
    ),
];
