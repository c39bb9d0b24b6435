import type { Invocation } from "../closures/fresh";
import type { World } from "./world";

/** A function of the program, as its scenarios know it. */
export interface Actor {
    readonly name: string;
    readonly variables: Readonly<Record<string, string>>;
}

/** One thing that a function is there for. */
export interface Scenario {
    /** Makes what the function finds, anew before each invocation; the event that it is invoked with. */
    arrange(world: World, actor: Actor): Promise<unknown>;
    /** @throws AssertionError where the function has not done what it is there for */
    check(invocation: Invocation, world: World, actor: Actor): Promise<void> | void;
}

/** By the handler's file under functions/. */
export type Scenarios = Readonly<Record<string, readonly Scenario[]>>;

/** The algorithm that a function's name tells. */
export function algorithmOf({ name }: Actor): string {
    return name.includes("linear-learner") ? "linear-learner" : "xgboost";
}
