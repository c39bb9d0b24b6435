import { invalid, ServiceError } from "./errors";

/** What machines are asked for: a job's kind, or an endpoint's fleet. */
export type MachineUser = "TrainingJob" | "ProcessingJob" | "TransformJob" | "Endpoint";

/**
 * A fault that is to happen: an operation answers with an error, machines are not to be had, those of a processing job are
 * lost while they upload what it made, or a spot instance is taken away from a running training job.
 */
export interface Fault {
    /** The operation that fails, such as `CreateTrainingJob`; any operation where it is left out. */
    readonly operation?: string;
    /** The error's name on the wire, one of `errors`. */
    readonly error?: string;
    /** The error's message. @default AWS's own */
    readonly message?: string;
    /** The operation takes effect all the same: only its answer is the error. @default false */
    readonly late?: boolean;
    /** The kind of job that gets no machines, loses them, or is interrupted. */
    readonly job?: Exclude<MachineUser, "Endpoint">;
    /** The endpoint whose fleet gets no machines. */
    readonly endpoint?: string;
    readonly failure?: "CapacityError" | "InternalServerError";
    /** Takes the machines of a managed spot training job away while its container runs. */
    readonly interrupt?: boolean;
    /** How often it happens. @default 1 */
    readonly times?: number;
}

interface Armed {
    readonly fault: Fault;
    left: number;
}

/**
 * How AWS words its errors, and with which HTTP status it sends them:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html. Quotas are of one instance type and use,
 * which the message names (aws-samples/sagemaker-custom-project-templates#51).
 */
const errors: Readonly<Record<string, readonly [status: number, message: string]>> = {
    ThrottlingException: [400, "Rate exceeded"],
    ResourceLimitExceeded: [
        400,
        "The account-level service limit 'ml.m5.large for this usage' is 0 Instances, with current utilization of 0 " +
            "Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for " +
            "this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this " +
            "quota.",
    ],
    ResourceInUse: [400, "The resource is in use."],
    ConflictException: [409, "There was a conflict when you attempted to modify a SageMaker entity."],
    AccessDeniedException: [400, "You do not have sufficient access to perform this action."],
    ValidationException: [400, "The request is not valid."],
    InternalFailure: [500, "The request processing has failed because of an unknown error, exception or failure."],
    ServiceUnavailable: [503, "The request has failed due to a temporary failure of the server."],
};

/** Why something failed for lack of machines; endpoints are worded otherwise (aws/deep-learning-containers#6673). */
const noMachines = {
    job:
        "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance " +
        "type.",
    endpoint:
        "Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry " +
        "using a different ML instance type or after some time.",
};

/** As jobs word it that SageMaker itself has failed. */
const internalError = "InternalServerError: We encountered an internal error. Please try again.";

/** The faults that wait to happen, in the order in which they were asked for. */
export class Faults {
    private waiting: Armed[] = [];

    /** What still waits. */
    get list(): Fault[] {
        return this.waiting.map(({ fault, left }) => ({ ...fault, times: left }));
    }

    /**
     * Adds faults to those that wait.
     *
     * @throws ServiceError for the first that makes no sense; none is added then
     */
    add(faults: unknown): void {
        const given = (Array.isArray(faults) ? faults : [faults]) as Fault[];
        given.forEach(check);
        this.waiting.push(...given.map((fault) => ({ fault, left: fault.times ?? 1 })));
    }

    clear(): void {
        this.waiting = [];
    }

    /**
     * Refuses a call where a fault says so.
     *
     * @param late false: before everything else that the operation checks; true: once it has taken effect
     */
    refuse(operation: string, late = false): void {
        const fault = this.take(
            (fault) =>
                fault.error !== undefined &&
                (fault.operation ?? operation) === operation &&
                (fault.late ?? false) === late,
        );
        if (fault) {
            const [status, message] = errors[fault.error!]!;
            throw new ServiceError(fault.error!, fault.message ?? message, status);
        }
    }

    /** Asks for machines; throws the failure reason where a fault says that there are none. */
    provision(user: MachineUser, name: string): void {
        const wanted = (fault: Fault) => (user === "Endpoint" ? fault.endpoint === name : fault.job === user);
        if (this.take((fault) => fault.failure === "CapacityError" && wanted(fault))) {
            throw new Error(user === "Endpoint" ? noMachines.endpoint : noMachines.job);
        }
    }

    /** Why a processing job's machines are lost while they upload what it made; undefined where they are not. */
    breakOff(): string | undefined {
        return this.take(({ failure }) => failure === "InternalServerError") && internalError;
    }

    /** Whether a spot instance is to be taken from a running training job now. */
    interrupts(): boolean {
        return this.take((fault) => fault.interrupt === true) !== undefined;
    }

    private take(matches: (fault: Fault) => boolean): Fault | undefined {
        const armed = this.waiting.find(({ fault }) => matches(fault));
        if (armed && --armed.left === 0) {
            this.waiting = this.waiting.filter((other) => other !== armed);
        }
        return armed?.fault;
    }
}

const members = ["operation", "error", "message", "late", "job", "endpoint", "failure", "interrupt", "times"];

function check(fault: Fault): void {
    const problem = problemOf(fault);
    if (problem) {
        throw invalid(`The fault ${JSON.stringify(fault)} cannot happen: ${problem}`);
    }
}

function problemOf(fault: Fault): string | undefined {
    const unknown = Object.keys(fault).find((name) => !members.includes(name));
    const kinds = [fault.error, fault.failure, fault.interrupt || undefined].filter((kind) => kind !== undefined);
    if (unknown) {
        return `it has no member ${unknown}; there are ${members.join(", ")}.`;
    }
    if (kinds.length !== 1) {
        return "it must have one of error, failure and interrupt.";
    }
    if (fault.error !== undefined && !(fault.error in errors)) {
        return `the errors are ${Object.keys(errors).join(", ")}.`;
    }
    if (fault.failure !== undefined && !["CapacityError", "InternalServerError"].includes(fault.failure)) {
        return "the failures are CapacityError and InternalServerError.";
    }
    if (fault.failure === "InternalServerError" && fault.job !== "ProcessingJob") {
        return "only a ProcessingJob fails with InternalServerError.";
    }
    if (fault.failure !== undefined && (fault.job === undefined) === (fault.endpoint === undefined)) {
        return "a failure needs either a job's kind or an endpoint's name.";
    }
    if (fault.job !== undefined && !["TrainingJob", "ProcessingJob", "TransformJob"].includes(fault.job)) {
        return "job is TrainingJob, ProcessingJob or TransformJob.";
    }
    if (fault.interrupt && fault.job !== "TrainingJob") {
        return "only a TrainingJob can be interrupted.";
    }
    if (fault.times !== undefined && !(Number.isInteger(fault.times) && fault.times > 0)) {
        return "times is a whole number of at least 1.";
    }
    return undefined;
}
