import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type ModelOverrides, modelOverrides } from "./overrides";

const accountId = z.string().regex(/^\d{12}$/, "must be the twelve digits of an AWS account");
const days = (least: number, most: number) => z.int().min(least).max(most);

/** Every key of `drivetrain:` as Pulumi.yaml describes it. */
const ownConfig = z.strictObject({
    accountId,
    alertEmails: z.array(z.email("must be an e-mail address")).default([]),
    network: z.boolean().default(true),
    networkCidr: z
        .cidrv4("must be a block of IPv4 addresses, e.g. 10.42.0.0/16")
        .refine((block) => Number(block.split("/")[1]) >= 16 && Number(block.split("/")[1]) <= 24, {
            error: "must be between /16, the most that AWS takes, and /24",
        })
        .default("10.42.0.0/16"),
    availabilityZones: z.int().min(2).max(6).default(2),
    permissionsBoundary: z
        .string()
        .regex(/^$|^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, "must be the ARN of an IAM policy, or empty")
        .default(""),
    forceDestroy: z.boolean().default(false),
    keyDeletionDays: days(7, 30).default(30),
    logRetentionDays: z
        .literal(
            [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
            {
                error: "must be a number of days that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, ...",
            },
        )
        .default(30),
    noncurrentVersionDays: days(1, 3650).default(30),
    captureRetentionDays: days(1, 3650).default(90),
    capturePercentage: z.int().min(1).max(100).default(100),
    endpointPollSeconds: z.int().min(1).max(300).default(15),
    endpointTimeoutSeconds: z.int().min(60).max(86_400).default(3600),
    runTimeoutSeconds: z.int().min(300).max(604_800).default(86_400),
    ...modelOverrides.shape,
});

/** What the program reads of the provider's config. */
const awsConfig = z.object({
    region: z
        .string({ error: "is missing; set the region, e.g. us-east-1" })
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region, e.g. us-east-1"),
    allowedAccountIds: z
        .array(accountId, { error: "is missing; name the one account that the stack may touch" })
        .length(1, "must name one account, the stack's own"),
});

type OwnConfig = z.infer<typeof ownConfig>;

/** A stack's configuration, checked and complete. */
export interface Settings extends Omit<OwnConfig, keyof ModelOverrides> {
    readonly stack: string;
    readonly region: string;
    /** What differs from the model's own definition. */
    readonly overrides: ModelOverrides;
}

/** Text by nature; the value of every other key is JSON. */
const textKeys = new Set(["accountId", "networkCidr", "permissionsBoundary", "region"]);

/** The settings of the stack that is being deployed. @throws pulumi.RunError naming every problem of the config */
export function readSettings(): Settings {
    const parsed = parseSettings(pulumi.getStack(), pulumi.runtime.allConfig());
    if ("problems" in parsed) throw configError(pulumi.getStack(), parsed.problems);
    return parsed.settings;
}

/** One error for all problems of a stack's configuration. Pulumi prints its message alone, without a stack trace. */
export function configError(stack: string, problems: readonly string[]): pulumi.RunError {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    return new pulumi.RunError(
        [
            `The configuration of the stack ${stack} has ${count}:`,
            ...problems.map((problem) => `  ${problem}`),
            `Set a key with \`pulumi config set --stack ${stack} KEY VALUE\`, or in Pulumi.${stack}.yaml.`,
        ].join("\n"),
    );
}

/** Checks raw config (texts by full key) and completes it with defaults. */
export function parseSettings(
    stack: string,
    config: Readonly<Record<string, string>>,
): { readonly settings: Settings } | { readonly problems: readonly string[] } {
    const raw = { own: section(config, "drivetrain"), aws: section(config, "aws") };
    const own = ownConfig.safeParse(raw.own);
    const aws = awsConfig.safeParse(raw.aws);
    const problems = [
        ...(own.error ? own.error.issues.flatMap((issue) => describe("drivetrain", issue)) : []),
        ...(aws.error ? aws.error.issues.flatMap((issue) => describe("aws", issue)) : []),
        ...describeAccounts(raw.own["accountId"], raw.aws["allowedAccountIds"]),
    ];
    if (problems.length > 0 || own.data === undefined || aws.data === undefined) return { problems };
    const { algorithms, realtime, ...rest } = own.data;
    return {
        settings: { ...rest, stack, region: aws.data.region, overrides: { algorithms, realtime } },
    };
}

/** The provider must refuse the credentials of any account but the stack's own. */
function describeAccounts(own: unknown, allowed: unknown): string[] {
    const [only] = Array.isArray(allowed) ? (allowed as unknown[]) : [];
    return typeof own !== "string" || only === undefined || only === own
        ? []
        : [`aws:allowedAccountIds[0]: must be ${own}, as drivetrain:accountId says.`];
}

/** The values of one namespace, by key. */
function section(config: Readonly<Record<string, string>>, namespace: string): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(`${namespace}:`))
            .map(([key, text]) => [key.slice(namespace.length + 1), text] as const)
            .map(([key, text]) => [key, textKeys.has(key) ? text : fromJson(text)]),
    );
}

/** The value in a text; a text that is no JSON is itself, so that the schema says what is wrong with it. */
function fromJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** An issue as sentences that begin with the config path. */
function describe(namespace: string, issue: z.core.$ZodIssue): string[] {
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => `${pathOf(namespace, [...issue.path, key])}: is no known setting; remove it.`);
    }
    if (issue.code === "invalid_union") {
        return [`${pathOf(namespace, issue.path)}: has a value of the wrong type.`];
    }
    const message = issue.message.replace(/^(Invalid input|Too (small|big)): /, "").replace(/\.$/, "");
    return [`${pathOf(namespace, issue.path)}: ${message}.`];
}

function pathOf(namespace: string, path: readonly PropertyKey[]): string {
    return path.reduce<string>((text, part, index) => {
        if (typeof part === "number") return `${text}[${part}]`;
        return index === 0 ? `${text}:${String(part)}` : `${text}.${String(part)}`;
    }, namespace);
}
