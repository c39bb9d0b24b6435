import { type Fields, isObject, listOf, UNKNOWN } from "../engine/judgement";
import { parseObject } from "./json";

/** State machines as Pulumi calls them. */
export const stateMachineType = "aws:sfn/stateMachine:StateMachine";

/** A Task state of a state machine's definition, at any depth. */
export interface Task {
    /** Where: `States.Deploy.Branches[0].States.Configure`. */
    readonly path: string;
    /** The resource it calls: `arn:aws:states:::sagemaker:createEndpointConfig`. */
    readonly resource: string;
    /**
     * What it calls it with: `Arguments` in JSONata, `Parameters` in JSONPath. Each value that only the running state
     * machine knows (a JSONata expression, a JSONPath reference) is {@link UNKNOWN}, but for the ARN of a key that the
     * state machine looks up by its name: that is the name.
     */
    readonly input: unknown;
    /** Whether it calls as another role, that it names: what `Credentials` are for. */
    readonly credentials: unknown;
}

/** The Task states of a definition, those nested in Map and Parallel states included. */
export function findTasks(definition: Fields): readonly Task[] {
    const known = tasksOf.get(definition) ?? readTasks(definition);
    tasksOf.set(definition, known);
    return known;
}

/** Every rule asks the same of the same definitions. */
const tasksOf = new WeakMap<Fields, readonly Task[]>();
const parsed = new Map<string, Fields | undefined>();

/** Of one stack there are no more at a time; so memory stays the same, however many stacks are judged. */
const mostParsed = 32;

function readTasks(definition: Fields): readonly Task[] {
    const states = statesOf(definition, "");
    const keys = lookedUpKeys(states.map(({ state }) => state));
    return states
        .filter(({ state }) => state["Type"] === "Task")
        .map(({ path, state }) => ({
            path,
            resource: String(state["Resource"]),
            input: inputOf(state, keys),
            credentials: resolved(state["Credentials"], keys),
        }));
}

/** The definition as an object, UNKNOWN where it is not known yet, undefined where it is not JSON. */
export function parseDefinition(definition: unknown): Fields | typeof UNKNOWN | undefined {
    if (definition === UNKNOWN || isObject(definition)) {
        return definition;
    }
    const text = String(definition);
    if (!parsed.has(text)) {
        if (parsed.size >= mostParsed) parsed.clear();
        parsed.set(text, parseObject(text));
    }
    return parsed.get(text);
}

/** The Task states that call one of a service's actions, by an optimized integration or by the SDK's, waiting or not. */
export function callsOf(definition: Fields, service: string, actions: readonly string[]): readonly Task[] {
    const wanted = actions.map((action) => action.toLowerCase());
    return findTasks(definition).filter((task) => {
        const call = callOf(task);
        return call?.service === service.toLowerCase() && wanted.includes(call.action.toLowerCase());
    });
}

/** What a task calls. */
export interface Call {
    /** As Step Functions names it: `sagemaker`, `sfn`, ... */
    readonly service: string;
    /** Of the API: `createEndpoint`. */
    readonly action: string;
    /** How the task waits: for the job's end (`sync`, `sync:2`), or for a token (`waitForTaskToken`). */
    readonly waits?: string;
}

/** What a task calls; undefined where it is no call of a service: an activity, a function by its ARN. */
export function callOf({ resource }: Pick<Task, "resource">): Call | undefined {
    const call = /^arn:[^:]+:states:::(?:aws-sdk:)?([a-z0-9]+):([A-Za-z0-9]+)(?:\.(\w+(?::\d+)?))?$/.exec(resource);
    const [, service, action, waits] = call ?? [];
    if (service === undefined || action === undefined) return undefined;
    return waits === undefined ? { service, action } : { service, action, waits };
}

interface PlacedState {
    readonly path: string;
    readonly state: Fields;
}

function statesOf(definition: Fields, prefix: string): readonly PlacedState[] {
    const states = isObject(definition["States"]) ? Object.entries(definition["States"]) : [];
    return states.flatMap(([name, state]) => {
        const path = `${prefix}States.${name}`;
        return isObject(state) ? [{ path, state }, ...nestedIn(state, path)] : [];
    });
}

function nestedIn(state: Fields, path: string): readonly PlacedState[] {
    return definitionsIn(state, path).flatMap(({ definition, prefix }) => statesOf(definition, prefix));
}

/** The definitions in a Map or Parallel state, each with what the paths of its states begin with. */
export function definitionsIn(
    state: Fields,
    path: string,
): readonly { readonly definition: Fields; readonly prefix: string }[] {
    const branches = listOf(state["Branches"]).map((branch, index) => ({ branch, at: `${path}.Branches[${index}].` }));
    // Iterator is the name that ItemProcessor had until 2022; Step Functions still takes it.
    const processors = ["ItemProcessor", "Iterator"].map((key) => ({ branch: state[key], at: `${path}.${key}.` }));
    return [...branches, ...processors].flatMap(({ branch, at }) =>
        isObject(branch) ? [{ definition: branch, prefix: at }] : [],
    );
}

/** Variables that hold the ARN or id of a key and nothing else, each with the name that the key was looked up by. */
function lookedUpKeys(states: readonly Fields[]): ReadonlyMap<string, string> {
    const assignments = states.flatMap((state) => assignmentsOf(state).map((assignment) => ({ ...assignment, state })));
    const keys = new Map<string, string>();
    for (const { variable, value, state } of assignments) {
        const name = isObject(state["Arguments"]) ? state["Arguments"]["KeyId"] : undefined;
        const isKey = /:kms:describeKey$/.test(String(state["Resource"])) && keyField.test(String(value));
        keys.set(variable, isKey && typeof name === "string" && !isExpression(name) && !keys.has(variable) ? name : "");
    }
    return new Map([...keys].filter(([, name]) => name !== ""));
}

const keyField = /^\{%\s*\$states\.result\.KeyMetadata\.(Arn|KeyId)\s*%\}$/;

/** Everything that a state assigns, its catchers and choices included. */
function assignmentsOf(state: Fields): readonly { readonly variable: string; readonly value: unknown }[] {
    const places = [state, ...listOf(state["Catch"]), ...listOf(state["Choices"])];
    return places.flatMap((place) =>
        isObject(place) && isObject(place["Assign"])
            ? Object.entries(place["Assign"]).map(([variable, value]) => ({ variable, value }))
            : [],
    );
}

function inputOf(state: Fields, keys: ReadonlyMap<string, string>): unknown {
    const input = state["Arguments"] ?? state["Parameters"];
    // Without either, the task is called with whatever the state was given.
    return input === undefined ? UNKNOWN : resolved(input, keys);
}

function resolved(value: unknown, keys: ReadonlyMap<string, string>): unknown {
    if (typeof value === "string") {
        const variable = /^\{%\s*\$(\w+)\s*%\}$/.exec(value)?.[1] ?? "";
        return keys.get(variable) ?? (isExpression(value) ? UNKNOWN : value);
    }
    if (Array.isArray(value)) {
        return value.map((item) => resolved(item, keys));
    }
    if (!isObject(value)) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value).map(([key, item]) =>
            key.endsWith(".$") ? [key.slice(0, -2), UNKNOWN] : [key, resolved(item, keys)],
        ),
    );
}

function isExpression(text: string): boolean {
    return text.startsWith("{%") && text.endsWith("%}");
}
