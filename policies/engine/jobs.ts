import { hasLocalStorage } from "../reading/instanceTypes";
import { type JobKind, jobKinds } from "../reading/sagemakerJobs";
import {
    alternatives,
    type Check,
    every,
    field,
    forEach,
    ifThere,
    isMissing,
    ownKey,
    type Place,
    valueOf,
    when,
} from "./fields";
import { isObject, listOf, pass, undetermined, UNKNOWN } from "./judgement";
import type { Rule } from "./rule";
import { judgeAll, judgeRequests, judgeResources } from "./targets";

/**
 * Judges every kind of SageMaker job, monitors included, however it is made: as a resource or by a state machine's call.
 * @param checkOf the check of one kind; undefined where the kind has nothing of that
 */
export function judgeJobs(checkOf: (kind: JobKind) => Check | undefined): Rule["judge"] {
    const checks = (kinds: readonly JobKind[]) =>
        kinds.flatMap((kind) => {
            const check = checkOf(kind);
            return check === undefined ? [] : [{ kind, check: within(kind, check) }];
        });
    const made = jobKinds.flatMap((kind) => (kind.type === undefined ? [] : [{ ...kind, ...kind.resource }]));
    return judgeAll(
        ...checks(made).map(({ kind, check }) => judgeResources(kind.type ?? "", check)),
        judgeRequests("sagemaker", Object.fromEntries(checks(jobKinds).map(({ kind, check }) => [kind.action, check]))),
    );
}

/** Judges the machines of a job, wherever the request has them; a job without a server (`serverlessJobConfig`) has none. */
export function machinesOf({ machines }: JobKind, check: Check): Check | undefined {
    if (machines === undefined) return undefined;
    return when((value, place) => !isWithoutServer(value, place), alternatives(machines, check));
}

function isWithoutServer(value: unknown, place: Place): boolean {
    const config = valueOf("serverlessJobConfig", value, place);
    return config !== UNKNOWN && !isMissing(config);
}

/** Types of the machines that a cluster or a list of variants is made of; `UNKNOWN` for each that is not known yet. */
export function instanceTypesOf(value: unknown, place: Place): readonly unknown[] {
    return groupsOf(value, place).map((group) => valueOf("instanceType", group, place) ?? "");
}

/** How many machines a cluster has; `UNKNOWN` where that is not known yet. */
export function instanceCountOf(value: unknown, place: Place): number | typeof UNKNOWN {
    const counts = groupsOf(value, place).map((group) => valueOf("instanceCount", group, place));
    return counts.every((count) => typeof count === "number")
        ? counts.reduce((sum: number, count) => sum + Number(count), 0)
        : UNKNOWN;
}

/** A cluster is of machines of one type, or of groups with a type each. */
function groupsOf(value: unknown, place: Place): readonly unknown[] {
    if (value === UNKNOWN) return [UNKNOWN];
    const groups = ["instanceGroups", "instanceConfigs"].flatMap((name) => listOf(valueOf(name, value, place)));
    return groups.length > 0 ? groups : isObject(value) || Array.isArray(value) ? [value] : [];
}

function within({ within: places }: JobKind, check: Check): Check {
    return places === undefined
        ? check
        : (value, place) =>
              value === UNKNOWN
                  ? field(places[0] ?? "", check)(value, place)
                  : every(...places.map((name) => field(name, ifThere(forEach(check)))))(value, place);
}

/**
 * A key of one's own for disks. Machines that bring their own disks need none, and where one is among them SageMaker
 * refuses the key.
 * @param name the key's field
 * @param typesOf the types of the machines
 */
export function diskKey(name: string, typesOf: (value: unknown, place: Place) => readonly unknown[]): Check {
    return (value, place) => {
        const types = typesOf(value, place);
        if (types.some((type) => typeof type === "string" && hasLocalStorage(type))) return [pass(place.path)];
        const isOpen = types.includes(UNKNOWN) && isMissing(valueOf(name, value, place));
        return field(name, isOpen ? openKey : ownKey())(value, place);
    };
}

const openKey: Check = (_value, { path }) => [
    undetermined(path, "no key is named, and the machines are not known yet: those with disks of their own need none."),
];
