import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { modelPackageGroupName } from "../../contracts/names";
import type { Scope } from "../access/scope";
import { allow } from "../access/statements";
import { Component } from "../blocks/Component";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { ServiceRole } from "../blocks/ServiceRole";
import { approvals } from "../deployment/StartOnDecision";
import type { PipelineFoundation } from "../foundation/Foundation";
import { groupPolicy } from "./access/sharing";
import { offerName, promotionBusArn } from "./names";
import { partnerScope, type StagePartner } from "./partners";

export interface OfferedVersionsArgs {
    /** What the offer builds on: a `Foundation`, which shares key and artifacts likewise. */
    readonly foundation: PipelineFoundation;
    /** Name of the model. */
    readonly model: string;
    /** Name of one of the model's algorithms. */
    readonly algorithm: string;
    /** The stages that approved versions go to. */
    readonly to: readonly StagePartner[];
}

/**
 * Offers the approved versions of one algorithm to other stages: their accounts may read them, and hear of each approval
 * on an event bus of their own. An event that came from elsewhere goes no further, so each stage offers its own copies.
 */
export class OfferedVersions extends Component {
    constructor(name: string, args: OfferedVersionsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:promotion:OfferedVersions", name, opts);
        const { foundation, model, algorithm, to } = args;
        const { scope, key } = foundation;
        const group = modelPackageGroupName({ stage: scope.stage, model, algorithm });
        const parent = { parent: this };
        new aws.sagemaker.ModelPackageGroupPolicy(
            name,
            { modelPackageGroupName: group, resourcePolicy: JSON.stringify(groupPolicy(scope, model, algorithm, to)) },
            parent,
        );
        const rules = to.map(({ stage }) => offerName(scope, algorithm, stage));
        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            {
                ...{ scope, key, topicArn: foundation.names.topicArn, ruleNames: rules },
                queueName: `${scope.prefix}-${algorithm}-offer-undelivered`,
            },
            parent,
        );
        for (const partner of to) {
            this.send(`${name}-${partner.stage}`, { scope, model, algorithm, partner, group }, deadLetters);
        }
        this.registerOutputs({});
    }

    private send(name: string, args: Offer, deadLetters: DeadLetterQueue): void {
        const { scope, model, algorithm, partner, group } = args;
        const busArn = promotionBusArn(partnerScope(scope, model, partner));
        const offer = offerName(scope, algorithm, partner.stage);
        const rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: offer,
                description: `A version of ${group} was approved: offer it to ${partner.stage}`,
                eventPattern: JSON.stringify(approvals(group)),
            },
            { parent: this },
        );
        // EventBridge wants a role for a bus of another account.
        const role = new ServiceRole(
            name,
            {
                scope,
                roleName: offer,
                service: "events.amazonaws.com",
                description: `Offers versions of ${group} to ${partner.stage}`,
                statements: [allow("events:PutEvents", busArn)],
            },
            { parent: this },
        );
        new aws.cloudwatch.EventTarget(
            name,
            {
                rule: rule.name,
                targetId: "offer",
                arn: busArn,
                roleArn: role.arn,
                deadLetterConfig: { arn: deadLetters.arn },
                retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
            },
            { parent: this, dependsOn: role.ready },
        );
    }
}

interface Offer {
    readonly scope: Scope;
    readonly model: string;
    readonly algorithm: string;
    readonly partner: StagePartner;
    readonly group: string;
}
