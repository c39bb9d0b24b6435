import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { deliveryRoleName } from "../../contracts/names";
import type { Scope } from "../access/scope";
import { requireScope } from "../access/stackScope";
import { Component } from "../blocks/Component";
import { within } from "../validation/problem";
import { requireValid } from "../validation/requireValid";
import { dataServices } from "./access/dataServices";
import { type EngineState, readState, writeState } from "./access/engineState";
import { platformReads } from "./access/platformReads";
import { makeRoles, readRoles } from "./access/roleMaking";
import { runtimeServices } from "./access/runtimeServices";
import { changingOf, readingOf } from "./access/serviceAccess";
import { smokeStatements } from "./access/smoke";
import { GithubRole } from "./GithubRole";
import { audience, githubIssuer, githubProviderArn, type Repository, subjects } from "./trust";
import { validateDelivery } from "./validate";

export interface DeliveryArgs {
    /**
     * Where resources live and how they are called, as far as it is not to be the default.
     * @default region and account of the stack's config, the stack's name as the stage, and names that begin with
     * `drivetrain-<stage>-<the component's name>`
     */
    readonly scope?: Partial<Scope>;
    /** The GitHub repository whose workflows deploy, as `owner/name`. */
    readonly repository: string;
    /** The branch whose commits are deployed and whose stacks are looked at every night. @default main */
    readonly branch?: string;
    /**
     * The GitHub environment whose approval a deployment needs; which branches it takes is for the environment to say.
     * @default none: every commit on the branch is deployed
     */
    readonly environment?: string;
    /** ARN of the IAM policy that bounds every role that a deployment makes: models' stacks have to set it as theirs. */
    readonly boundaryArn: string;
    /** ARN of the account's identity provider for GitHub, where it has one: there is one at most. @default made here */
    readonly providerArn?: string;
    /** Where the engine keeps stacks' state. @default not in S3, or for others to allow */
    readonly state?: EngineState;
}

/**
 * What lets workflows of one GitHub repository into an account, without a secret that lasts: the identity provider, and
 * three roles. One deploys models' stacks, from one branch or with one environment's approval; one looks at all that is
 * deployed, every night; one previews what a pull request would change, and reads no resource.
 *
 * None of them may change the platform, and so what they themselves may do.
 */
export class Delivery extends Component {
    /** The ARN of the role that deploys models' stacks. */
    readonly deployerArn: pulumi.Output<string>;
    /** The ARN of the role that compares stacks with what is there. */
    readonly inspectorArn: pulumi.Output<string>;
    /** The ARN of the role that previews pull requests. */
    readonly previewerArn: pulumi.Output<string>;
    /** The ARN of the account's identity provider for GitHub. */
    readonly providerArn: pulumi.Output<string>;

    constructor(name: string, args: DeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:delivery:Delivery", name, opts);
        const scope = requireScope(name, args.scope, this);
        const { state = {}, branch = "main", repository, environment } = args;
        requireValid(within(["delivery"], validateDelivery({ ...args, stateKeyArn: state.key })), this);
        const source: Repository = { repository, branch, environment };
        const [data, runtime] = [dataServices(scope), runtimeServices(scope)];
        const reading = {
            "reads-data": [...readingOf(data), ...readState(scope, state)],
            "reads-runtime": [...readingOf(runtime), ...readRoles(scope)],
        };

        const made = args.providerArn === undefined ? this.provider(name) : undefined;
        const providerArn = args.providerArn ?? githubProviderArn(scope);
        // IAM refuses the trust of a provider that is not there.
        const child = { parent: this, dependsOn: made === undefined ? [] : [made] };
        const deployer = new GithubRole(
            `${name}-deployer`,
            {
                providerArn,
                roleName: deliveryRoleName(scope.stage, "deployer"),
                description: `Deploys models' stacks of ${scope.stage} from ${repository}`,
                subject: subjects.deployment(source),
                policies: {
                    ...reading,
                    data: changingOf(data),
                    runtime: changingOf(runtime),
                    roles: makeRoles(scope, args.boundaryArn),
                    runs: [...writeState(scope, state), ...smokeStatements(scope)],
                },
            },
            child,
        );
        const inspector = new GithubRole(
            `${name}-inspector`,
            {
                providerArn,
                roleName: deliveryRoleName(scope.stage, "inspector"),
                description: `Compares stacks of ${scope.stage} with what is there, for ${repository}`,
                subject: subjects.branch(source),
                policies: { ...reading, platform: platformReads(scope) },
            },
            child,
        );
        const previewer = new GithubRole(
            `${name}-previewer`,
            {
                providerArn,
                roleName: deliveryRoleName(scope.stage, "previewer"),
                description: `Previews pull requests of ${repository} on ${scope.stage}`,
                subject: subjects.pullRequest(source),
                policies: { state: readState(scope, state) },
            },
            child,
        );

        this.deployerArn = deployer.arn;
        this.inspectorArn = inspector.arn;
        this.previewerArn = previewer.arn;
        this.providerArn = made?.arn ?? pulumi.output(providerArn);
        this.registerOutputs({
            deployerArn: this.deployerArn,
            inspectorArn: this.inspectorArn,
            previewerArn: this.previewerArn,
            providerArn: this.providerArn,
        });
    }

    /** The account's identity provider. */
    private provider(name: string): aws.iam.OpenIdConnectProvider {
        // AWS trusts GitHub by its certificate authority: a thumbprint would only be one more thing to expire.
        return new aws.iam.OpenIdConnectProvider(
            `${name}-github`,
            { url: `https://${githubIssuer}`, clientIdLists: [audience] },
            { parent: this },
        );
    }
}
