/** The part of an S3 event's `detail` that names what was created. The key is plain text, not URL-encoded. */
export interface CreatedObject {
    readonly bucket: { readonly name: string };
    readonly object: {
        readonly key: string;
        /** Absent where the bucket keeps no versions. */
        readonly "version-id"?: string;
        /** Hexadecimal; grows with each change of one key. */
        readonly sequencer?: string;
    };
}

/**
 * The ledger's key for the claim of one state machine on one version of one object: the same for every delivery of the
 * same event, so that only the first one starts a run. The states make it themselves, in JSONata
 * (components/asl/runs.ts), and must come to the same text.
 */
export function claimId(stateMachine: string, { bucket, object }: CreatedObject): string {
    return `${claimStart(stateMachine)}${bucket.name}/${object.key}#${object["version-id"] ?? object.sequencer ?? ""}`;
}

/** The ledger's key for the claim of one state machine on a version of a model; the states make it themselves, too. */
export function versionClaimId(stateMachine: string, versionArn: string): string {
    return `${claimStart(stateMachine)}${versionArn}`;
}

/** What the ids of all claims of one state machine begin with. */
export function claimStart(stateMachine: string): string {
    return `claim#${stateMachine}#`;
}

/** The ledger's key of the lease that the one run holds which may change the endpoint. */
export function leaseId(endpoint: string): string {
    return `lease#${endpoint}`;
}
