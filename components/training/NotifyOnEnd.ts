import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { notifyRun } from "../../functions/training/notifyRun";
import { NodeFunction } from "../shared/function";
import { type EncryptionKey, useKey } from "../shared/keyUse";
import { type Scope, arnOf, stateMachineArnOf } from "../shared/scope";
import type { TrainingNames } from "./names";

export interface NotifyOnEndArgs {
    readonly scope: Scope;
    readonly names: TrainingNames;
    readonly model: string;
    readonly algorithm: string;
    readonly key: EncryptionKey;
    readonly topicArn: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact bucket that runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
    /** Where notices go that could not be sent: the queue `names.undelivered`. */
    readonly deadLetterArn: pulumi.Input<string>;
    readonly logRetentionDays?: number;
}

/**
 * Tells people how each run ended: one message for one change of an execution's status.
 *
 * The service's own event is what counts, since a state machine cannot catch that it timed out or was aborted.
 * An event whose notice cannot be sent, two retries included, waits in the dead-letter queue.
 */
export class NotifyOnEnd extends pulumi.ComponentResource {
    constructor(name: string, args: NotifyOnEndArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:NotifyOnEnd", name, {}, opts);
        const { scope, names, key } = args;
        const notify = new NodeFunction(
            name,
            {
                scope,
                functionName: names.notifyRun,
                description: `Tells people how a run for ${names.endpoint} ended`,
                handler: notifyRun,
                environment: {
                    TOPIC_ARN: args.topicArn,
                    MODEL: args.model,
                    ALGORITHM: args.algorithm,
                    RUNS: `s3://${args.artifactBucket}/${args.runsPrefix}`,
                },
                statements: [
                    { Effect: "Allow", Action: "sns:Publish", Resource: args.topicArn },
                    { Effect: "Allow", Action: "sqs:SendMessage", Resource: arnOf(scope, "sqs", names.undelivered) },
                    // To encrypt what the topic and the queue keep; NodeFunction gives the permission to decrypt.
                    useKey(scope, key, ["kms:GenerateDataKey"]),
                ],
                key,
                logRetentionDays: args.logRetentionDays,
            },
            { parent: this },
        );
        const undelivered = new aws.lambda.FunctionEventInvokeConfig(
            name,
            {
                functionName: notify.function.name,
                maximumEventAgeInSeconds: 3600,
                maximumRetryAttempts: 2,
                destinationConfig: { onFailure: { destination: args.deadLetterArn } },
            },
            { parent: this },
        );
        const rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: names.statusRule,
                description: `A run for ${names.endpoint} ended`,
                eventPattern: JSON.stringify({
                    source: ["aws.states"],
                    "detail-type": ["Step Functions Execution Status Change"],
                    detail: {
                        stateMachineArn: [stateMachineArnOf(scope, names.stateMachine)],
                        status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
                    },
                }),
            },
            { parent: this },
        );
        const permission = new aws.lambda.Permission(
            name,
            {
                statementId: "events",
                action: "lambda:InvokeFunction",
                function: notify.function.name,
                principal: "events.amazonaws.com",
                sourceArn: rule.arn,
                sourceAccount: scope.accountId,
            },
            { parent: this },
        );
        new aws.cloudwatch.EventTarget(
            name,
            {
                rule: rule.name,
                targetId: "notify",
                arn: notify.arn,
                deadLetterConfig: { arn: args.deadLetterArn },
                retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
            },
            { parent: this, dependsOn: [permission, undelivered] },
        );
        this.registerOutputs({});
    }
}
