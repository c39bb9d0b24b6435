import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../access/policyStatement";
import { Component } from "../blocks/Component";
import { githubTrust } from "./trust";

export interface GithubRoleArgs {
    /** Physical name, 64 characters at most. */
    readonly roleName: string;
    readonly description: string;
    /** Known before the provider exists, so that rules can judge who may assume the role. */
    readonly providerArn: string;
    /** The one subject of tokens that may assume the role. */
    readonly subject: string;
    /** What it may do, by what the policy is called: IAM takes ten policies of 6,144 characters each. */
    readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>;
}

/** A role that workflows of one repository assume for an hour. */
export class GithubRole extends Component {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: GithubRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:delivery:GithubRole", name, opts);
        const role = new aws.iam.Role(
            name,
            {
                name: args.roleName,
                description: args.description,
                assumeRolePolicy: JSON.stringify(githubTrust(args.providerArn, args.subject)),
            },
            { parent: this },
        );
        // IAM takes no policy without a statement: a previewer may have none, where its state is not in S3.
        const policies = Object.entries(args.policies).filter(([, statements]) => statements.length > 0);
        for (const [what, Statement] of policies) {
            const policy = new aws.iam.Policy(
                `${name}-${what}`,
                { name: `${args.roleName}-${what}`, policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
                { parent: this },
            );
            new aws.iam.RolePolicyAttachment(
                `${name}-${what}`,
                { role: role.name, policyArn: policy.arn },
                { parent: this },
            );
        }
        this.arn = role.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
