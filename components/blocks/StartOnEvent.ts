import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Scope, stateMachineArnOf } from "../access/scope";
import { awsTexts, validateText } from "../validation/awsText";
import { requireValid } from "../validation/requireValid";
import { Component } from "./Component";
import { ServiceRole } from "./ServiceRole";

export interface StartOnEventArgs {
    readonly scope: Scope;
    /** Physical names of the rule, and of the role by which it starts the state machine. */
    readonly ruleName: string;
    readonly roleName: string;
    readonly description: string;
    /** The event bus that is listened to. @default the account's default one */
    readonly busName?: pulumi.Input<string>;
    /** Which events: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
    readonly pattern?: object;
    /** When, by the clock in UTC, instead: `rate(1 day)`, `cron(0 6 * * ? *)`. */
    readonly schedule?: string;
    readonly stateMachineName: string;
    readonly stateMachineArn: pulumi.Input<string>;
    /** Where events go that could not be delivered. */
    readonly deadLetterArn: pulumi.Input<string>;
}

/** Starts a state machine for each event that matches a pattern, or by the clock, with the event as its input. */
export class StartOnEvent extends Component {
    constructor(name: string, args: StartOnEventArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:StartOnEvent", name, opts);
        const { scope, stateMachineName } = args;
        requireValid(
            [
                ...validateText(["ruleName"], args.ruleName, awsTexts.ruleName),
                ...validateText(["description"], args.description, awsTexts.ruleDescription),
            ],
            this,
        );
        const rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: args.ruleName,
                description: args.description,
                eventBusName: args.busName,
                ...(args.pattern && { eventPattern: JSON.stringify(args.pattern) }),
                ...(args.schedule !== undefined && { scheduleExpression: args.schedule }),
            },
            { parent: this },
        );
        const role = new ServiceRole(
            name,
            {
                scope,
                roleName: args.roleName,
                service: "events.amazonaws.com",
                description: `Starts ${stateMachineName}`,
                statements: [
                    {
                        Effect: "Allow",
                        Action: "states:StartExecution",
                        Resource: stateMachineArnOf(scope, stateMachineName),
                    },
                ],
            },
            { parent: this },
        );
        new aws.cloudwatch.EventTarget(
            name,
            {
                rule: rule.name,
                eventBusName: args.busName,
                targetId: "start",
                arn: args.stateMachineArn,
                roleArn: role.arn,
                deadLetterConfig: { arn: args.deadLetterArn },
                retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
            },
            { parent: this, dependsOn: role.ready },
        );
        this.registerOutputs({});
    }
}
