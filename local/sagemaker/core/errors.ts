/**
 * An error of the SageMaker or SageMaker Runtime API, in the shape in which AWS sends it.
 */
export class ServiceError extends Error {
    /**
     * @param code the error's name on the wire, such as `ValidationException`
     * @param message what was wrong, where, and what to do
     * @param status the HTTP status
     * @param details further members of the error's shape
     */
    constructor(
        readonly code: string,
        message: string,
        readonly status = 400,
        readonly details: Readonly<Record<string, unknown>> = {},
    ) {
        super(message);
        this.name = code;
    }
}

/** A request that SageMaker refuses: HTTP 400, `ValidationException`. */
export function invalid(message: string): ServiceError {
    return new ServiceError("ValidationException", message);
}

/** A feature of SageMaker that the local stage does not have, refused by its name rather than ignored. */
export function unsupported(what: string, advice?: string): ServiceError {
    return invalid(`The local stage does not support ${what}.${advice ? ` ${advice}` : ""}`);
}

/** The message of anything thrown, for a FailureReason or a log line. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
