import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../access/policyStatement";
import type { Scope } from "../access/scope";
import { awsTexts, validateText } from "../validation/awsText";
import { requireValid } from "../validation/requireValid";
import { Component } from "./Component";

export interface ServiceRoleArgs {
    readonly scope: Scope;
    /** Physical name, 64 characters at most. */
    readonly roleName: string;
    /** The service that assumes the role, e.g. `sagemaker.amazonaws.com`. */
    readonly service: string;
    readonly description: string;
    /** What the role may do: the whole of it, but for what AWS itself writes down. @default nothing */
    readonly statements?: pulumi.Input<readonly PolicyStatement[]>;
    /** ARN of a policy of AWS's, where a service takes no narrower one. @default none */
    readonly managedPolicyArn?: string;
}

/**
 * Services that send `aws:SourceAccount` when they assume a role, so that trust can be pinned to the own account
 * (the "confused deputy" pages of each service's guide). A condition on a key that a service does not send would
 * lock it out, hence a list of those that do.
 */
const SENDS_SOURCE_ACCOUNT = new Set(["sagemaker.amazonaws.com", "states.amazonaws.com", "events.amazonaws.com"]);

/** The one role of one piece (a Lambda, a state machine, a kind of job), with its whole permission. */
export class ServiceRole extends Component {
    readonly role: aws.iam.Role;
    private readonly policies: readonly pulumi.Resource[];
    /** Known once the role exists; `roleArnOf` tells it before. */
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: ServiceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:ServiceRole", name, opts);
        requireValid(
            [
                ...validateText(["roleName"], args.roleName, awsTexts.roleName),
                ...validateText(["description"], args.description, awsTexts.roleDescription),
            ],
            this,
        );
        this.role = new aws.iam.Role(
            name,
            {
                name: args.roleName,
                description: args.description,
                assumeRolePolicy: JSON.stringify(trustPolicy(args.service, args.scope.accountId)),
            },
            { parent: this },
        );
        this.arn = this.role.arn;
        const { statements, managedPolicyArn } = args;
        this.policies = [
            ...(statements === undefined ? [] : [this.allow(name, args.roleName, statements)]),
            ...(managedPolicyArn === undefined ? [] : [this.attach(name, managedPolicyArn)]),
        ];
        this.registerOutputs({ role: this.role, arn: this.arn });
    }

    /** What must exist before a service can use the role to the full. */
    get ready(): pulumi.Resource[] {
        return [this.role, ...this.policies];
    }

    private allow(name: string, policyName: string, statements: pulumi.Input<readonly PolicyStatement[]>) {
        const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
        return new aws.iam.RolePolicy(name, { name: policyName, role: this.role.name, policy }, { parent: this });
    }

    private attach(name: string, policyArn: string) {
        return new aws.iam.RolePolicyAttachment(name, { role: this.role.name, policyArn }, { parent: this });
    }
}

/** Lets one service assume a role, on behalf of this account only where the service says on whose behalf it comes. */
export function trustPolicy(service: string, accountId: string): object {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: service },
                ...(SENDS_SOURCE_ACCOUNT.has(service)
                    ? { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }
                    : {}),
            },
        ],
    };
}
