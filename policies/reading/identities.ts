import { listOf, read, UNKNOWN } from "../engine/judgement";
import type { Resource } from "../engine/rule";
import { belongsTo, isOf } from "../engine/targets";
import { documentsOf, type Statement } from "./iamDocument";
import { isKnown } from "./permissions";

export const roleType = "aws:iam/role:Role";

/** Whether a property has the trust policy of a role: who may assume it. */
export function isTrust(type: string, property: string): boolean {
    return type === roleType && property === "assumeRolePolicy";
}

/** Whether a property has what roles, users or groups are allowed. */
export function isIdentityPolicy(type: string, property: string): boolean {
    return /^aws:(iam|ssoadmin)\//.test(type) && !isTrust(type, property);
}

/** By the type of who has policies: which resources give it some, and the property by which they name it. */
const kinds: Readonly<Record<string, string>> = {
    [roleType]: "role",
    "aws:iam/user:User": "user",
    "aws:iam/group:Group": "group",
};

/** Everything that one role, user or group is allowed, as far as the stack tells. */
export interface Grants {
    /** Of inline policies, policies of their own resource, and policies of the stack that are attached. */
    readonly statements: readonly PlacedStatement[];
    /** ARNs of policies that the stack attaches and does not have: AWS's own, or another stack's. */
    readonly elsewhere: readonly string[];
    /** Whether a document, or which policy is attached, is not known yet. */
    readonly unknown: boolean;
}

export interface PlacedStatement extends Statement {
    /** The resource that has the document. */
    readonly holder: Resource;
}

/** Whether a resource is a role, a user or a group. */
export function isIdentity({ type }: Resource): boolean {
    return type in kinds;
}

/** The union of an identity's policies. */
export function grantsOf(identity: Resource, stack: readonly Resource[]): Grants {
    const kind = kinds[identity.type] ?? "role";
    const given = stack.filter((candidate) => isGivenTo(candidate, identity, kind));
    const inline = given.filter(({ type }) => type === typeOf(kind, "Policy"));
    const arns = [
        ...listOf(read(identity.props, "managedPolicyArns")).map((arn) => ({ arn, holder: identity })),
        ...given
            .filter((one) => !inline.includes(one))
            .map((holder) => ({ arn: read(holder.props, "policyArn"), holder })),
    ];
    const attached = arns.map(({ arn, holder }) => ({ arn, policy: policyOf(arn, holder, stack) }));
    const documents = [
        ...[{ holder: identity, property: "inlinePolicies" }],
        ...[...inline, ...attached.flatMap(({ policy }) => policy ?? [])].map((holder) => ({
            holder,
            property: "policy",
        })),
    ].map(({ holder, property }) => ({ holder, ...documentsOf(holder, property) }));
    const outside = attached.filter(({ policy }) => policy === undefined);
    const statements = documents.flatMap(({ holder, statements }) => statements.map((one) => ({ ...one, holder })));
    return {
        statements,
        elsewhere: outside.flatMap(({ arn }) => (typeof arn === "string" ? [arn] : [])),
        unknown:
            documents.some(({ unknown }) => unknown.length > 0) ||
            outside.some(({ arn }) => arn === UNKNOWN) ||
            !statements.every((statement) => isKnown(statement, "Action")),
    };
}

/**
 * The role that a property names: by its ARN or name, or by what the property is made from.
 * @returns undefined where none is named, `UNKNOWN` where nobody can tell yet, the text where the stack has no such role
 */
export function roleOf(
    resource: Resource,
    property: string,
    stack: readonly Resource[],
): Resource | string | typeof UNKNOWN | undefined {
    const named = read(resource.props, property);
    if (named === undefined || named === "") return undefined;
    const sources = (resource.propertyDependencies[property] ?? []).filter(({ type }) => type === roleType);
    const [source] = sources;
    if (source !== undefined && sources.length === 1) return stack.find(({ urn }) => urn === source.urn) ?? UNKNOWN;
    if (typeof named !== "string") return UNKNOWN;
    return stack.find((role) => role.type === roleType && nameOf(role) === lastOf(named)) ?? named;
}

/** The name of a role, user, group or policy, where it is known. */
export function nameOf({ props }: Resource): string | undefined {
    const name = read(props, "name");
    return typeof name === "string" ? name : undefined;
}

function isGivenTo(candidate: Resource, identity: Resource, kind: string): boolean {
    if (isOf(candidate, typeOf(kind, "Policy")) || isOf(candidate, typeOf(kind, "PolicyAttachment"))) {
        return belongsTo(candidate, identity, { of: kind, to: "name" }) === true;
    }
    if (!isOf(candidate, "aws:iam/policyAttachment:PolicyAttachment")) return false;
    const sources = candidate.propertyDependencies[`${kind}s`] ?? [];
    const [names, name] = [listOf(read(candidate.props, `${kind}s`)), nameOf(identity)];
    return sources.some(({ urn }) => urn === identity.urn) || (name !== undefined && names.includes(name));
}

/** `aws:iam/rolePolicy:RolePolicy`, `aws:iam/userPolicyAttachment:UserPolicyAttachment`, ... */
function typeOf(kind: string, what: string): string {
    return `aws:iam/${kind}${what}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}${what}`;
}

/** The policy of the stack that an ARN is of. */
function policyOf(arn: unknown, holder: Resource, stack: readonly Resource[]): Resource | undefined {
    const policies = stack.filter(({ type }) => type === "aws:iam/policy:Policy");
    if (typeof arn === "string") {
        const isOwn = !arn.includes(":iam::aws:");
        return isOwn ? policies.find((policy) => nameOf(policy) === lastOf(arn)) : undefined;
    }
    const sources = holder.propertyDependencies["policyArn"] ?? holder.propertyDependencies["managedPolicyArns"] ?? [];
    return policies.find(({ urn }) => sources.some((source) => source.urn === urn));
}

/** What an ARN ends in, a path before it or not: the name. */
function lastOf(arn: string): string {
    return arn.split(/[/:]/).at(-1) ?? arn;
}
