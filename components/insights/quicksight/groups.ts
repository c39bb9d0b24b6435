import type { Scope } from "../../access/scope";
import type { QuickSightGroups } from "./permissions";

/** The two groups by name, in one of QuickSight's namespaces. */
export interface GroupNames {
    readonly authors: string;
    readonly readers: string;
    /** @default "default", the one that every account has */
    readonly namespace?: string;
}

/** What the groups are called that an account's platform makes. */
export function ownGroups(stage: string): Required<GroupNames> {
    return { authors: `drivetrain-${stage}-authors`, readers: `drivetrain-${stage}-readers`, namespace: "default" };
}

/** The ARNs of groups. QuickSight keeps users and groups in one region, whatever region its assets are in. */
export function groupsOf(
    { partition, accountId }: Pick<Scope, "partition" | "accountId">,
    { authors, readers, namespace = "default" }: GroupNames,
    identityRegion: string,
): QuickSightGroups {
    const arn = (name: string) =>
        `arn:${partition}:quicksight:${identityRegion}:${accountId}:group/${namespace}/${name}`;
    return { authorsArn: arn(authors), readersArn: arn(readers) };
}
