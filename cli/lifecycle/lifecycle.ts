import type { ModelOutputs } from "../../contracts/outputs";
import { models } from "../../infra/models";
import { inRoot } from "../checkout";
import type { PushedObject } from "../files/landing";
import type { MonitoringRun } from "../monitoring/run";
import type { PromotedVersion } from "../promotion/served";
import type { TrainingRun } from "../runs/trainingRun";
import type { ScoringRun } from "../scoring/run";
import { findStack, type StackReference } from "../stacks/stack";
import { SummaryRecorder } from "./summary";

/** One step of the lifecycle. */
export interface LifecycleStep {
    /** Its name in summary.json. */
    readonly name: string;
    /**
     * Takes the step and checks what came of it.
     * @returns what summary.json tells of it: `74 resources`
     * @throws CommandError where it did not hold
     */
    readonly run: (lifecycle: Lifecycle) => Promise<string>;
}

/** The first model's life on the local stage: what its steps share, and what they leave to the next ones. */
export class Lifecycle {
    readonly stack: StackReference;
    /** The stage in another account that versions are promoted to; undefined where the life is lived in one. */
    readonly next?: StackReference;
    /** Its file has the rule of the results; which algorithms there are, the stack's outputs tell: config may add some. */
    readonly model = models[0];
    /** The CSV file that the model is trained with and asked about. */
    readonly data = inRoot("data", "used-cars.csv");
    readonly recorder: SummaryRecorder;
    /** Runs that have ended, there as soon as they have, so that they are told also when a later step fails. */
    readonly training: TrainingRun[] = [];
    readonly scoring: ScoringRun[] = [];
    readonly monitoring: MonitoringRun[] = [];
    /** What serves in the other account by a promotion. */
    promoted: readonly PromotedVersion[] = [];
    /** What `push` put into the landing bucket. */
    pushed?: PushedObject;
    private deployed?: ModelOutputs;

    constructor(options: { readonly promote?: boolean } = {}) {
        this.stack = findStack(options.promote ? "local-dev" : "local");
        this.next = options.promote ? findStack("local-prod") : undefined;
        this.recorder = new SummaryRecorder(this.stack.name, this.model.name);
    }

    /** Every stage that it is lived at. */
    get stages(): StackReference[] {
        return this.next === undefined ? [this.stack] : [this.stack, this.next];
    }

    /** The outputs of the stack. */
    get outputs(): ModelOutputs {
        return required(this.deployed, "deploy");
    }

    set outputs(outputs: ModelOutputs) {
        this.deployed = outputs;
    }

    /** Takes a step and notes how it went. */
    async take({ name, run }: LifecycleStep): Promise<void> {
        await this.recorder.step(
            name,
            () => run(this),
            (detail) => detail,
        );
    }
}

/** What an earlier step has left. */
export function required<T>(left: T | undefined, step: string): T {
    if (left === undefined) throw new Error(`The step "${step}" has to come before.`);
    return left;
}
