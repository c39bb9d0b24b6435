import { platformStack } from "../../../contracts/names";
import type { PolicyStatement } from "../../access/policyStatement";
import { bucketArnOf, type Scope } from "../../access/scope";
import { allow } from "../../access/statements";

/** Where the engine keeps stacks' state, where that is in S3. */
export interface EngineState {
    /** Name of the bucket; one of another account has to let the roles in by its policy. */
    readonly bucket?: string;
    /** ARN of the KMS key that encrypts stacks' secrets, and the bucket where it does. */
    readonly key?: string;
}

/** The name of the project in Pulumi.yaml, which is part of the places of states. */
const project = "drivetrain";

/** What a preview reads of the engine's state: the stage's stacks and its platform alone. */
export function readState(scope: Scope, { bucket, key }: EngineState): PolicyStatement[] {
    return [
        ...(bucket === undefined
            ? []
            : [
                  allow("s3:ListBucket", bucketArnOf(scope, bucket)),
                  allow("s3:GetObject", [
                      bucketArnOf(scope, bucket, ".pulumi/meta.yaml"),
                      bucketArnOf(scope, bucket, ".pulumi/Pulumi.yaml"),
                      ...places(scope, ["stacks"]).map((place) => bucketArnOf(scope, bucket, place)),
                  ]),
              ]),
        ...(key === undefined ? [] : [allow("kms:Decrypt", key)]),
    ];
}

/** What an update writes: states of models' stacks, what they were before, and the lock. The platform's is read alone. */
export function writeState(scope: Scope, { bucket, key }: EngineState): PolicyStatement[] {
    const written = places(scope, ["stacks", "history", "backups", "locks"]).filter(
        (place) => !place.includes(platformStack(scope.stage)),
    );
    return [
        ...(bucket === undefined
            ? []
            : [
                  allow(
                      ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                      written.map((place) => bucketArnOf(scope, bucket, place)),
                  ),
              ]),
        ...(key === undefined ? [] : [allow(["kms:Encrypt", "kms:GenerateDataKey"], key)]),
    ];
}

/**
 * Where a self-managed backend keeps what it knows of a stack
 * (https://www.pulumi.com/docs/iac/concepts/state-and-backends/#using-a-self-managed-backend); locks are kept by
 * organisation as well, which is always `organization` there.
 */
function places({ stage }: Scope, kinds: readonly string[]): string[] {
    const start = (kind: string) => `.pulumi/${kind}/${kind === "locks" ? "organization/" : ""}${project}`;
    // A stack's file, or the folder of what it was before; and those of the stage's other models.
    return kinds.flatMap((kind) => [
        ...[`${start(kind)}/${stage}.*`, `${start(kind)}/${stage}/*`, `${start(kind)}/${stage}-*`],
        ...[`${start(kind)}/${platformStack(stage)}*`],
    ]);
}
