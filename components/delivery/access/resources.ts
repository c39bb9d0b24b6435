import { stackPrefix } from "../../../contracts/names";
import { arnOf, bucketArnOf, type Scope } from "../../access/scope";

/** What the names of everything that models' stacks of a stage make begin with, whatever the model is called. */
function ownPrefix({ stage }: Scope): string {
    return stackPrefix(stage, "");
}

/** ARNs of the resources of models' stacks of a scope's stage, by the service and what comes before their names. */
export function ownArn(scope: Scope, service: string, before = "", after = ""): string {
    return arnOf(scope, service, `${before}${ownPrefix(scope)}*${after}`);
}

/** ARNs of roles or policies: IAM is global. */
export function ownIamArn(scope: Scope, kind: "role" | "policy"): string {
    return arnOf({ ...scope, region: "" }, "iam", `${kind}/${ownPrefix(scope)}*`);
}

/** The ARNs of the buckets for one purpose, or of the objects under a key in them. */
export function ownBuckets(scope: Scope, purpose: "landing" | "artifacts" | "captures" | "*", key?: string): string {
    const start = ownPrefix(scope).replace(/^drivetrain/, `drivetrain-${scope.accountId}`);
    return bucketArnOf(scope, purpose === "*" ? `${start}*` : `${start}*-${purpose}`, key);
}

/** What Glue's databases and their tables are called: no hyphens. */
export function ownGlueName(scope: Scope): string {
    return ownPrefix(scope).replaceAll("-", "_");
}

/** ARNs of what is called as an endpoint is, `<model>-<algorithm>-<stage>`, with an ending. */
export function endpointArn(scope: Scope, service: string, type: string, ending = ""): string {
    return arnOf(scope, service, `${type}*-${scope.stage}${ending}`);
}

/** The tag by which what AWS gives its name is told apart; `aws:defaultTags` of every stack's config has it. */
export const stageTag = "drivetrain:stage";
