import { fail, type Fields, isObject, type Judgement, listOf, pass, undetermined, UNKNOWN } from "./judgement";
import type { Resource, Settings } from "./rule";

/** Where a value was found, and what it can be judged by. */
export interface Place {
    /** As messages tell it, e.g. `rules[0].sseAlgorithm`, or `definition.States.Train.OutputDataConfig.KmsKeyId`. */
    readonly path: string;
    readonly resource: Resource;
    /** The property of the resource that the value is in: its dependencies are the value's. */
    readonly property: string;
    readonly settings: Settings;
    /**
     * How a field is spelt here: in lower camel case by Pulumi's resources, in upper camel case by requests of state
     * machines. Rules name fields as Pulumi does.
     */
    readonly spelt: (field: string) => string;
    /** What a Task state calls, where the value is in what it calls it with. */
    readonly call?: string;
}

/** Judges one value. No check sees a value that is not known unless it says so: combinators answer for it. */
export type Check = (value: unknown, place: Place) => readonly Judgement[];

/** What a value is judged as that is not known yet. */
export function unknownAt({ path }: Place): readonly Judgement[] {
    return [undetermined(path, "it is not known before the deployment.")];
}

/** A check of known values: what is not known is undetermined. */
export function known(check: Check): Check {
    return (value, place) => (value === UNKNOWN ? unknownAt(place) : check(value, place));
}

/**
 * A value for which a predicate holds.
 * @param problem what to say of another one, and what to do: the rest of a sentence after the path
 */
export function holds(
    predicate: (value: unknown, place: Place) => boolean,
    problem: string | ((value: unknown, place: Place) => string),
): Check {
    return known((value, place) => {
        const { path } = place;
        if (predicate(value, place)) return [pass(path)];
        return [fail(path, typeof problem === "string" ? problem : problem(value, place))];
    });
}

/** One field of an object, at any depth (`outputConfig.kmsKeyId`). What is not there is judged as undefined. */
export function field(name: string, check: Check): Check {
    const [first = "", ...rest] = name.split(".");
    const inner = rest.length === 0 ? check : field(rest.join("."), check);
    return (value, place) => {
        const spelt = place.spelt(first);
        const at = { ...place, path: place.path === "" ? spelt : `${place.path}.${spelt}` };
        // Pulumi has lists of one where the API has an object.
        const object: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
        if (object === UNKNOWN) return inner(UNKNOWN, at);
        return inner(isObject(object) ? object[spelt] : undefined, place.path === "" ? { ...at, property: first } : at);
    };
}

/** Several fields of one object. */
export function fields(checks: Readonly<Record<string, Check>>): Check {
    return every(...Object.entries(checks).map(([name, check]) => field(name, check)));
}

/** All checks of one value. */
export function every(...checks: readonly Check[]): Check {
    return (value, place) => checks.flatMap((check) => check(value, place));
}

/**
 * At least one check of several. Where none passes: undetermined if one may, else a failure with its own sentence.
 * @param problem the rest of a sentence after the path
 */
export function anyOf(problem: string, ...checks: readonly Check[]): Check {
    return (value, place) => {
        const answers = checks.map((check) => worst(check(value, place)));
        if (answers.includes("pass")) return [pass(place.path)];
        return answers.includes("undetermined") ? unknownAt(place) : [fail(place.path, problem)];
    };
}

/** Judges where a predicate holds of the value; elsewhere there is nothing to say. */
export function when(predicate: (value: unknown, place: Place) => boolean, check: Check): Check {
    return (value, place) => (predicate(value, place) ? check(value, place) : []);
}

/** Each item of a list; a list that is missing or empty has none. */
export function forEach(check: Check): Check {
    return known((value, place) =>
        listOf(value).flatMap((item, index) =>
            check(item, { ...place, path: Array.isArray(value) ? `${place.path}[${index}]` : place.path }),
        ),
    );
}

/** A value that is there. @param remedy what to set, as a sentence's end */
export function required(remedy: string): Check {
    return holds((value) => !isMissing(value), `it is missing; ${remedy}.`);
}

/** A value that is not there. @param problem the rest of a sentence after the path */
export function absent(problem: string): Check {
    return holds(isMissing, problem);
}

/** Exactly true, as nothing else is by default. */
export function isTrue(remedy = "set it"): Check {
    return holds((value) => value === true, `it is not true; ${remedy}.`);
}

/** False, or not there where that means the same. */
export function isFalse(remedy = "set it to false"): Check {
    return holds((value) => value === false || isMissing(value), `it is ${"not false"}; ${remedy}.`);
}

/** One of some values; what is missing is none of them. */
export function oneOf(values: readonly unknown[], remedy = `set ${values.map(String).join(" or ")}`): Check {
    return holds(
        (value) => values.includes(value),
        (value) => `${tell(value)}; ${remedy}.`,
    );
}

/** None of some values. */
export function noneOf(values: readonly unknown[], remedy: string): Check {
    return holds(
        (value) => !values.includes(value),
        (value) => `${tell(value)}; ${remedy}.`,
    );
}

