import type { ResourcePermission } from "@aws-sdk/client-quicksight";

/** A list of who may do what, as the provider's types have it. */
export const permissionList = [{ "actions!": "set", "principal!": "string" }] as const;

export interface Permission {
    readonly actions: readonly string[];
    readonly principal: string;
}

/** Undefined where nobody is named: the API takes no empty list. */
export function toPermissions(permissions: readonly Permission[] | undefined): ResourcePermission[] | undefined {
    const list = (permissions ?? []).map(({ actions, principal }) => ({ Principal: principal, Actions: [...actions] }));
    return list.length > 0 ? list : undefined;
}

export function fromPermissions(permissions: readonly ResourcePermission[] | undefined): Permission[] {
    return (permissions ?? []).map(({ Principal = "", Actions = [] }) => ({ principal: Principal, actions: Actions }));
}

/** What an update grants, and from whom it takes all. */
export function permissionChange(news: readonly Permission[] = [], olds: readonly Permission[] = []) {
    const gone = olds.filter((old) => news.every(({ principal }) => principal !== old.principal));
    return { GrantPermissions: toPermissions(news), RevokePermissions: toPermissions(gone) };
}

/** `123456789012,id`, as the published provider names sources and data sets; the API wants both. */
export function partsOf(id: string): { readonly AwsAccountId: string; readonly name: string } {
    const [AwsAccountId = "", name = ""] = id.split(",");
    return { AwsAccountId, name };
}
