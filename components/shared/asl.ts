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
        readonly Catch: readonly Catch<N>[];
    };

export type Choice<N extends string> = Described & {
    readonly Type: "Choice";
    readonly Choices: readonly { readonly Condition: string; readonly Next: N; readonly Assign?: Assign }[];
    readonly Default: N;
};

export type Wait<N extends string> = Described & Transition<N> & { readonly Type: "Wait"; readonly Seconds: number };

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

export type Fail = Described & { readonly Type: "Fail"; readonly Error: string; readonly Cause: string };

export type State<N extends string> = Pass<N> | Task<N> | Choice<N> | Wait<N> | MapState<N> | Fail;

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
 * `Default` has to be one of them: a typing error in a transition does not compile.
 */
export function states<N extends string>(definition: StatesOf<N>): Definition {
    return definition;
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
