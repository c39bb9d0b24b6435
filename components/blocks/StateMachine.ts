import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import type { Scope } from "../access/scope";
import type { Definition } from "../asl/states";
import { awsTexts, validateText } from "../validation/awsText";
import { requireValid } from "../validation/requireValid";
import { Component } from "./Component";
import { ServiceRole } from "./ServiceRole";

export interface StateMachineArgs {
    readonly scope: Scope;
    /** Physical name, 64 characters at most; the state machine's role bears the same name. */
    readonly stateMachineName: string;
    readonly definition: pulumi.Input<Definition>;
    /** What its states' calls need: exactly that. Logging and tracing are added here. */
    readonly statements: readonly PolicyStatement[];
    /** Days that the execution log is kept. @default 30 */
    readonly logRetentionDays?: number;
    /** Encrypts the execution log. @default AWS's own key */
    readonly key?: EncryptionKey;
}

/** A standard state machine with its own role, an execution log and tracing. */
export class StateMachine extends Component {
    readonly stateMachine: aws.sfn.StateMachine;
    readonly role: ServiceRole;
    readonly logGroup: aws.cloudwatch.LogGroup;
    /** Known once the state machine exists; `stateMachineArnOf` tells it before. */
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: StateMachineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:StateMachine", name, opts);
        const { scope, stateMachineName } = args;
        requireValid(validateText(["stateMachineName"], stateMachineName, awsTexts.stateMachineName), this);

        this.logGroup = new aws.cloudwatch.LogGroup(
            name,
            {
                // Under this prefix CloudWatch needs no growing resource policy for each new log group.
                name: `/aws/vendedlogs/states/${stateMachineName}`,
                retentionInDays: args.logRetentionDays ?? 30,
                kmsKeyId: args.key?.arn,
            },
            { parent: this },
        );
        this.role = new ServiceRole(
            name,
            {
                scope,
                roleName: stateMachineName,
                service: "states.amazonaws.com",
                description: `Runs the state machine ${stateMachineName}`,
                statements: [...args.statements, ...observability()],
            },
            { parent: this },
        );
        this.stateMachine = new aws.sfn.StateMachine(
            name,
            {
                name: stateMachineName,
                type: "STANDARD",
                roleArn: this.role.role.arn,
                definition: pulumi.jsonStringify(args.definition),
                loggingConfiguration: {
                    level: "ALL",
                    includeExecutionData: true,
                    logDestination: pulumi.interpolate`${this.logGroup.arn}:*`,
                },
                tracingConfiguration: { enabled: true },
            },
            { parent: this, dependsOn: this.role.ready },
        );
        this.arn = this.stateMachine.arn;
        this.registerOutputs({ stateMachine: this.stateMachine, role: this.role, arn: this.arn });
    }
}

/** Log delivery and tracing are granted on "*": AWS defines no resource for any of these actions. */
function observability(): PolicyStatement[] {
    return [
        {
            Effect: "Allow",
            Action: [
                "logs:CreateLogDelivery",
                "logs:GetLogDelivery",
                "logs:UpdateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:DescribeResourcePolicies",
                "logs:DescribeLogGroups",
            ],
            Resource: "*",
        },
        {
            Effect: "Allow",
            Action: [
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
            ],
            Resource: "*",
        },
    ];
}
