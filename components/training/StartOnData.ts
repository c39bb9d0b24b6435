import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ServiceRole } from "../shared/role";
import { type Scope, stateMachineArnOf } from "../shared/scope";
import type { TrainingNames } from "./names";

export interface StartOnDataArgs {
    readonly scope: Scope;
    readonly names: TrainingNames;
    readonly landingBucket: string;
    /** With a slash at its end. */
    readonly landingPrefix: string;
    readonly stateMachineArn: pulumi.Input<string>;
    readonly deadLetterArn: pulumi.Input<string>;
}

/** Starts the state machine for each CSV file that lands, with S3's event as its input. */
export class StartOnData extends pulumi.ComponentResource {
    constructor(name: string, args: StartOnDataArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:StartOnData", name, {}, opts);
        const { scope, names } = args;
        const rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: names.startRule,
                description: `A CSV file landed under ${args.landingPrefix}: train ${names.endpoint}`,
                eventPattern: JSON.stringify({
                    source: ["aws.s3"],
                    "detail-type": ["Object Created"],
                    detail: {
                        bucket: { name: [args.landingBucket] },
                        object: { key: [{ wildcard: `${args.landingPrefix}*.csv` }] },
                    },
                }),
            },
            { parent: this },
        );
        const role = new ServiceRole(
            name,
            {
                scope,
                roleName: names.startRole,
                service: "events.amazonaws.com",
                description: `Starts ${names.stateMachine} when data lands`,
                statements: [
                    {
                        Effect: "Allow",
                        Action: "states:StartExecution",
                        Resource: stateMachineArnOf(scope, names.stateMachine),
                    },
                ],
            },
            { parent: this },
        );
        new aws.cloudwatch.EventTarget(
            name,
            {
                rule: rule.name,
                targetId: "training",
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
