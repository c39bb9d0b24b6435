import { covers, same } from "./compare";
import { found, PartialFailure, sentence } from "./errors";
import { uniqueName } from "./naming";
import { AnyResourceType, Made } from "./resourceType";
import { Session, sessionFor } from "./session";
import { accountOf, Settings } from "./settings";
import { conform, fieldsOf, Problem } from "./shape";
import { defined, Properties, UNKNOWN } from "./values";

type Tags = Record<string, string>;

/** What differs between a resource as it was declared before and as it is declared now. */
export interface Difference {
    readonly changed: string[];
    readonly replaces: string[];
    readonly deleteBeforeReplace: boolean;
}

/** Checks the inputs and fills in defaults and names. */
export function check(
    type: AnyResourceType,
    settings: Settings,
    declared: {
        readonly name: string;
        readonly seed: Uint8Array;
        readonly olds: Properties;
        readonly news: Properties;
    },
): { inputs: Properties; problems: Problem[] } {
    const { inputs, problems } = conform(type.inputs, declared.news);
    if (inputs.region !== undefined && inputs.region !== settings.region) {
        problems.push({ property: "region", reason: `The local stage has one region, ${settings.region}.` });
    }
    const filled = Object.keys(type.defaults ?? {}).filter((key) => inputs[key] === undefined);
    for (const key of filled) inputs[key] = type.defaults?.[key];
    const named = type.autoName?.property;
    if (named && inputs[named] === undefined && inputs[`${named}Prefix`] === undefined) {
        const wasFilled = filledNames(declared.olds).includes(named);
        inputs[named] = wasFilled ? declared.olds[named] : uniqueName(declared.name, declared.seed, type.autoName);
        filled.push(named);
    }
    return { inputs: { ...defined(inputs), __defaults: filled.sort() }, problems };
}

/** Names of the inputs that were filled in by `check`. */
const filledNames = (inputs: Properties): string[] => (inputs.__defaults as string[] | undefined) ?? [];

/** What changed, and whether that needs a new resource. */
export function diff(
    type: AnyResourceType,
    settings: Settings,
    olds: { readonly inputs: Properties; readonly state: Properties },
    news: Properties,
): Difference {
    const changed = Object.entries(fieldsOf(type.inputs))
        .filter(([name]) => name !== "region")
        .filter(([name, field]) => !same(field.shape, olds.inputs[name], news[name]))
        .map(([name]) => name);
    if (type.inputs.tags && !same("map", olds.state.tagsAll, allTags(settings, news))) changed.push("tagsAll");
    const replaces = type.update ? changed.filter((name) => type.replaceOn?.includes(name)) : [...changed];
    if (type.inputs.region && olds.state.region !== undefined && olds.state.region !== settings.region) {
        changed.push("region");
        replaces.push("region");
    }
    return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && blocksItsName(type, olds.inputs, news) };
}

/** A new resource cannot be made beside the old one where both would have the same, explicitly given name. */
function blocksItsName(type: AnyResourceType, olds: Properties, news: Properties): boolean {
    const named = type.autoName?.property;
    if (type.deleteFirst || !named) return type.deleteFirst ?? false;
    return !filledNames(news).includes(named) && olds[named] === news[named];
}

/** Outputs that a resource will have once it is made; those that only AWS knows are unknown. */
export function previewCreate(type: AnyResourceType, settings: Settings, inputs: Properties): Properties {
    const later = [...type.outputs, ...(type.computed ?? [])];
    const unknown = Object.fromEntries(later.map((name) => [name, UNKNOWN]));
    return outputsOf(type, settings, inputs, unknown);
}

/** Outputs that a resource will have after an update. */
export function previewUpdate(
    type: AnyResourceType,
    settings: Settings,
    olds: { readonly inputs: Properties; readonly state: Properties },
    news: Properties,
): Properties {
    const { changed } = diff(type, settings, olds, news);
    const volatile = type.volatile?.(new Set(changed)) ?? [];
    const unknown = Object.fromEntries(volatile.map((name) => [name, UNKNOWN]));
    const kept = Object.fromEntries(Object.entries(olds.state).filter(([name]) => !(name in olds.inputs)));
    return outputsOf(type, settings, news, { ...kept, ...unknown });
}

export async function create(
    type: AnyResourceType,
    settings: Settings,
    inputs: Properties,
): Promise<{ id: string; outputs: Properties }> {
    const made = await type.create(sessionOf(settings), withTags(type, settings, inputs));
    const id = typeof made === "string" ? made : await finished(type, settings, made, inputs);
    return { id, outputs: await outputsAfter("creation", type, settings, id, inputs, {}) };
}

