import type { PolicyConfigSchema, PolicyResource, Severity } from "@pulumi/policy";
import type { Fields, Judgement } from "./judgement";

/**
 * A resource as a rule sees it. `propertyDependencies` is empty where the engine does not tell it: see {@link Rule}.
 */
export type Resource = Pick<PolicyResource, "type" | "name" | "urn" | "props"> & {
    readonly propertyDependencies: Readonly<Record<string, readonly Pick<PolicyResource, "type" | "urn">[]>>;
};

/** A small graph that a rule is shown with and tested by. */
export interface Example {
    readonly title: string;
    readonly resources: readonly ExampleResource[];
    /** What the stage sets. @default the rule's defaults */
    readonly settings?: Settings;
}

/** An example that does not pass. */
export interface TellingExample extends Example {
    /** What the rule says of it, word for word: `path: message`, in order. */
    readonly messages: readonly string[];
}

/** What a rule is about. A stage sets enforcement for each. */
export const groups = ["iam", "data-capture", "encryption", "network", "reliability", "cost", "tagging"] as const;
export type Group = (typeof groups)[number];

export interface ExampleResource {
    readonly type: string;
    readonly name: string;
    readonly props: Readonly<Record<string, unknown>>;
    /** Which other resources of the example a property comes from, by their names. */
    readonly dependsOn?: Readonly<Record<string, readonly string[]>>;
}

export { unknownText } from "./judgement";

/** Settings of a rule that a stage may change in its policy configuration (`--policy-pack-config`). */
export type Settings = Readonly<Record<string, unknown>>;

/** What a stage lets rules set by themselves, and with what. */
export interface Remediation {
    /** Ids of the rules. */
    readonly rules: readonly string[];
    /** ARN of the KMS key that is named where none is. */
    readonly key?: string | undefined;
    /** Tags that are added where they are missing. */
    readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** One rule. Its file is `policies/<id>.ts`. */
export interface Rule {
    /** `<service>/<verbThing>`, the path of its file. */
    readonly id: string;
    /** What must hold, in one sentence. It opens every message about a violation. */
    readonly description: string;
    /** What makes a resource violate it. */
    readonly cause: string;
    /** Why it matters. */
    readonly explanation: string;
    /** What to do about a violation. */
    readonly remedy: string;
    /** The documentation it rests on. */
    readonly docs: string;
    readonly group: Group;
    readonly severity: Severity;
    /**
     * What else asks for it: controls of Security Hub, CIS and NIST 800-53, and ids of cdk-nag and Checkov, e.g.
     * `Security Hub SageMaker.4`, `Checkov CKV_AWS_98`. Empty where nothing that is known does.
     */
    readonly standards: readonly string[];
    /**
     * Where it only advises, in every stage: the thing that would hold it is not built yet, or the account has not
     * enough of it for all.
     * @default "mandatory", as far as the stage says so
     */
    readonly level?: "advisory";
    /**
     * `resource`: judged from its own inputs, before it is created. `stack`: judged with the resources around it, when
     * all are known; only a preview stops these before anything exists.
     */
    readonly scope: "resource" | "stack";
    readonly examples: {
        readonly good: readonly Example[];
        readonly bad: readonly TellingExample[];
        /** With values that are not known yet: {@link unknownText} stands for each. */
        readonly unknown: readonly TellingExample[];
    };
    /** Settings beside `undetermined`, which every rule has. */
    readonly settings?: PolicyConfigSchema["properties"];
    /**
     * What is set on a resource that the rule refuses, where its stage asks for it: tags and encryption alone, of what
     * needs no permission beside it. Only missing properties are set.
     */
    readonly remediation?: (remediation: Remediation, resource: Resource) => Fields | undefined;
    /** Judges one resource field by field; nothing to say about it is an empty list. */
    readonly judge: (resource: Resource, stack: readonly Resource[], settings: Settings) => readonly Judgement[];
}
