import type {
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
} from "@pulumi/policy";
import type { Judgement } from "./judgement";

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

/** What the engine sends in place of a text that is not known yet (`UnknownStringValue` of Pulumi's wire protocol). */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Settings of a rule that a stage may change in its policy configuration (`--policy-pack-config`). */
export type Settings = Readonly<Record<string, unknown>>;

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
    /** Judges one resource field by field; nothing to say about it is an empty list. */
    judge(resource: Resource, stack: readonly Resource[], settings: Settings): readonly Judgement[];
}

/**
 * The name that the engine reports and that a policy configuration uses: `s3/encryptBuckets` is `s3-encrypt-buckets`.
 */
export function policyName(id: string): string {
    return id.replace("/", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The rule as @pulumi/policy serves it: a failed judgement is a violation, an undetermined one is never silent. */
export function toPolicy(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
    const policy = {
        name: policyName(rule.id),
        displayName: rule.id,
        description: rule.description,
        enforcementLevel: "mandatory" as const,
        severity: rule.severity,
        remediationSteps: rule.remedy,
        url: rule.docs,
        configSchema: { properties: { ...undeterminedSetting, ...rule.settings } },
    };
    if (rule.scope === "stack") {
        return {
            ...policy,
            validateStack: (args, report) => {
                const settings = args.getConfig<Settings>();
                for (const resource of args.resources) {
                    reportAll(rule, rule.judge(resource, args.resources, settings), settings, report, resource.urn);
                }
            },
        };
    }
    return {
        ...policy,
        validateResource: (args, report) => {
            const { type, name, urn, props } = args;
            const settings = args.getConfig<Settings>();
            const resource: Resource = { type, name, urn, props, propertyDependencies: {} };
            reportAll(rule, rule.judge(resource, [resource], settings), settings, report, urn);
        },
    };
}

const undeterminedSetting: PolicyConfigSchema["properties"] = {
    undetermined: {
        type: "string",
        enum: ["advise", "refuse"],
        default: "advise",
        description: "What a value that is not known yet means: shown (advise), or as good as a violation (refuse).",
    },
};

/** What the SDK's server takes beside a plain message, though its types do not say so: a level for this one report. */
type ReportWithLevel = (report: { message: string; urn: string; enforcementLevel: "advisory" }) => void;

function reportAll(
    rule: Rule,
    judgements: readonly Judgement[],
    settings: Settings,
    report: ReportViolation,
    urn: string,
): void {
    for (const { verdict, path, message } of judgements) {
        if (verdict === "fail") {
            report(`${path}: ${message}`, urn);
        }
        if (verdict === "undetermined" && settings["undetermined"] === "refuse") {
            report(`${path}: undetermined: ${message}`, urn);
        }
        if (verdict === "undetermined" && settings["undetermined"] !== "refuse") {
            const text = `${rule.description}\n${path}: undetermined: ${message}`;
            (report as unknown as ReportWithLevel)({ message: text, urn, enforcementLevel: "advisory" });
        }
    }
}
