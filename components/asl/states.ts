/**
 * Amazon States Language with JSONata, as far as this project speaks it, with state names that the compiler checks:
 * `stateMachine<Names>()` refuses a transition to a state that is not there, and a state that nobody declared.
 *
 * Source: https://states-language.net/spec.html
 */

/** A JSON value; strings of the form `{% ... %}` are JSONata. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Variables to set for the states that follow. */
export type Assign = Readonly<Record<string, Json>>;

export interface Retry {
    readonly ErrorEquals: readonly string[];
    readonly IntervalSeconds?: number;
    readonly MaxAttempts?: number;
    readonly BackoffRate?: number;
    readonly MaxDelaySeconds?: number;
    readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catch<N extends string> {
    readonly ErrorEquals: readonly string[];
    readonly Assign?: Assign;
    readonly Output?: Json;
    readonly Next: N;
}

/** Where a state leads: to another one, or out of the state machine. */
export type Transition<N extends string> =
    { readonly Next: N; readonly End?: undefined } | { readonly Next?: undefined; readonly End: true };

interface Described {
    readonly Comment?: string;
}

export type Pass<N extends string> = Described &
    Transition<N> & { readonly Type: "Pass"; readonly Assign?: Assign; readonly Output?: Json };

export type Task<N extends string> = Described &
    Transition<N> & {
        readonly Type: "Task";
        readonly Resource: string;
        readonly Arguments?: Json;
        readonly Assign?: Assign;
        readonly Output?: Json;
        readonly TimeoutSeconds?: number;
        readonly Retry: readonly Retry[];
        /** Only a state of a Map or of a Parallel has none: that one catches what it throws. */
        readonly Catch?: readonly Catch<N>[];
    };

export type Choice<N extends string> = Described & {
    readonly Type: "Choice";
    readonly Choices: readonly { readonly Condition: string; readonly Next: N; readonly Assign?: Assign }[];
    readonly Default: N;
    /** Where no condition holds. */
    readonly Assign?: Assign;
};

export type Wait<N extends string> = Described &
    Transition<N> & { readonly Type: "Wait"; readonly Seconds: number | string; readonly Assign?: Assign };

export type MapState<N extends string> = Described &
    Transition<N> & {
        readonly Type: "Map";
        readonly Items: Json;
        readonly MaxConcurrency: number;
        readonly ItemProcessor: Definition & { readonly ProcessorConfig: { readonly Mode: "INLINE" } };
        readonly Assign?: Assign;
        readonly Output?: Json;
        readonly Retry?: readonly Retry[];
        readonly Catch: readonly Catch<N>[];
    };

export type Parallel<N extends string> = Described &
    Transition<N> & {
        readonly Type: "Parallel";
        readonly Branches: readonly Definition[];
        readonly Assign?: Assign;
        readonly Output?: Json;
        readonly Retry?: readonly Retry[];
        readonly Catch: readonly Catch<N>[];
    };

export type Fail = Described & { readonly Type: "Fail"; readonly Error: string; readonly Cause: string };

export type State<N extends string> = Pass<N> | Task<N> | Choice<N> | Wait<N> | MapState<N> | Parallel<N> | Fail;

/** A definition whose states are exactly `N`. */
export interface StatesOf<N extends string> {
    readonly Comment?: string;
    readonly QueryLanguage?: "JSONata";
    readonly TimeoutSeconds?: number;
    readonly StartAt: NoInfer<N>;
    readonly States: { readonly [name in N]: State<NoInfer<N>> };
}

/** A definition whose state names are no longer of interest. */
export interface Definition {
    readonly Comment?: string;
    readonly QueryLanguage?: "JSONata";
    readonly TimeoutSeconds?: number;
    readonly StartAt: string;
    readonly States: Readonly<Record<string, State<string>>>;
}

/**
 * A definition, as it is written. Its state names are the keys of `States`, and every `StartAt`, `Next` and
 * `Default` has to be one of them: a typing error in a transition does not compile. Groups that are left out by
 * {@link when} are beyond the compiler, so that transitions are looked at here as well.
 */
export function states<N extends string>(definition: StatesOf<N>): Definition {
    const { States, StartAt } = definition as Definition;
    for (const [from, to] of [["StartAt", StartAt], ...transitions(States)]) {
        if (!(String(to) in States)) throw new Error(`"${from}" leads to the state "${to}", which is not there.`);
    }
    return definition;
}

/** The definitions in a state, which a Map and a Parallel have. */
export function nestedIn(state: State<string>): readonly Definition[] {
    return state.Type === "Map" ? [state.ItemProcessor] : state.Type === "Parallel" ? state.Branches : [];
}

/** Where a state of any kind may lead. */
interface Ways {
    readonly Next?: string;
    readonly Default?: string;
    readonly Choices?: readonly { readonly Next: string }[];
    readonly Catch?: readonly { readonly Next: string }[];
}

/** Every way from one state to another: pairs of names. */
export function transitions(group: Group): (readonly [from: string, to: string])[] {
    return Object.entries(group).flatMap(([name, state]) => {
        const { Next, Default, Choices = [], Catch = [] } = state as Ways;
        const branches = [...Choices, ...Catch].map((branch) => branch.Next);
        return [Next, Default, ...branches].flatMap((to) => (to === undefined ? [] : [[name, to] as const]));
    });
}

/** A group that a definition has or has not, as something is wanted. Where it has it not, nothing may lead there. */
export function when<W, G extends object>(wanted: W | false | undefined, group: (wanted: W) => G): G {
    return wanted === undefined || wanted === false ? ({} as G) : group(wanted);
}

/** States of a definition that are written apart from the others, by their names. */
export type Group = Readonly<Record<string, State<string>>>;

/** Where the states of a group lead that are not of the group. */
export type ExitOf<G extends Group> = Exclude<TransitionOf<G[keyof G]>, keyof G>;

type TransitionOf<S> =
    | Text<S, "Next">
    | Text<S, "Default">
    | (S extends { readonly Choices: readonly (infer C)[] } ? Text<C, "Next"> : never)
    | (S extends { readonly Catch: readonly (infer C)[] } ? Text<C, "Next"> : never);

type Text<S, Field extends string> = S extends { readonly [field in Field]: infer N extends string } ? N : never;

/**
 * What the rest of a definition sees of a group: the state that it is entered by, and where it leads in the end.
 * `states({ States: { ...one, ...another } })` checks every transition between groups.
 */
export type Part<Entry extends string, Exit extends string> = { readonly [name in Entry]: State<Exit> };

/** A group of states that is entered by one of them alone. A transition between its own states is checked here. */
export function part<const G extends Group, const Entry extends string & keyof G>(
    entry: Entry,
    states: G,
): Part<Entry, ExitOf<G>> {
    if (!(entry in states)) throw new Error(`The group has no state "${entry}".`);
    return states as unknown as Part<Entry, ExitOf<G>>;
}

/**
 * Retries for an integration that may be throttled: six, up to 2, 4, 8, 16, 32 and 60 seconds apart. That is two
 * minutes at most and, with full jitter, one on average.
 */
export function retryThrottling(...errors: readonly string[]): Retry[] {
    return [
        {
            ErrorEquals: errors,
            IntervalSeconds: 2,
            MaxAttempts: 6,
            BackoffRate: 2,
            MaxDelaySeconds: 60,
            JitterStrategy: "FULL",
        },
    ];
}

/** How long {@link retryUntilKeyCounts} tries: "up to five minutes" by AWS's word, and one more. */
const keySeconds = 360;
const keyRetrySeconds = 10;

/**
 * Retries for the first calls that use the stack's key: its alias, by which roles are allowed to, counts up to five
 * minutes after it was made. Until then a service puts the refusal into its base error, where throttling is too.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function retryUntilKeyCounts(...errors: readonly string[]): Retry[] {
    return [
        {
            ErrorEquals: errors,
            IntervalSeconds: keyRetrySeconds,
            MaxAttempts: keySeconds / keyRetrySeconds,
            BackoffRate: 1,
        },
    ];
}
