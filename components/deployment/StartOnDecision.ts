import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import { StartOnEvent } from "../blocks/StartOnEvent";
import type { DeploymentNames } from "./names";

export interface StartOnDecisionArgs {
    readonly scope: Scope;
    readonly names: DeploymentNames;
    /** What a version becomes by the decision. */
    readonly decision: "Approved" | "Rejected";
    readonly stateMachineArn: pulumi.Input<string>;
    readonly deadLetterArn: pulumi.Input<string>;
}

/** Starts the state machine when a version is approved, to deploy it, or rejected, to roll it back where it serves. */
export class StartOnDecision extends Component {
    constructor(name: string, args: StartOnDecisionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:deployment:StartOnDecision", name, opts);
        const { names, decision } = args;
        const approved = decision === "Approved";
        new StartOnEvent(
            name,
            {
                ...args,
                ruleName: approved ? names.approvalRule : names.rejectionRule,
                roleName: approved ? names.approvalRole : names.rejectionRole,
                stateMachineName: names.stateMachine,
                description: approved
                    ? `A version of ${names.modelPackageGroup} was approved: deploy it`
                    : `A version of ${names.modelPackageGroup} was rejected: roll it back where it serves`,
                pattern: decisions(names.modelPackageGroup, decision),
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

/** SageMaker's events of versions of a group that were approved. */
export function approvals(modelPackageGroup: string): object {
    return decisions(modelPackageGroup, "Approved");
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html */
function decisions(modelPackageGroup: string, decision: "Approved" | "Rejected"): object {
    return {
        source: ["aws.sagemaker"],
        "detail-type": ["SageMaker Model Package State Change"],
        detail: {
            ModelPackageGroupName: [modelPackageGroup],
            ModelApprovalStatus: [decision],
            // Not when something else of such a version changes, where the event tells what did.
            UpdatedModelPackageFields: ["ModelApprovalStatus", { exists: false }],
        },
    };
}
