import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, type Scope } from "../access/scope";
import { Component } from "../blocks/Component";

export interface NoticeTopicArgs {
    readonly scope: Scope;
    readonly topicName: string;
    readonly keyArn: pulumi.Input<string>;
    /** Who is told; AWS asks each address for its consent first. */
    readonly emails: readonly string[];
}

/** The encrypted topic by which a stack tells people what happened. */
export class NoticeTopic extends Component {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: NoticeTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:NoticeTopic", name, opts);
        const topic = new aws.sns.Topic(name, { name: args.topicName, kmsMasterKeyId: args.keyArn }, { parent: this });
        new aws.sns.TopicPolicy(name, { arn: topic.arn, policy: JSON.stringify(topicPolicy(args)) }, { parent: this });
        for (const endpoint of args.emails) {
            new aws.sns.TopicSubscription(
                `${name}-${endpoint}`,
                { topic: topic.arn, protocol: "email", endpoint },
                { parent: this },
            );
        }
        this.arn = topic.arn;
        this.registerOutputs({ arn: this.arn });
    }
}

/** Roles of the account publish by their own policies; services that act by themselves need a word here. */
function topicPolicy({ scope, topicName }: NoticeTopicArgs): object {
    const Resource = arnOf(scope, "sns", topicName);
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "Alarms",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: "sns:Publish",
                Resource,
                Condition: { StringEquals: { "aws:SourceAccount": scope.accountId } },
            },
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "sns:Publish",
                Resource,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    };
}
