/** The error by which an execution is stopped of which nothing is to be settled, since all that it made goes away. */
export const goesDown = "StackGoesDown";

/** What is to be deployed, and on whose behalf: the input of a deployment's execution. */
export interface DeploymentRequest {
    /**
     * The version, a model package; of a rollback the one that is to go. Every event of EventBridge has a `version` of
     * its own, which is another thing.
     */
    readonly versionArn: string;
    /** The run that sends the version, by its execution: it holds the endpoint's lease, and hands it over. */
    readonly sentBy?: string;
    /** The execution that ended badly, of which this one settles what is left; the lease goes over from it. */
    readonly settles?: string;
    /** Whether the version was rejected: where it serves, the last one before it that is still approved comes back. */
    readonly rollsBack?: boolean;
}

/** An execution's input as the deployment's state machine takes it: a request, or SageMaker's event of a decision. */
interface DeploymentInput extends Partial<DeploymentRequest> {
    readonly detail?: { readonly ModelPackageArn?: string; readonly ModelApprovalStatus?: string };
}

/** The request in an input; undefined where the execution is about something else than a version. */
export function deploymentRequestIn(input: unknown): DeploymentRequest | undefined {
    if (typeof input !== "object" || input === null) return undefined;
    const { versionArn: given, detail, sentBy, settles, ...rest } = input as DeploymentInput;
    const versionArn = given ?? detail?.ModelPackageArn;
    const rollsBack = rest.rollsBack ?? detail?.ModelApprovalStatus === "Rejected";
    return versionArn === undefined
        ? undefined
        : { versionArn, ...(sentBy && { sentBy }), ...(settles && { settles }), ...(rollsBack && { rollsBack }) };
}

/**
 * Whether a deployment that ended is settled by another execution: one that ended badly is, unless it was a settlement
 * itself, or its stack goes down.
 */
export function isSettled(
    { status, error }: { readonly status?: string; readonly error?: string | null },
    { settles }: DeploymentRequest,
): boolean {
    return status !== "SUCCEEDED" && error !== goesDown && settles === undefined;
}

/**
 * The name of the execution that settles a deployment, the same for each delivery of its end event. Names have 80
 * characters at most, and those that EventBridge makes 73.
 */
export function settlementName(deployment: string): string {
    return `settle-${deployment.slice(-73)}`;
}
