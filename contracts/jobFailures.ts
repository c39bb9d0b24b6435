/**
 * What the FailureReason of a SageMaker job begins with that failed outside of its container. What the container has left
 * as ExitMessage does not tell why, then: it may have ended well before its outputs could not be uploaded.
 */
export const outsideOfContainer = "^(InternalServerError|ClientError|CapacityError)";
