import assert from "node:assert/strict";
import { type Definition, type Json, nestedIn } from "../../components/asl/states";
import { type Answer, everyStep, fallible, type Outcome, type Walk, walkAll, type Walked } from "./walks";

export const ok = (result: object): Answer => ({ result: result as never });
export const fails = (error: string, cause = "it broke"): Answer => ({ error, cause });

/** What a job says that found no machines. */
export const noMachines = "CapacityError: Unable to provision requested ML compute capacity.";

/** A run to walk, by what differs from the usual one. */
export interface Scenario {
    readonly name?: string;
    readonly answers?: Walk["answers"];
    readonly input?: Json;
}

/** The usual run: its name and its input, and what each task answers. */
export interface Usual {
    /** @default "walk" */
    readonly name?: string;
    readonly input: Json;
    readonly answers: Walk["answers"];
}

/** Scenarios of a state machine, and each way in which a task can fail on top of them, walked. */
export class Scenarios {
    private constructor(
        private readonly definition: Definition,
        private readonly walked: readonly Walked[],
    ) {}

    /**
     * @param known a state machine that is walked elsewhere: states that are the same there are left out here
     */
    static async walk(
        whole: Definition,
        usual: Usual,
        scenarios: Readonly<Record<string, Scenario>>,
        known?: Definition,
    ): Promise<Scenarios> {
        const walks = Object.fromEntries(
            Object.entries(scenarios).map(([key, { name = usual.name, input = usual.input, answers }]) => [
                key,
                { ...(name && { name }), input, answers: { ...told(whole), ...usual.answers, ...answers } },
            ]),
        );
        const own = without(whole, known);
        const base = await walkAll(whole, walks);
        return new Scenarios(own, [base, await walkAll(whole, faults(own, walks, base))]);
    }

    outcome(name: string): Outcome {
        const found = this.walked.map(({ outcomes }) => outcomes[name]).find((run) => run !== undefined);
        assert.ok(found, `no walk is named ${name}`);
        return found;
    }

    /** Whatever the API models find wrong in calls. */
    get problems(): readonly string[] {
        return this.walked.flatMap(({ outcomes }) =>
            Object.entries(outcomes).flatMap(([name, run]) => run.problems.map((problem) => `${name}: ${problem}`)),
        );
    }

    /** States, branches, catchers and retriers that no walk takes. */
    get untaken(): readonly string[] {
        const runs = this.walked.flatMap(({ outcomes }) => Object.values(outcomes));
        const taken = new Set(runs.flatMap((run) => run.trace));
        return everyStep(this.definition).filter((step) => !taken.has(step));
    }

    /** Each task that can fail, with the outcome of its failing for good. */
    get failures(): readonly (readonly [state: string, run: Outcome])[] {
        return fallible(this.definition).map(({ name }) => [name, this.outcome(`${name}: fails`)]);
    }

    /** Each error that a task gets over, with the outcome. */
    get retried(): readonly (readonly [what: string, run: Outcome])[] {
        return fallible(this.definition).flatMap(({ name, retries }) =>
            retries.map((error) => {
                const what = `${name}: retried after ${error}`;
                return [what, this.outcome(what)] as const;
            }),
        );
    }
}

/** Errors that a task gets over, and errors that end the run, for every task: made from the definition itself. */
function faults(
    definition: Definition,
    walks: Readonly<Record<string, Walk>>,
    base: Walked,
): Readonly<Record<string, Walk>> {
    const reaching = (state: string) => {
        const found = Object.entries(base.outcomes).find(([, { trace }]) => trace.includes(state));
        assert.ok(found, `No scenario reaches the state "${state}": add one.`);
        return walks[found[0]] as Walk;
    };
    const faulty = (state: string, ...answers: readonly Answer[]): Walk => {
        const job = jobOf(state);
        if (job !== undefined) {
            const walk = reaching(job);
            return {
                ...walk,
                answers: { ...walk.answers, [job]: [...shortages, ...(walk.answers[job] ?? [])], [state]: answers },
            };
        }
        const walk = reaching(state);
        return { ...walk, answers: { ...walk.answers, [state]: answers } };
    };
    return Object.fromEntries(
        fallible(definition).flatMap(({ name, retries }) => {
            const usual = reaching(jobOf(name) ?? name).answers[name] ?? [];
            const short = `${name}: wait for machines` in statesOf(definition);
            return [
                [`${name}: fails`, faulty(name, fails("Some.Error"))],
                ...retries.map((error) => [`${name}: retried after ${error}`, faulty(name, fails(error), ...usual)]),
                ...(short ? [[`${name}: short of machines`, faulty(name, ...shortages, ...usual)]] : []),
            ] as [string, Walk][];
        }),
    );
}

/** The job whose wait a state tells of. */
export function jobOf(state: string): string | undefined {
    return /^(.*): tell of the wait$/.exec(state)?.[1];
}

/** Whether a state tells people of a wait, which changes nothing where it fails. */
export const tellsOfWait = (state: string) => /tell of the wait$/i.test(state);

/** What states answer that tell people of a wait: the message was taken. */
export function told(definition: Definition): Walk["answers"] {
    const telling = Object.keys(statesOf(definition)).filter(tellsOfWait);
    return Object.fromEntries(telling.map((name) => [name, [ok({ MessageId: "9a1b" })]]));
}

/** A quota that is full, and machines that are short. */
export const shortages = [
    fails("SageMaker.ResourceLimitExceededException"),
    fails("States.TaskFailed", JSON.stringify({ FailureReason: noMachines })),
];

/** What of a definition is not in another one. */
function without(definition: Definition, known: Definition | undefined): Definition {
    const same = (name: string, state: object) => JSON.stringify(known?.States[name]) === JSON.stringify(state);
    return {
        ...definition,
        States: Object.fromEntries(Object.entries(definition.States).filter(([name, state]) => !same(name, state))),
    };
}

/** All states of a definition, those in its Maps and Parallels included. */
function statesOf({ States }: Definition): Definition["States"] {
    return Object.values(States)
        .flatMap(nestedIn)
        .reduce<Definition["States"]>((found, nested) => ({ ...found, ...statesOf(nested) }), States);
}

export const callsOf = (run: Outcome, state: string) => run.calls.filter((call) => call.state === state);
export const argumentsOf = (run: Outcome, state: string) => callsOf(run, state).map((call) => call.arguments);
