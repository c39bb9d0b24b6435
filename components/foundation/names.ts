import { arnOf, type Scope } from "../access/scope";
import { type Problem, problemIf } from "../validation/problem";

/** Physical names of a stack's foundation, all known before anything exists. */
export interface FoundationNames {
    readonly keyAlias: string;
    readonly landingBucket: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    readonly topic: string;
    readonly topicArn: string;
    readonly ledgerTable: string;
}

/** Made of the scope's prefix alone; {@link validateFoundationNames} tells whether AWS takes them. */
export function foundationNames(scope: Scope): FoundationNames {
    // Bucket names are one name space for all accounts of the world, hence the account's number.
    const bucket = (purpose: string) =>
        scope.prefix.replace(/^drivetrain/, `drivetrain-${scope.accountId}`) + `-${purpose}`;
    const topic = `${scope.prefix}-notices`;
    return {
        keyAlias: `alias/${scope.prefix}`,
        landingBucket: bucket("landing"),
        artifactBucket: bucket("artifacts"),
        captureBucket: bucket("captures"),
        topic,
        topicArn: arnOf(scope, "sns", topic),
        ledgerTable: `${scope.prefix}-ledger`,
    };
}

const bucketLimit = 63;

/** Every name that AWS would refuse for its length, by the path in the model of what makes it. */
export function validateFoundationNames(scope: Scope): Problem[] {
    const { landingBucket, artifactBucket, captureBucket } = foundationNames(scope);
    return [landingBucket, artifactBucket, captureBucket].flatMap((name) =>
        problemIf(
            name.length > bucketLimit,
            ["name"],
            `the bucket name "${name}" has ${name.length} characters, and S3 takes ${bucketLimit}; ` +
                `shorten the model's name by ${name.length - bucketLimit}.`,
        ),
    );
}
