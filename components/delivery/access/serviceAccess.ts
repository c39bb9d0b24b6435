import type { PolicyStatement } from "../../access/policyStatement";

/** What deliveries may do with the resources of one kind. */
export interface ServiceAccess {
    /** ARNs, with wildcards where names have a part that a model or an algorithm gives. */
    readonly resources: readonly string[];
    /** Actions by which the provider finds a resource as it is. */
    readonly reads: readonly string[];
    /** Actions by which it makes, changes and removes one. @default none */
    readonly changes?: readonly string[];
    /** What narrows the resources further, where AWS gives them their names. @default nothing */
    readonly condition?: PolicyStatement["Condition"];
}

/** What looks at resources and changes nothing. */
export function readingOf(accesses: readonly ServiceAccess[]): PolicyStatement[] {
    return accesses.flatMap((access) => statementOf(access, access.reads));
}

/** What makes, changes and removes resources. */
export function changingOf(accesses: readonly ServiceAccess[]): PolicyStatement[] {
    return accesses.flatMap((access) => statementOf(access, access.changes ?? []));
}

function statementOf({ resources, condition }: ServiceAccess, actions: readonly string[]): PolicyStatement[] {
    if (actions.length === 0) return [];
    return [
        {
            ...{ Effect: "Allow", Action: [...actions], Resource: [...resources] },
            ...(condition && { Condition: condition }),
        },
    ];
}
