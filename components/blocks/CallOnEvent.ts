import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, useKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { arnOf, type Scope } from "../access/scope";
import { Component } from "./Component";
import { type FunctionBody, NodeFunction } from "./NodeFunction";

export type CallOnEventArgs<E, R> = FunctionBody<E, R> & {
    readonly scope: Scope;
    readonly functionName: string;
    readonly description: string;
    /** Which events. Five functions at most may have the same. */
    readonly rule: aws.cloudwatch.EventRule;
    /** What the function may do beyond writing its log and giving up an event. */
    readonly statements: readonly PolicyStatement[];
    readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
    readonly key: EncryptionKey;
    /** Where events wait that could not be dealt with, by its physical name and its ARN. */
    readonly deadLetterName: string;
    readonly deadLetterArn: pulumi.Input<string>;
    /** Seconds. @default 30 */
    readonly timeout?: number;
    readonly logRetentionDays?: number;
};

/**
 * Calls a function for each event that a rule matches. An event that the function cannot deal with, two retries
 * included, waits in the dead-letter queue.
 */
export class CallOnEvent<E = unknown, R = unknown> extends Component {
    /** @param type of a component that is one of these, with more to say of its events */
    constructor(
        name: string,
        args: CallOnEventArgs<E, R>,
        opts?: pulumi.ComponentResourceOptions,
        type = "drivetrain:blocks:CallOnEvent",
    ) {
        super(type, name, opts);
        const { scope, key, deadLetterArn, rule } = args;
        const called = new NodeFunction<E, R>(
            name,
            {
                ...args,
                statements: [
                    ...args.statements,
                    { Effect: "Allow", Action: "sqs:SendMessage", Resource: arnOf(scope, "sqs", args.deadLetterName) },
                    // To encrypt what the queue, or a topic, keeps; NodeFunction gives the permission to decrypt, too, since
                    // there are variables.
                    useKey(scope, key, ["kms:GenerateDataKey"]),
                ],
            },
            { parent: this },
        );
        const undelivered = new aws.lambda.FunctionEventInvokeConfig(
            name,
            {
                functionName: called.function.name,
                maximumEventAgeInSeconds: 3600,
                maximumRetryAttempts: 2,
                destinationConfig: { onFailure: { destination: deadLetterArn } },
            },
            { parent: this },
        );
        const permission = new aws.lambda.Permission(
            name,
            {
                statementId: "events",
                action: "lambda:InvokeFunction",
                function: called.function.name,
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
                targetId: args.functionName,
                arn: called.arn,
                deadLetterConfig: { arn: deadLetterArn },
                retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
            },
            { parent: this, dependsOn: [permission, undelivered] },
        );
        this.registerOutputs({});
    }
}
