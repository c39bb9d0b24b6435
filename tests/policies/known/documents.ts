import { made } from "../../../policies/engine/examples";
import type { ExampleResource } from "../../../policies/engine/rule";

/** Resources as a guide gives them, with the page that does. */
export interface Known {
    readonly what: string;
    readonly page: string;
    readonly resources: readonly ExampleResource[];
}

export const own = "111111111111";
export const allow = { Effect: "Allow" };
/** What tells the rules which account is the own one. */
export const provider = made("pulumi:providers:aws", "default", { allowedAccountIds: JSON.stringify([own]) });

/** @param page below https://docs.aws.amazon.com */
export function known(what: string, page: string, ...resources: readonly ExampleResource[]): Known {
    return { what, page: `https://docs.aws.amazon.com/${page}`, resources };
}

export function document(...Statement: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** A role by its trust. */
export function trust(name: string, Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") {
    const assumeRolePolicy = document({ ...allow, Principal, Action, Condition });
    return made("aws:iam/role:Role", name, { name, assumeRolePolicy });
}

export const service = (name: string) => ({ Service: `${name}.amazonaws.com` });

/** A policy of AWS's that a role has. */
export function attached(role: string, policy: string): ExampleResource {
    const policyArn = `arn:aws:iam::aws:policy/${policy}`;
    return made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${role}-${policy}`, { role, policyArn });
}

/** A resource that is, or has, a policy. */
export function policy(type: string, ...statements: readonly object[]): ExampleResource {
    return made(type, "it", { policy: document(...statements) });
}

/** A function's role and what it may do. */
export function permissions(...statements: readonly object[]): readonly ExampleResource[] {
    return [
        trust("app", service("lambda")),
        made("aws:iam/rolePolicy:RolePolicy", "app", { role: "app", policy: document(...statements) }),
    ];
}
