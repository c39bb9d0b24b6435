import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../access/scope";
import { StartOnEvent } from "../blocks/StartOnEvent";
import type { DeploymentNames } from "./names";

export interface StartOnApprovalArgs {
    readonly scope: Scope;
    readonly names: DeploymentNames;
    readonly stateMachineArn: pulumi.Input<string>;
    readonly deadLetterArn: pulumi.Input<string>;
}

/** Starts the state machine when a person approves a version. */
export class StartOnApproval extends pulumi.ComponentResource {
    constructor(name: string, args: StartOnApprovalArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:deployment:StartOnApproval", name, {}, opts);
        const { names } = args;
        new StartOnEvent(
            name,
            {
                ...args,
                ruleName: names.approvalRule,
                roleName: names.approvalRole,
                stateMachineName: names.stateMachine,
                description: `A version of ${names.modelPackageGroup} was approved: deploy it`,
                // https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
                pattern: {
                    source: ["aws.sagemaker"],
                    "detail-type": ["SageMaker Model Package State Change"],
                    detail: {
                        ModelPackageGroupName: [names.modelPackageGroup],
                        ModelApprovalStatus: ["Approved"],
                        // Not when something else of an approved version changes, where the event tells what did.
                        UpdatedModelPackageFields: ["ModelApprovalStatus", { exists: false }],
                    },
                },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
