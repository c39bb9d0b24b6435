import { type Fields, isObject, listOf } from "../engine/judgement";
import { definitionsIn } from "./stateMachine";

/** Whether a state is what is looked for, by its path as findTasks tells it. */
export type IsState = (path: string) => boolean;

/**
 * Whether some way through a definition comes by one state before another, Map and Parallel states included: what runs
 * in branches beside each other has no order.
 */
export function canPrecede(definition: Fields, first: IsState, then: IsState, prefix = ""): boolean {
    const states = statesOf(definition);
    const names = Object.keys(states);
    const having = (wanted: IsState) => names.filter((name) => holds(states[name], `${prefix}States.${name}`, wanted));
    const later = having(then);
    return (
        having(first).some((from) => later.some((to) => from !== to && reaches(states, from, to))) ||
        later.some((name) =>
            nestedIn(states[name], `${prefix}States.${name}`).some((nested) =>
                canPrecede(nested.definition, first, then, nested.prefix),
            ),
        )
    );
}

/** Whether a state is what is looked for, or has it in it. */
function holds(state: unknown, path: string, wanted: IsState): boolean {
    return (
        wanted(path) ||
        nestedIn(state, path).some(({ definition, prefix }) =>
            Object.entries(statesOf(definition)).some(([name, inner]) =>
                holds(inner, `${prefix}States.${name}`, wanted),
            ),
        )
    );
}

function reaches(states: Fields, from: string, to: string): boolean {
    const seen = new Set<string>();
    const waiting = [from];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        for (const next of nextOf(states[name]).filter((one) => !seen.has(one))) {
            if (next === to) return true;
            seen.add(next);
            waiting.push(next);
        }
    }
    return false;
}

function nextOf(state: unknown): readonly string[] {
    if (!isObject(state)) return [];
    const ways = [state, ...listOf(state["Choices"]), ...listOf(state["Catch"])];
    const next = ways.flatMap((way) => (isObject(way) ? [way["Next"], way["Default"]] : []));
    return next.filter((name) => typeof name === "string");
}

function statesOf(definition: Fields): Fields {
    return isObject(definition["States"]) ? definition["States"] : {};
}

function nestedIn(state: unknown, path: string) {
    return isObject(state) ? definitionsIn(state, path) : [];
}
