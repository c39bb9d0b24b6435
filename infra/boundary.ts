import * as pulumi from "@pulumi/pulumi";

/**
 * Puts the permissions boundary that an account asks for on every role of the stack, wherever it is made: a component
 * need not know of it, and no role can be forgotten.
 */
export function limitRoles(permissionsBoundary: string): void {
    if (permissionsBoundary !== "") pulumi.runtime.registerStackTransformation(withBoundary(permissionsBoundary));
}

/** The transformation of one resource: a role gets the boundary, anything else stays as it is. */
export function withBoundary(permissionsBoundary: string): pulumi.ResourceTransformation {
    return ({ type, props, opts }) =>
        type === "aws:iam/role:Role" ? { props: { ...props, permissionsBoundary }, opts } : undefined;
}
