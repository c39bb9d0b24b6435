import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import { promotionBus, promotionBusArn } from "./names";
import type { StagePartner } from "./partners";

export interface PromotionBusArgs {
    /** Where resources live and how they are called: the `Foundation`'s. */
    readonly scope: Scope;
    /** The stage that may send its approvals. */
    readonly from: StagePartner;
}

/** The event bus on which a model's stack hears of versions that were approved at the stage before. */
export class PromotionBus extends Component {
    /** Known once the bus lets the stage before send. */
    readonly busName: pulumi.Output<string>;

    constructor(name: string, args: PromotionBusArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:promotion:PromotionBus", name, opts);
        const { scope, from } = args;
        const bus = new aws.cloudwatch.EventBus(
            name,
            { name: promotionBus(scope), description: `Approvals of ${from.stage}` },
            { parent: this },
        );
        const policy = new aws.cloudwatch.EventBusPolicy(
            name,
            { eventBusName: bus.name, policy: JSON.stringify(approvalsFrom(scope, from)) },
            { parent: this },
        );
        this.busName = pulumi.all([bus.name, policy.urn]).apply(([busName]) => busName);
        this.registerOutputs({ busName: this.busName });
    }
}

/**
 * SageMaker's events of one account, nothing else.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
 */
function approvalsFrom(scope: Scope, { stage, accountId }: StagePartner): object {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: `Approvals${stage.replace(/[^A-Za-z0-9]/g, "")}`,
                Effect: "Allow",
                Principal: { AWS: `arn:aws:iam::${accountId}:root` },
                Action: "events:PutEvents",
                Resource: promotionBusArn(scope),
                Condition: {
                    StringEquals: {
                        "events:source": "aws.sagemaker",
                        "events:detail-type": "SageMaker Model Package State Change",
                    },
                },
            },
        ],
    };
}