/** Leaves nothing half-made behind, which the next try would stumble over. */
async function finished(type: AnyResourceType, settings: Settings, made: Made, inputs: Properties): Promise<string> {
    try {
        await made.finish();
        return made.id;
    } catch (error) {
        await type.delete(sessionOf(settings), made.id, inputs);
        throw error;
    }
}

export async function update(
    type: AnyResourceType,
    settings: Settings,
    id: string,
    olds: { readonly inputs: Properties; readonly state: Properties },
    news: Properties,
): Promise<Properties> {
    const full = withTags(type, settings, news);
    const { changed } = diff(type, settings, olds, news);
    const tags = tagChange((olds.state.tagsAll ?? {}) as Tags, full.tagsAll);
    await type.update?.(sessionOf(settings), id, { news: full, olds: olds.state, changed: new Set(changed), tags });
    return outputsAfter("the update", type, settings, id, news, olds.state);
}

/** What exists now: an empty id where the resource is gone. Inputs differ from the given ones where there is drift. */
export async function read(
    type: AnyResourceType,
    settings: Settings,
    id: string,
    inputs: Properties,
    state: Properties,
): Promise<{ id: string; inputs: Properties; outputs: Properties }> {
    const live = await found(type.read(sessionOf(settings, state), id, state));
    if (!live) return { id: "", inputs: {}, outputs: {} };
    const drifted = reconcile(type, settings, live, inputs, state);
    return { id, inputs: drifted, outputs: outputsOf(type, settings, drifted, live) };
}

export async function remove(type: AnyResourceType, settings: Settings, id: string, state: Properties): Promise<void> {
    await found(type.delete(sessionOf(settings, state), id, state));
}

/** Inputs as the live resource has them: a given value stays as it was written while the live one means the same. */
function reconcile(
    type: AnyResourceType,
    settings: Settings,
    live: Properties,
    inputs: Properties,
    state: Properties,
): Properties {
    const imported = Object.keys(inputs).length === 0;
    const result: Properties = { ...inputs };
    for (const [name, { shape }] of Object.entries(fieldsOf(type.inputs))) {
        if (!(name in live) || name === "tags") continue;
        const left = inputs[name] === undefined;
        if (!imported && left && type.computed?.includes(name)) continue;
        const kept = left ? same(shape, live[name], state[name]) : covers(shape, live[name], inputs[name]);
        if (imported || !kept) result[name] = live[name];
    }
    if (type.inputs.tags && live.tagsAll !== undefined && !same("map", live.tagsAll, allTags(settings, inputs))) {
        const own = Object.entries(live.tagsAll as Tags).filter(([k, v]) => settings.defaultTags[k] !== v);
        result.tags = Object.fromEntries(own);
    }
    return defined(result);
}

async function outputsAfter(
    what: string,
    type: AnyResourceType,
    settings: Settings,
    id: string,
    inputs: Properties,
    state: Properties,
): Promise<Properties> {
    const known = outputsOf(type, settings, inputs, state);
    try {
        const live = await type.read(sessionOf(settings), id, known);
        if (!live) throw new Error("the service does not know it");
        return outputsOf(type, settings, inputs, live);
    } catch (error) {
        throw new PartialFailure(`"${id}" could not be read after ${what}: ${sentence(error)}`, id, known);
    }
}

/** Outputs: what is asked for, and what only the live resource knows. */
function outputsOf(type: AnyResourceType, settings: Settings, inputs: Properties, live: Properties): Properties {
    const outputs: Properties = { ...live, ...inputs };
    delete outputs.__defaults;
    if (type.inputs.region) outputs.region = settings.region;
    if (type.inputs.tags) outputs.tagsAll = allTags(settings, inputs);
    return defined(outputs);
}

function withTags(type: AnyResourceType, settings: Settings, inputs: Properties): Properties & { tagsAll: Tags } {
    return { ...inputs, tagsAll: type.inputs.tags ? (allTags(settings, inputs) as Tags) : {} };
}

/** The resource's tags over the provider's default ones. */
function allTags(settings: Settings, inputs: Properties): unknown {
    return inputs.tags === UNKNOWN ? UNKNOWN : { ...settings.defaultTags, ...(inputs.tags as Tags | undefined) };
}

function tagChange(olds: Tags, news: Tags): { set: Tags; removed: string[] } {
    return {
        set: Object.fromEntries(Object.entries(news).filter(([key, value]) => olds[key] !== value)),
        removed: Object.keys(olds).filter((key) => !(key in news)),
    };
}

function sessionOf(settings: Settings, state: Properties = {}): Session {
    return sessionFor(accountOf(settings), (state.region as string | undefined) ?? settings.region);
}
