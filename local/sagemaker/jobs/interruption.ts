import type { Faults } from "../core/faults";
import type { Checkpoints } from "./checkpoints";
import type { JobRun } from "./job";

const lookMilliseconds = 50;
/**
 * How long a run lasts before it is interrupted: one that keeps no checkpoints, and one that has not written any yet.
 */
const patienceMilliseconds = { without: 1_000, withCheckpoints: 10_000 };

/**
 * Takes the machines of one run of a managed spot training job away, where a fault says so: when the run has written
 * its first checkpoint, or has lasted for a while, or at the latest when its container has ended and its model is not
 * uploaded yet. So a fault meets a job however short it is.
 */
export class Interruption {
    private readonly began = Date.now();
    private readonly timer = setInterval(() => this.look(), lookMilliseconds);

    constructor(
        private readonly run: JobRun,
        private readonly faults: Faults,
        private readonly checkpoints: Checkpoints | undefined,
    ) {}

    look(): void {
        const { without, withCheckpoints } = patienceMilliseconds;
        const patience = this.checkpoints ? withCheckpoints : without;
        if (this.checkpoints?.written || Date.now() - this.began > patience) {
            this.happen();
        }
    }

    /** Looks for the last time: the container has ended. */
    close(): void {
        clearInterval(this.timer);
        this.happen();
    }

    private happen(): void {
        if (!this.run.ended && !this.run.interrupted && this.faults.interrupts()) {
            void this.run.interrupt();
        }
    }
}
