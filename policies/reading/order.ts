import { type Fields, isObject, listOf } from "../engine/judgement";

/** Whether a Task state is what is looked for, by its path as findTasks tells it. */
export type IsTask = (path: string) => boolean;

/**
 * Whether some way through a definition comes by one Task state before another, Map and Parallel states included: what
 * runs in branches beside each other has no order.
 */
export function canPrecede(definition: Fields, first: IsTask, then: IsTask, prefix = ""): boolean {
    const states = isObject(definition["States"]) ? definition["States"] : {};
    const has = (name: string, wanted: IsTask): boolean => {
        const path = `${prefix}States.${name}`;
        return wanted(path) || inner(states[name], path).some((one) => one.has(wanted));
    };
    const names = Object.keys(states);
    const later = names.filter((name) => has(name, then));
    const earlier = names.filter((name) => has(name, first));
    return (
        earlier.some((from) => later.some((to) => from !== to && reaches(states, from, to))) ||
        later.some((name) =>
            inner(states[name], `${prefix}States.${name}`).some(({ definition, prefix }) =>
                canPrecede(definition, first, then, prefix),
            ),
        )
    );
}

/** The definitions inside a state, with what paths in them begin with. */
function inner(state: unknown, path: string) {
    if (!isObject(state)) return [];
    const branches = listOf(state["Branches"]).map((branch, index) => ({ branch, at: `${path}.Branches[${index}].` }));
    const processors = ["ItemProcessor", "Iterator"].map((key) => ({ branch: state[key], at: `${path}.${key}.` }));
    return [...branches, ...processors].flatMap(({ branch, at }) =>
        isObject(branch)
            ? [{ definition: branch, prefix: at, has: (wanted: IsTask) => holds(branch, at, wanted) }]
            : [],
    );
}

function holds(definition: Fields, prefix: string, wanted: IsTask): boolean {
    const states = isObject(definition["States"]) ? definition["States"] : {};
    return Object.entries(states).some(([name, state]) => {
        const path = `${prefix}States.${name}`;
        return wanted(path) || inner(state, path).some((one) => one.has(wanted));
    });
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
