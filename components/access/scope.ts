import { arnOf, type ArnPlace } from "../../contracts/arns";

export { arnOf, stateMachineArnOf } from "../../contracts/arns";

/**
 * Where a stack's resources live, and how they are called.
 *
 * Physical names are explicit, so an ARN is known before its resource exists: IAM documents and state machines
 * are then complete in a preview, where policy packs judge them.
 */
export interface Scope extends ArnPlace {
    /** `aws`: settings refuse the regions of any other. */
    readonly partition: string;
    /** `dev`, `prod`, ... */
    readonly stage: string;
    /** What every physical name of the stack starts with, e.g. `drivetrain-dev-used-cars`. */
    readonly prefix: string;
}

/** The ARN of a role: IAM is global, so its ARNs carry no region. */
export function roleArnOf(scope: Scope, roleName: string): string {
    return `arn:${scope.partition}:iam::${scope.accountId}:role/${roleName}`;
}

/** The ARN of a bucket, or of the objects under `key` in it. */
export function bucketArnOf(scope: Scope, bucket: string, key?: string): string {
    return `arn:${scope.partition}:s3:::${bucket}` + (key === undefined ? "" : `/${key}`);
}

/** The ARN of a Lambda function of the stack's account. */
export function functionArnOf(scope: Scope, functionName: string): string {
    return arnOf(scope, "lambda", `function:${functionName}`);
}

/** The ARNs of all executions of a state machine of the stack's account. */
export function executionArnsOf(scope: Scope, stateMachineName: string): string {
    return arnOf(scope, "states", `execution:${stateMachineName}:*`);
}
