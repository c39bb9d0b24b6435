import { Container, type ContainerOptions, type ExitCode } from "../containers/container";

/** Why a job was ended early: on request, when its container had run long enough, or when it had waited long enough. */
export type EarlyEnd = "stopped" | "time" | "wait";

/** The runs of a job's container, one as a rule: they can be stopped from outside, and stop when their time is over. */
export class JobRun {
    /** Why the job was ended early, if it was. */
    ended?: EarlyEnd;
    /** Whether the machines of the last run were taken away. */
    interrupted = false;
    /** How long the container has run so far, in milliseconds. */
    milliseconds = 0;
    private container?: Container;
    private wake?: () => void;

    /** @param limit seconds that the container may run, all runs together */
    constructor(private readonly limit: number) {}

    /** Runs the container to its end; a run that was stopped before it began gives exit code 137. */
    async run(options: ContainerOptions): Promise<ExitCode> {
        this.interrupted = false;
        if (this.ended) {
            return 137;
        }
        const began = Date.now();
        const container = new Container(options);
        this.container = container;
        const timer = setTimeout(() => void this.end("time"), this.limit * 1000 - this.milliseconds);
        try {
            return await container.exited;
        } finally {
            clearTimeout(timer);
            this.milliseconds += Date.now() - began;
        }
    }

    /** Waits between two runs, or until the job is ended. */
    async pause(milliseconds: number): Promise<void> {
        if (!this.ended) {
            await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, milliseconds);
                this.wake = () => (clearTimeout(timer), resolve());
            });
        }
    }

    /** Takes the machines of the run away. */
    async interrupt(): Promise<void> {
        this.interrupted = true;
        await this.container?.stop();
    }

    async end(reason: EarlyEnd): Promise<void> {
        this.ended ??= reason;
        this.wake?.();
        await this.container?.stop();
    }
}
