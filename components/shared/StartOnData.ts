import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ServiceRole } from "./role";
import { type Scope, stateMachineArnOf } from "./scope";

export interface StartOnDataArgs {
    readonly scope: Scope;
    /** Physical names of the rule, and of the role by which it starts the state machine. */
    readonly ruleName: string;
    readonly roleName: string;
    /** What happens when a file lands, e.g. `train used-cars-xgboost-dev`. */
    readonly purpose: string;
    readonly bucket: string;
    /** Keys begin with it; with a slash at its end. */
    readonly prefix: string;
    readonly stateMachineName: string;
    readonly stateMachineArn: pulumi.Input<string>;
    /** Where events go that could not be delivered. */
    readonly deadLetterArn: pulumi.Input<string>;
}

/** Starts a state machine for each CSV file that lands under a prefix, with S3's event as its input. */
export class StartOnData extends pulumi.ComponentResource {
    constructor(name: string, args: StartOnDataArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:shared:StartOnData", name, {}, opts);
        new StartOnEvent(
            name,
            {
                ...args,
                description: `A CSV file landed under ${args.prefix}: ${args.purpose}`,
                pattern: {
                    source: ["aws.s3"],
                    "detail-type": ["Object Created"],
                    detail: {
                        bucket: { name: [args.bucket] },
                        object: { key: [{ wildcard: `${args.prefix}*.csv` }] },
                    },
                },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

export interface StartOnEventArgs extends Pick<
    StartOnDataArgs,
    "scope" | "ruleName" | "roleName" | "stateMachineName" | "stateMachineArn" | "deadLetterArn"
> {
    readonly description: string;
    /** Which events: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
    readonly pattern: object;
}

/** Starts a state machine for each event that matches a pattern, with the event as its input. */
export class StartOnEvent extends pulumi.ComponentResource {
    constructor(name: string, args: StartOnEventArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:shared:StartOnEvent", name, {}, opts);
        const { scope, stateMachineName } = args;
        const rule = new aws.cloudwatch.EventRule(
            name,
            { name: args.ruleName, description: args.description, eventPattern: JSON.stringify(args.pattern) },
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
