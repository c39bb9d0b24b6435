/** Something that is known to be worth a check, and the rules that judge it. */
export interface Covered {
    readonly check: string;
    readonly rules: readonly string[];
}

const covered = (check: string, ...rules: readonly string[]): Covered => ({ check, rules });
const of = (service: string, ...names: readonly string[]): readonly string[] =>
    names.map((name) => `${service}/${name}`);

const endpoints: readonly Covered[] = [
    covered("Endpoint: the volumes are encrypted by a key", "sagemaker/encryptEndpointVolumes"),
    covered("Endpoint: two or more instances in prod", "sagemaker/serveByManyInstances"),
    covered(
        "Model: network isolation, VPC, private registry; CreateModel in a state machine too",
        ...of("sagemaker", "isolateModels", "serveModelsInVpc", "pullImagesFromTrustedRegistries"),
    ),
];

const notebooks: readonly Covered[] = [
    covered("Notebook: no internet of its own", "sagemaker/closeNotebooks"),
    covered("Notebook: VPC", "sagemaker/placeNotebooksInVpc"),
    covered("Notebook: root off", "sagemaker/denyNotebookRoot"),
    covered("Notebook: KMS", "sagemaker/encryptNotebooks"),
    covered("Notebook: IMDSv2", "sagemaker/requireNotebookImdsV2"),
    covered("Notebook: current platform", "sagemaker/useCurrentNotebookPlatform"),
];

const jobs: readonly Covered[] = [
    covered(
        "Jobs and monitors, in definitions of state machines too: KMS for volume and output",
        ...of("sagemaker", "encryptJobVolumes", "encryptJobOutputs"),
    ),
    covered("Jobs and monitors: traffic between machines encrypted", "sagemaker/encryptJobTraffic"),
    covered("Jobs and monitors: network isolation, VPC", ...of("sagemaker", "isolateJobs", "runJobsInVpc")),
];

const services: readonly Covered[] = [
    covered(
        "Lambda: dead letters where it is called without waiting, concurrency, VPC",
        ...of("lambda", "keepFailedEvents", "reserveConcurrency", "placeFunctionsInVpc"),
    ),
    covered(
        "Lambda: KMS for the environment, tracing, supported runtime, own log group",
        ...of("lambda", "encryptEnvironment", "traceFunctions", "useSupportedRuntimes", "keepFunctionLogs"),
    ),
    covered("Lambda: a permission names its source", ...of("lambda", "nameInvoker", "forbidPublicFunctions")),
    covered(
        "Step Functions: logging, X-Ray, customer key",
        ...of("sfn", "logExecutions", "traceExecutions", "encryptExecutions"),
    ),
    covered("S3: public access block", "s3/blockPublicAccess"),
    covered("S3: TLS only", "s3/requireTls"),
    covered("S3: KMS", "s3/encryptBuckets"),
    covered(
        "S3: versions, lifecycle, access logs, no lists",
        ...of("s3", "versionBuckets", "expireObjects", "logAccess", "disableAcls"),
    ),
    covered(
        "SNS: KMS, TLS, no cross-account wildcard",
        ...of("sns", "encryptTopics", "requireTls", "forbidPublicTopics"),
    ),
    covered(
        "SQS: KMS, TLS, no cross-account wildcard, dead letters",
        ...of("sqs", "encryptQueues", "requireTls", "forbidPublicQueues", "redriveMessages", "watchDeadLetters"),
    ),
    covered("SSM: customer key", "ssm/encryptParameters"),
    covered(
        "KMS: rotation, no public key, slow deletion",
        ...of("kms", "rotateKeys", "forbidPublicKeys", "delayDeletion"),
    ),
    covered(
        "Glue: security configuration",
        ...of("glue", "secureJobs", "encryptSecurityConfigurations", "encryptCatalogs"),
    ),
    covered(
        "Athena: workgroup encrypted, enforced, bounded",
        ...of("athena", "encryptResults", "enforceWorkgroups", "limitScans"),
    ),
    covered(
        "API Gateway: authorization, access log, request validation",
        ...of("apigateway", "authorizeCalls", "logAccess", "validateRequests"),
    ),
    covered(
        "API Gateway: throttling, WAF, TLS 1.2",
        ...of("apigateway", "throttleStages", "guardStages", "requireCurrentTls"),
    ),
    covered("QuickSight over TLS", "quicksight/requireTls"),
    covered("QuickSight: permissions name groups only", "quicksight/shareWithGroups"),
    covered("Event bus not open", "events/forbidOpenBuses"),
    covered(
        "CloudWatch: logs encrypted and kept for a time, alarms act, events are not lost",
        ...of("cloudwatch", "encryptLogs", "retainLogs", "actOnAlarms", "keepUndeliveredEvents"),
    ),
    covered(
        "DynamoDB: KMS, recovery, protection",
        ...of("dynamodb", "encryptTables", "recoverTables", "protectTables"),
    ),
    covered("EC2: security groups, flow logs", ...of("ec2", "closeIngress", "closeDefaultSecurityGroups", "logFlows")),
    covered(
        "ECR: KMS, scans, lifecycle, fixed tags",
        ...of("ecr", "encryptRepositories", "scanImages", "expireImages", "fixTags"),
    ),
];

