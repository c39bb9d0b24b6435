/**
 * Services that tell on whose behalf they come, by `aws:SourceAccount` and `aws:SourceArn`. A condition on keys that a
 * service does not send locks it out, and AWS keeps no list: here is only what a page of the service's own guide shows.
 * Lambda, EC2, Glue, API Gateway and SNS send nothing as they assume a role, or no page says that they do
 * (https://github.com/prowler-cloud/prowler/issues/2810, 4714 and 7021 tell of roles that a blanket rule broke).
 */
const guide = "https://docs.aws.amazon.com";

/** By service: the page that shows the trust of a role with a condition on its source. */
export const tellsSourceToRoles: ReadonlyMap<string, string> = new Map([
    ["sagemaker", `${guide}/sagemaker/latest/dg/security-confused-deputy-prevention.html`],
    ["states", `${guide}/step-functions/latest/dg/procedure-create-iam-role.html`],
    ["events", `${guide}/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html`],
    ["pipes", `${guide}/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html`],
    ["scheduler", `${guide}/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html`],
    ["ecs-tasks", `${guide}/AmazonECS/latest/developerguide/task-iam-roles.html`],
    ["codebuild", `${guide}/codebuild/latest/userguide/setting-up-service-role.html`],
    ["bedrock", `${guide}/bedrock/latest/userguide/cross-service-confused-deputy-prevention.html`],
    ["logs", `${guide}/AmazonCloudWatch/latest/logs/SubscriptionFilters.html`],
    ["vpc-flow-logs", `${guide}/vpc/latest/userguide/flow-logs-iam-role.html`],
    ["autoscaling", `${guide}/autoscaling/ec2/userguide/cross-service-confused-deputy-prevention.html`],
    ["personalize", `${guide}/personalize/latest/dg/cross-service-confused-deputy-prevention.html`],
    ["iot", `${guide}/iot/latest/developerguide/cross-service-confused-deputy-prevention.html`],
    ["appstream", `${guide}/appstream2/latest/developerguide/example-fleet-machine.html`],
]);

/** By service: the page that shows the policy of a topic, queue, bucket or key with a condition on its source. */
export const tellsSourceToResources: ReadonlyMap<string, string> = new Map([
    ["s3", `${guide}/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html`],
    ["logging.s3", `${guide}/AmazonS3/latest/userguide/enable-server-access-logging.html`],
    ["cloudwatch", `${guide}/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html`],
    ["events", `${guide}/eventbridge/latest/userguide/eb-use-resource-based.html`],
    ["sns", `${guide}/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html`],
    ["budgets", `${guide}/cost-management/latest/userguide/budgets-sns-policy.html`],
    ["cloudtrail", `${guide}/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html`],
    ["config", `${guide}/config/latest/developerguide/s3-bucket-policy.html`],
    ["delivery.logs", `${guide}/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html`],
]);

/**
 * Where services come without a source that their guides would have one condition on, by type:
 * - topics: "EventBridge doesn't support the use of Condition blocks in Amazon SNS topic policies"
 *   (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html);
 * - keys of topics and queues that are told of events
 *   (https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html,
 *   https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html);
 * - groups of logs as a rule's target (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
 */
const tellsNone: readonly (readonly [type: string, services: readonly string[]])[] = [
    ["aws:sns/", ["events"]],
    ["aws:kms/", ["s3", "cloudwatch", "events"]],
    ["aws:cloudwatch/logResourcePolicy:", ["events", "delivery.logs"]],
];

/** Whether a service tells its source to a type of resources. */
export function tellsSourceTo(service: string, resourceType: string): boolean {
    const silent = tellsNone.some(([type, services]) => resourceType.startsWith(type) && services.includes(service));
    return tellsSourceToResources.has(service) && !silent;
}

const sources: ReadonlySet<string> = new Set([
    ...["aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths"],
    ...["aws:principalorgid", "kms:calleraccount"],
]);

/** Keys that bound the source of a service's request; for a key also what it is encrypted for. */
export function isSourceKey(key: string): boolean {
    return sources.has(key) || key.startsWith("kms:encryptioncontext:");
}