/** A number within bounds; the bound may be a setting of the stage. */
export function between(
    least: number | ((settings: Settings) => number),
    most: number | ((settings: Settings) => number),
    remedy: string,
): Check {
    const of = (bound: typeof least, { settings }: Place) => (typeof bound === "number" ? bound : bound(settings));
    return holds(
        (value, place) => typeof value === "number" && value >= of(least, place) && value <= of(most, place),
        (value, place) => tellBounds(value, `and not between ${of(least, place)} and ${of(most, place)}`, remedy),
    );
}

/** A number of at least so much. */
export function atLeast(least: number | ((settings: Settings) => number), remedy: string): Check {
    const bound = ({ settings }: Place) => (typeof least === "number" ? least : least(settings));
    return holds(
        (value, place) => typeof value === "number" && value >= bound(place),
        (value, place) => tellBounds(value, `less than ${bound(place)}`, remedy),
    );
}

/** A number of at most so much. */
export function atMost(most: number | ((settings: Settings) => number), remedy: string): Check {
    const bound = ({ settings }: Place) => (typeof most === "number" ? most : most(settings));
    return holds(
        (value, place) => typeof value === "number" && value <= bound(place),
        (value, place) => tellBounds(value, `more than ${bound(place)}`, remedy),
    );
}

/** A text that matches. */
export function matches(pattern: RegExp, remedy: string): Check {
    return holds(
        (value) => typeof value === "string" && pattern.test(value),
        (value) => `${tell(value)}; ${remedy}.`,
    );
}

/** The ARN of a resource of a service: `arnOf("kms", "key/")`. */
export function arnOf(service: string, resource = "", remedy = `name the ARN of one`): Check {
    return matches(new RegExp(`^arn:aws[a-z-]*:${service}:[^:]*:[^:]*:${resource}`), remedy);
}

/** A list that is there and has one item at least. */
export function notEmpty(remedy: string): Check {
    return holds((value) => listOf(value).length > 0, `it is empty; ${remedy}.`);
}

/**
 * A KMS key of one's own: named, and not one that AWS manages (`alias/aws/...`). A key that is not known yet passes
 * where it comes from a key of the same stack.
 */
export function ownKey(remedy = "name a KMS key of this account"): Check {
    return (value, place) => {
        if (value === UNKNOWN) return comesFrom(place, /^aws:kms\//) ? [pass(place.path)] : unknownAt(place);
        if (typeof value !== "string" || value === "") return [fail(place.path, `no key is named; ${remedy}.`)];
        return /(^|:)alias\/aws\//.test(value)
            ? [fail(place.path, `${value} is managed by AWS; ${remedy}.`)]
            : [pass(place.path)];
    };
}

/**
 * Whether the property that a value is in is made from a resource of a type. What a state machine's call does not tell is
 * known to the running state machine alone, whatever else its definition is made from.
 */
export function comesFrom({ resource, property, call }: Place, type: RegExp): boolean {
    return (
        call === undefined &&
        (resource.propertyDependencies[property] ?? []).some(({ type: source }) => type.test(source))
    );
}

/** Not set: undefined, null or an empty text. */
export function isMissing(value: unknown): boolean {
    return value === undefined || value === null || value === "";
}

/** The worst answer of some, `pass` where there is none. */
export function worst(judgements: readonly Judgement[]): Judgement["verdict"] {
    const verdicts = judgements.map(({ verdict }) => verdict);
    return verdicts.includes("fail") ? "fail" : verdicts.includes("undetermined") ? "undetermined" : "pass";
}

/** A value as the beginning of a message: `it is missing`, `AES256 is set`. */
export function tell(value: unknown): string {
    if (isMissing(value)) return "it is missing";
    return `${typeof value === "string" ? value : JSON.stringify(value)} is set`;
}

function tellBounds(value: unknown, bounds: string, remedy: string): string {
    return `${tell(value)}${isMissing(value) ? "" : `, ${bounds}`}; ${remedy}.`;
}

/** All fields of an object, of which each may be unknown; undefined for what is no object. */
export function objectOf(value: unknown): Fields | undefined {
    return isObject(value) ? value : undefined;
}

/** Judges what is there; what is missing is another rule's, or nobody's. */
export function ifThere(check: Check): Check {
    return when((value) => !isMissing(value), check);
}

/** Those of several fields that are there, of which one does for all; the first of them where none is. */
export function alternatives(names: readonly string[], check: Check): Check {
    return (value, place) => {
        const there = names.filter((name) => !isMissing(valueOf(name, value, place)));
        return (there.length > 0 ? there : names.slice(0, 1)).flatMap((name) => field(name, check)(value, place));
    };
}

/** The value of a field, at any depth, for a check that needs it beside the one that it judges. */
export function valueOf(name: string, value: unknown, place: Place): unknown {
    let found: unknown;
    field(name, (inner) => {
        found = inner;
        return [];
    })(value, place);
    return found;
}

/** A value that is there; one that is not known yet is, where it comes from another resource of the stack. */
export function given(remedy: string): Check {
    const check = required(remedy);
    return (value, place) => (value === UNKNOWN && comesFrom(place, /^/) ? [pass(place.path)] : check(value, place));
}
