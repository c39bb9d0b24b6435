import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import { arnOf, type Scope } from "../access/scope";
import { Component } from "./Component";

export interface DeadLetterQueueArgs {
    readonly scope: Scope;
    readonly queueName: string;
    readonly key: EncryptionKey;
    /** Names of the EventBridge rules that may send here. */
    readonly ruleNames: readonly string[];
    /** ARN of the topic that is told when something waits. */
    readonly topicArn: pulumi.Input<string>;
}

/**
 * Where events wait for two weeks that nobody could be told of: EventBridge sends what it could not deliver, and a
 * function whose role may do so what it could not handle. One alarm tells people that something waits, others that a
 * rule's event did not even get here.
 */
export class DeadLetterQueue extends Component {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:DeadLetterQueue", name, opts);
        const { scope, queueName, ruleNames } = args;
        const queue = new aws.sqs.Queue(
            name,
            { name: queueName, kmsMasterKeyId: args.key.arn, messageRetentionSeconds: 14 * 86_400 },
            { parent: this },
        );
        new aws.sqs.QueuePolicy(
            name,
            {
                queueUrl: queue.url,
                policy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: "sqs:SendMessage",
                            Principal: { Service: "events.amazonaws.com" },
                            Resource: arnOf(scope, "sqs", queueName),
                            Condition: {
                                ArnEquals: {
                                    "aws:SourceArn": ruleNames.map((rule) => arnOf(scope, "events", `rule/${rule}`)),
                                },
                            },
                        },
                        {
                            Sid: "TlsOnly",
                            Effect: "Deny",
                            Action: "sqs:*",
                            Principal: "*",
                            Resource: arnOf(scope, "sqs", queueName),
                            Condition: { Bool: { "aws:SecureTransport": "false" } },
                        },
                    ],
                }),
            },
            { parent: this },
        );
        new aws.cloudwatch.MetricAlarm(
            name,
            {
                name: queueName,
                alarmDescription: `Something waits in ${queueName} that could not be delivered: look at it within two weeks`,
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: queueName },
                statistic: "Maximum",
                period: 300,
                evaluationPeriods: 1,
                comparisonOperator: "GreaterThanThreshold",
                threshold: 0,
                // An idle queue sends no metrics.
                treatMissingData: "notBreaching",
                alarmActions: [args.topicArn],
            },
            { parent: this },
        );
        for (const rule of ruleNames) {
            this.watchLosses(`${name}-${rule.replace(`${scope.prefix}-`, "")}`, rule, args.topicArn);
        }
        this.arn = queue.arn;
        this.registerOutputs({ arn: this.arn });
    }

    /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
    private watchLosses(name: string, rule: string, topicArn: pulumi.Input<string>): void {
        new aws.cloudwatch.MetricAlarm(
            name,
            {
                name: `${rule}-lost`,
                alarmDescription: `An event of the rule ${rule} was lost: it reached neither its target nor the queue`,
                namespace: "AWS/Events",
                metricName: "InvocationsFailedToBeSentToDlq",
                dimensions: { RuleName: rule },
                statistic: "Sum",
                period: 300,
                evaluationPeriods: 1,
                comparisonOperator: "GreaterThanThreshold",
                threshold: 0,
                treatMissingData: "notBreaching",
                alarmActions: [topicArn],
            },
            { parent: this },
        );
    }
}
