import type * as pulumi from "@pulumi/pulumi";
import { NameLimits } from "./naming";
import { Session } from "./session";
import { Shape } from "./shape";
import { Properties } from "./values";

/** Values of resource arguments once the engine has resolved them. */
export type Plain<T> = unknown extends T[keyof T] ? T : pulumi.Unwrap<T>;

type Tags = Record<string, string>;

/** Inputs as `create` gets them: every default is filled in and `tagsAll` holds the tags with the provider's own. */
export type Inputs<Args> = Plain<Args> & { tagsAll: Tags };

/** What an update has to bring about. */
export interface Change<Args, State> {
    readonly news: Inputs<Args>;
    readonly olds: Plain<State>;
    /** Names of the inputs that differ; `tagsAll` where tags do. */
    readonly changed: ReadonlySet<string>;
    readonly tags: { readonly set: Tags; readonly removed: string[] };
}

/** A resource that takes more calls: when one of them fails, what was made is deleted again. */
export interface Made {
    readonly id: string;
    finish(): Promise<void>;
}

/**
 * One resource type of the `aws` package: which inputs it takes and how they become calls to the AWS API. `Args` and
 * `State` are the published argument and state types of @pulumi/aws, so that the compiler checks names and types.
 */
export interface ResourceType<Args = never, State = never> {
    /** Accepted inputs; all others are refused by name. `tags` makes the type taggable. */
    readonly inputs: { readonly [field: string]: Shape };
    /** Properties that exist only once the resource does. */
    readonly outputs: readonly string[];
    /** Inputs that the service fills in when they are left out; what it puts there is no drift. */
    readonly computed?: readonly string[];
    /** The input that gets a unique name when it is left out. */
    readonly autoName?: NameLimits & { readonly property: string };
    /** Values that the published provider fills in for inputs left out. */
    readonly defaults?: Properties;
    /** Inputs whose change needs a new resource. All of them where there is no `update`. */
    readonly replaceOn?: readonly string[];
    /** The old resource has to go before its replacement can be made, whatever its name. */
    readonly deleteFirst?: boolean;
    /** Outputs that a change of these inputs alters, so that a preview must not show the old ones. */
    volatile?(changed: ReadonlySet<string>): string[];
    /** Makes the resource and returns its id in the published provider's form. */
    create(aws: Session, inputs: Inputs<Args>): Promise<string | Made>;
    /** What exists now: outputs, and the inputs in which drift is looked for. Undefined where it is gone. */
    read(aws: Session, id: string, state: Plain<State>): Promise<Partial<Plain<State>> | undefined>;
    update?(aws: Session, id: string, change: Change<Args, State>): Promise<void>;
    delete(aws: Session, id: string, state: Plain<State>): Promise<void>;
}

/** The type without its argument types, as the table holds it. */
export type AnyResourceType = ResourceType<Properties, Properties>;

/** Names an entry of the table with the types that the compiler checks it against. */
export function define<Args, State>(type: ResourceType<Args, State>): AnyResourceType {
    return type as unknown as AnyResourceType;
}
