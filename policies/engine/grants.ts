import { type Grants, grantsOf, isIdentity } from "../reading/identities";
import type { Judgement } from "./judgement";
import type { Resource, Rule } from "./rule";

/** Judges a role, user or group by the union of its policies: rules of this kind need the whole stack. */
export function judgeGrants(
    check: (grants: Grants, identity: Resource, stack: readonly Resource[]) => readonly Judgement[],
): Rule["judge"] {
    return (resource, stack) => (isIdentity(resource) ? check(grantsOf(resource, stack), resource, stack) : []);
}
