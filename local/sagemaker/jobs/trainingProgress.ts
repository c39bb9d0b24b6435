import type { SecondaryStatus, SecondaryStatusTransition, TrainingJobStatus } from "@aws-sdk/client-sagemaker";

const messages: Partial<Record<SecondaryStatus, string>> = {
    Starting: "Preparing the instances for training",
    Downloading: "Downloading input data",
    Training: "Training image download completed. Training in progress.",
    Interrupted: "Training job interrupted because the managed spot training instances were taken back",
    Uploading: "Uploading generated training model",
    Completed: "Training job completed",
    Failed: "Training job failed",
    Stopping: "Stopping the training job",
    Stopped: "Training job stopped",
    MaxRuntimeExceeded: "Training job runtime exceeded MaxRuntimeInSeconds provided",
    MaxWaitTimeExceeded: "Training job wait time exceeded MaxWaitTimeInSeconds provided",
};

interface Transition extends SecondaryStatusTransition {
    readonly Status: SecondaryStatus;
    readonly StartTime: Date;
    StatusMessage: string;
}

/** The states that a training job has gone through. */
export class TrainingProgress {
    readonly created = new Date();
    modified = this.created;
    started?: Date;
    ended?: Date;
    status: TrainingJobStatus = "InProgress";
    failure?: string;
    readonly transitions: Transition[] = [];

    constructor() {
        this.enter("Starting");
    }

    get secondary(): SecondaryStatus {
        return this.transitions.at(-1)!.Status;
    }

    /** The time from the first run's beginning to the job's end, in seconds; undefined until it has ended. */
    get seconds(): number | undefined {
        return this.started && this.ended && Math.round((this.ended.getTime() - this.started.getTime()) / 1000);
    }

    /** Goes to the next state within the job's status; a job that is stopping stays in that state. */
    enter(secondary: SecondaryStatus, message = messages[secondary] ?? secondary): void {
        if (this.status === "Stopping" && secondary !== "Stopping" && !this.ended) {
            return;
        }
        const now = new Date();
        const last = this.transitions.at(-1);
        if (last && !last.EndTime) {
            last.EndTime = now;
        }
        const EndTime = this.ended ? now : undefined;
        this.transitions.push({ Status: secondary, StartTime: now, EndTime, StatusMessage: message });
        this.modified = now;
    }

    /** Says more about the state that the job is in. */
    tell(message: string): void {
        this.transitions.at(-1)!.StatusMessage = message;
    }

    stopping(): void {
        this.status = "Stopping";
        this.enter("Stopping");
    }

    fail(reason: string): void {
        this.failure = reason;
        this.end("Failed", "Failed", reason);
    }

    end(status: TrainingJobStatus, secondary: SecondaryStatus, message?: string): void {
        this.ended = new Date();
        this.status = status;
        this.enter(secondary, message);
    }
}
