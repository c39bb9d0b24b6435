import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../access/scope";
import { requireScope } from "../access/stackScope";
import { Component } from "../blocks/Component";
import { ServiceRole } from "../blocks/ServiceRole";

export interface ApiGatewayAccessArgs {
    /**
     * Where resources live and how they are called, as far as it is not to be the default.
     * @default region and account of the stack's config, the stack's name as the stage, and names that begin with
     * `drivetrain-<stage>-<the component's name>`
     */
    readonly scope?: Partial<Scope>;
}

/**
 * The role by which API Gateway writes access logs. An account has one of it in each region, whatever the number of
 * APIs, so it belongs to the platform: two model stacks would overwrite each other's.
 */
export class ApiGatewayAccess extends Component {
    /** The ARN of the role that the account's API Gateway uses. */
    readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: ApiGatewayAccessArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:realtime:ApiGatewayAccess", name, opts);
        const scope = requireScope(name, args.scope, this);

        const role = new ServiceRole(
            `${name}-role`,
            {
                scope,
                roleName: `${scope.prefix}-apigateway-logs`,
                service: "apigateway.amazonaws.com",
                description: "API Gateway writes the access logs of the account's APIs",
                // API Gateway refuses a role that may do less than this policy, which names every log group.
                managedPolicyArn: `arn:${scope.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
            },
            { parent: this },
        );
        // API Gateway tries the role at once, so its policy comes first.
        new aws.apigateway.Account(
            `${name}-account`,
            { cloudwatchRoleArn: role.arn },
            { parent: this, dependsOn: role.ready },
        );

        this.roleArn = role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