const iam: readonly Covered[] = [
    covered("IAM: wildcards in Action, and NotAction, in a single-object Statement too", "iam/forbidWildcardActions"),
    covered(
        "IAM: wildcards in Resource, and NotResource, in a single-object Statement too",
        "iam/forbidWildcardResources",
    ),
    covered("IAM: admin and FullAccess managed policies", "iam/forbidBroadManagedPolicies"),
    covered("IAM: PassRole with a role's ARN and iam:PassedToService", "iam/narrowPassRole"),
    covered("IAM: no public principal", ...of("iam", "forbidPublicTrust", "forbidPublicAccess")),
    covered("IAM: no public principal in a bucket's policy", "s3/forbidPublicBuckets"),
    covered("IAM: another account only with ExternalId or an organisation", "iam/guardCrossAccountTrust"),
    covered("IAM: resources shared with the accounts alone that the stack's config names", "iam/shareWithPartners"),
    covered("IAM: an identity provider only with a subject", "iam/nameFederatedSubjects"),
    covered(
        "IAM: confused deputy, where the service sends its source",
        ...of("iam", "guardServiceTrust", "guardServiceAccess"),
    ),
    covered("IAM: permissions boundary where the stage demands one", "iam/requireBoundary"),
    covered("IAM: privilege escalation, over the union of a role's policies", "iam/forbidEscalation"),
    covered("IAM: no role shared between functions", "iam/separateRoles"),
    covered(
        "IAM: a state machine's role allows what its states call, and nothing else",
        ...of("sfn", "grantCalls", "grantNothingElse"),
    ),
];

const dataCapture: readonly Covered[] = [
    covered("Data capture: enabled explicitly", "sagemaker/enableDataCapture"),
    covered("Data capture: sampling at the stage's minimum or above", "sagemaker/sampleEnoughRequests"),
    covered("Data capture: KMS key", "sagemaker/encryptCaptures"),
    covered(
        "Data capture: an approved bucket, under the model's prefix",
        ...of("sagemaker", "captureToApprovedBuckets", "captureUnderModelPrefix"),
    ),
    covered("Data capture: Input and Output", "sagemaker/captureBothSides"),
    covered("Data capture: content types of CSV and JSON", "sagemaker/listCapturedContentTypes"),
    covered("Data capture: a monitor reads the prefix", "sagemaker/monitorCaptures"),
    covered("Data capture: a baseline before it", "sagemaker/compareWithBaselines"),
    covered(
        "Data capture: a bucket with retention, TLS only, private",
        ...of("sagemaker", "expireCaptures", "sendCapturesOverTls", "keepCapturesPrivate"),
    ),
];

const spending: readonly Covered[] = [
    covered(
        "Cost: instance families and counts by stage",
        ...of("sagemaker", "limitInstanceTypes", "limitInstanceCounts"),
    ),
    covered("Cost: no endpoint without scaling", "sagemaker/scaleEndpoints"),
    covered("Cost: no job without an end", "sagemaker/boundJobRuntimes"),
    covered("Cost: budgets", "budgets/alertOnSpending"),
    covered("Cost: idle notebooks stopped", "sagemaker/stopIdleNotebooks"),
    covered("Tags: owner, model, stage, cost centre", "tags/tagResources", "sagemaker/tagRequests"),
];

/** What rule sets check and what people ask of them, line by line, and the rules that answer: each rule is in it once. */
export const coverage: readonly Covered[] = [
    ...[...endpoints, ...notebooks, ...jobs, ...services],
    ...[...iam, ...dataCapture, ...spending],
];
