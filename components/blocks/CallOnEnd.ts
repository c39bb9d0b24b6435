import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, useKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { arnOf, type Scope, stateMachineArnOf } from "../access/scope";
import { awsTexts, validateText } from "../validation/awsText";
import { requireValid } from "../validation/requireValid";
import { Component } from "./Component";
import { type FunctionBody, NodeFunction } from "./NodeFunction";

export interface EndOfRunsArgs {
    readonly scope: Scope;
    readonly ruleName: string;
    readonly description: string;
    readonly stateMachineName: string;
}

/**
 * The rule that sees how each execution of a state machine ends: one event for one change of status.
 *
 * The service's own event is what counts, since a state machine cannot catch that it timed out or was aborted.
 */
export class EndOfRuns extends Component {
    readonly rule: aws.cloudwatch.EventRule;

    constructor(name: string, args: EndOfRunsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:EndOfRuns", name, opts);
        requireValid(
            [
                ...validateText(["ruleName"], args.ruleName, awsTexts.ruleName),
                ...validateText(["description"], args.description, awsTexts.ruleDescription),
            ],
            this,
        );
        this.rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: args.ruleName,
                description: args.description,
                eventPattern: JSON.stringify({
                    source: ["aws.states"],
                    "detail-type": ["Step Functions Execution Status Change"],
                    detail: {
                        stateMachineArn: [stateMachineArnOf(args.scope, args.stateMachineName)],
                        status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
                    },
                }),
            },
            { parent: this },
        );
        this.registerOutputs({ rule: this.rule });
    }
}

export type CallOnEndArgs<E, R> = FunctionBody<E, R> & {
    readonly scope: Scope;
    readonly functionName: string;
    readonly description: string;
    /** Five at most may have the same. */
    readonly endOfRuns: EndOfRuns;
    /** What the function may do beyond writing its log and giving up an event. */
    readonly statements: readonly PolicyStatement[];
    readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
    readonly key: EncryptionKey;
    /** Where events wait that could not be dealt with, by its physical name and its ARN. */
    readonly deadLetterName: string;
    readonly deadLetterArn: pulumi.Input<string>;
    readonly logRetentionDays?: number;
};

/**
 * Calls a function at the end of each run. An event that the function cannot deal with, two retries included, waits in
 * the dead-letter queue.
 */
export class CallOnEnd<E = unknown, R = unknown> extends Component {
    constructor(name: string, args: CallOnEndArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:CallOnEnd", name, opts);
        const { scope, key, deadLetterArn } = args;
        const { rule } = args.endOfRuns;
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
