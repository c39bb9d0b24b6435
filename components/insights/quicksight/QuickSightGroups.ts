import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../access/scope";
import { Component } from "../../blocks/Component";
import { type GroupNames, groupsOf, ownGroups } from "./groups";
import type { QuickSightGroups as Groups } from "./permissions";

export interface QuickSightGroupsArgs {
    /** The account, the region and the stage that the groups are of. */
    readonly scope: Scope;
    /**
     * Groups that are there already, as where IAM Identity Center manages them: nothing is made then.
     * @default this component makes `drivetrain-<stage>-authors` and `drivetrain-<stage>-readers`
     */
    readonly named?: GroupNames;
    /** The region in which the account keeps QuickSight's users and groups. @default the scope's region */
    readonly identityRegion?: string;
}

/**
 * The two groups of an account that see what models do: authors, who make analyses of their own, and readers, who look
 * at dashboards. Who is in them is for the account to say.
 */
export class QuickSightGroups extends Component {
    /** The ARNs of both, which are known before they exist. */
    readonly groups: Groups;

    constructor(name: string, args: QuickSightGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:insights:QuickSightGroups", name, opts);
        const { scope, named, identityRegion = scope.region } = args;
        const known = { ...ownGroups(scope.stage), ...named };
        const make = (groupName: string, description: string) =>
            new aws.quicksight.Group(
                `${name}-${groupName}`,
                { groupName, description, namespace: known.namespace, region: identityRegion },
                { parent: this },
            );
        if (named === undefined) {
            make(known.authors, "Make analyses of what models do");
            make(known.readers, "Look at dashboards of what models do");
        }
        this.groups = groupsOf(scope, known, identityRegion);
        this.registerOutputs({ groups: this.groups });
    }
}
