import { callOf, callsOf, parseDefinition, stateMachineType, type Task } from "../reading/stateMachine";
import { type Check, type Place } from "./fields";
import { fail, type Fields, type Judgement, read, undetermined, UNKNOWN } from "./judgement";
import type { Resource, Rule, Settings } from "./rule";

type Judge = Rule["judge"];

const asPulumi = (field: string) => field;
const asRequest = (field: string) => field.charAt(0).toUpperCase() + field.slice(1);

/** Judges the inputs of each resource of a type. */
export function judgeResources(type: string | RegExp, check: Check): Judge {
    return (resource, _stack, settings) =>
        isOf(resource, type) ? check(inputsOf(resource), placeOf(resource, settings)) : [];
}

/**
 * Judges what the Task states of each state machine call an action with, nested ones included. Most of SageMaker's
 * resources are made so, where no resource shows them.
 * @param service as Step Functions names it, e.g. `sagemaker`
 * @param actions of the API, e.g. `createEndpointConfig`
 */
export function judgeCalls(service: string, actions: readonly string[], check: Check): Judge {
    return judgeRequests(service, Object.fromEntries(actions.map((action) => [action, check])));
}

/** Judges calls of several actions of a service, each by a check of its own. */
export function judgeRequests(service: string, checks: Readonly<Record<string, Check>>): Judge {
    const byAction = new Map(Object.entries(checks).map(([action, check]) => [action.toLowerCase(), check]));
    return (resource, _stack, settings) => {
        if (resource.type !== stateMachineType) return [];
        const definition = parseDefinition(read(resource.props, "definition"));
        if (definition === UNKNOWN) {
            return [undetermined("definition", "the definition is not known before the deployment.")];
        }
        if (definition === undefined) {
            return [fail("definition", "it is not a JSON object, so nobody can tell what it calls.")];
        }
        return callsOf(definition, service, [...byAction.keys()]).flatMap((task) => {
            const check = byAction.get(callOf(task)?.action.toLowerCase() ?? "");
            return check?.(task.input, { ...placeOf(resource, settings), ...callPlace(task) }) ?? [];
        });
    };
}

/** Judges one kind of thing however it is made: as a resource, or by a state machine's call. */
export function judgeBoth(
    type: string | RegExp,
    [service, ...actions]: readonly [string, ...string[]],
    check: Check,
): Judge {
    return judgeAll(judgeResources(type, check), judgeCalls(service, actions, check));
}

/** All answers of several judges. */
export function judgeAll(...judges: readonly Judge[]): Judge {
    return (resource, stack, settings) => judges.flatMap((judge) => judge(resource, stack, settings));
}

/**
 * Judges each resource of a type together with the one that configures a part of it: a bucket and its versioning.
 * @param part the type of the part's resource
 * @param link the part's property that names the whole, and the whole's property that has the name
 * @param check judges the part's inputs
 * @param missing what to say where there is none, or how the whole is judged by itself then
 */
export function judgePart(
    type: string | RegExp,
    part: string | RegExp,
    link: { readonly of: string; readonly to: string },
    check: Check,
    missing: string | Check,
): Judge {
    return (resource, stack, settings): readonly Judgement[] => {
        if (!isOf(resource, type)) return [];
        const parts = stack.filter((candidate) => isOf(candidate, part));
        const links = parts.map((candidate) => ({ candidate, belongs: belongsTo(candidate, resource, link) }));
        const own = links.filter(({ belongs }) => belongs === true);
        if (own.length > 0) {
            return own.flatMap(({ candidate }) =>
                check(inputsOf(candidate), placeOf(candidate, settings)).map((judgement) => ({
                    ...judgement,
                    path: `${candidate.name}.${judgement.path}`,
                })),
            );
        }
        if (links.some(({ belongs }) => belongs === UNKNOWN)) {
            return [undetermined(link.to, `it is not known yet whose ${partName(parts[0]!.type)} there is.`)];
        }
        return typeof missing === "string"
            ? [fail(link.to, missing)]
            : missing(inputsOf(resource), placeOf(resource, settings));
    };
}

/** By name where both names are known, else by what the part's property is made from. */
export function belongsTo(
    part: Resource,
    whole: Resource,
    { of, to }: { readonly of: string; readonly to: string },
): boolean | typeof UNKNOWN {
    const named = read(part.props, of);
    const name = read(whole.props, to);
    if (named !== UNKNOWN && name !== UNKNOWN && name !== undefined) return named === name;
    const sources = (part.propertyDependencies[of] ?? []).filter(({ type }) => type === whole.type);
    if (sources.length === 0) return named === UNKNOWN ? UNKNOWN : false;
    if (!sources.some(({ urn }) => urn === whole.urn)) return false;
    return sources.length === 1 ? true : UNKNOWN;
}

/** Whether a resource is of a type: the whole of it, or what a pattern matches. */
export function isOf({ type }: Pick<Resource, "type">, wanted: string | RegExp): boolean {
    return typeof wanted === "string" ? type === wanted : wanted.test(type);
}

/** Every input of a resource, with what is not known marked. */
export function inputsOf({ props }: Pick<Resource, "props">): Fields {
    return Object.fromEntries(Object.keys(props).map((property) => [property, read(props, property)]));
}

/** Where a check of a resource begins. */
export function placeOf(resource: Resource, settings: Settings): Place {
    return { path: "", resource, property: "", settings, spelt: asPulumi };
}

function callPlace({ path, resource }: Task): Partial<Place> {
    return { path: `definition.${path}`, property: "definition", spelt: asRequest, call: resource };
}

function partName(type: string): string {
    return type.split(":").at(-1) ?? type;
}
