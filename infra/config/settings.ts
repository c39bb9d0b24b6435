import { z } from "zod";
import { otherPartitions, regionPattern } from "../../components/access/stackScope";
import { validateDelivery } from "../../components/delivery/validate";
import { type Path, type Problem, problemIf, within } from "../../components/validation/problem";
import { namePattern, nameRule } from "../../contracts/names";
import { problemsOf } from "./issues";
import { type ModelOverrides, modelOverrides } from "./overrides";

const twelveDigits = "must be the twelve digits of an AWS account";
const accountId = z.string({ error: twelveDigits }).regex(/^\d{12}$/, twelveDigits);
const groupName = () =>
    z
        .string()
        .regex(/^[\u0020-\u00ff]*$/, "must be the name of a QuickSight group, or empty")
        .default("");
const days = (least: number, most: number) => z.int().min(least).max(most);

const emails = () => z.array(z.email("must be an e-mail address")).default([]);

const partner = z.strictObject({
    stage: z.string().regex(namePattern, `must be a stage: ${nameRule}`),
    accountId,
});

/** Every key of `drivetrain:` as Pulumi.yaml describes it. */
const ownConfig = z.strictObject({
    accountId,
    alertEmails: emails(),
    dataDriftEmails: emails(),
    modelDriftEmails: emails(),
    monitorSchedule: z.string().default(""),
    insights: z.boolean().default(true),
    retrain: z
        .strictObject({
            on: z.enum(["data", "model", "both", "nothing"]),
            fewest: z.int().min(1).max(10_000),
            coolDownDays: z.number().positive("must be above 0").max(365),
        })
        .partial()
        .default({}),
    promotion: z
        .strictObject({
            from: partner.optional(),
            to: z.array(partner).optional(),
            approval: z.enum(["automatic", "manual"]).optional(),
        })
        .default({}),
    network: z.boolean().default(true),
    networkCidr: z
        .cidrv4("must be a block of IPv4 addresses, e.g. 10.42.0.0/16")
        .refine((block) => Number(block.split("/")[1]) >= 16 && Number(block.split("/")[1]) <= 24, {
            error: "must be between /16, the most that AWS takes, and /24",
        })
        .default("10.42.0.0/16"),
    availabilityZones: z.int().min(2).max(6).default(2),
    availabilityZoneNames: z
        .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "must be an availability zone, e.g. us-east-1a"))
        .refine((names) => names.length === 0 || (names.length >= 2 && names.length <= 6), {
            error: "must name 2 to 6 zones, or none",
        })
        .refine((names) => new Set(names).size === names.length, { error: "names a zone twice" })
        .default([]),
    interfaceEndpoints: z
        .array(
            z
                .string()
                .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "must be an AWS service as its endpoint calls it, e.g. logs"),
        )
        .refine((services) => new Set(services).size === services.length, { error: "names a service twice" })
        .default([]),
    quicksight: z.enum(["off", "managed", "imported"]).default("off"),
    quicksightAuthors: groupName(),
    quicksightReaders: groupName(),
    quicksightNamespace: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,64}$/, "must be a QuickSight namespace")
        .default("default"),
    quicksightIdentityRegion: z
        .string()
        .regex(/^$|^[a-z]{2,4}(-[a-z]+)+-\d$/, "must be the region of QuickSight's users and groups, or empty")
        .default(""),
    delivery: z
        .strictObject({
            repository: z.string(),
            branch: z.string(),
            environment: z.string(),
            boundary: z.string(),
            provider: z.string(),
            stateBucket: z.string(),
            stateKey: z.string(),
        })
        .partial()
        .default({}),
    permissionsBoundary: z
        .string()
        .regex(/^$|^arn:aws:iam::(\d{12}|aws):policy\/.+$/, "must be the ARN of an IAM policy, or empty")
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
    capturePercentage: z.int().min(0).max(100).default(100),
    endpointPollSeconds: z.int().min(1).max(300).default(15),
    endpointTimeoutSeconds: z.int().min(60).max(86_400).default(3600),
    bakeSeconds: z.int().min(0).max(3600).default(300),
    capacityRetrySeconds: z.int().min(1).max(86_400).default(900),
    runTimeoutSeconds: z.int().min(300).max(604_800).default(86_400),
    ...modelOverrides.shape,
});

/** What the program reads of the provider's config. */
const awsConfig = z.object({
    region: z
        .string({ error: "is missing; set the region, e.g. us-east-1" })
        .regex(regionPattern, "must be an AWS region, e.g. us-east-1")
        .refine((region) => !otherPartitions.test(region), {
            error: "must be a region of the partition aws, as all names of resources are of that one",
        }),
    allowedAccountIds: z
        .array(accountId, { error: "must be a list of the one account that the stack may touch" })
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
const textKeys = new Set([
    ...["accountId", "monitorSchedule", "networkCidr", "permissionsBoundary", "region"],
    ...["quicksight", "quicksightAuthors", "quicksightReaders", "quicksightNamespace", "quicksightIdentityRegion"],
]);

/** A stack's configuration as it was read. */
export interface ReadSettings {
    /** Where there are problems, with defaults for what is faulty: enough to look for further problems, no more. */
    readonly settings: Settings;
    /** By the paths in config. */
    readonly problems: readonly Problem[];
}

/** Stands in for an account that config does not tell. */
const unknownAccount = "000000000000";

/** Checks raw config (texts by full key) and completes it with defaults. */
export function parseSettings(stack: string, config: Readonly<Record<string, string>>): ReadSettings {
    const raw = { own: section(config, "drivetrain"), aws: section(config, "aws") };
    const own = parseSound(ownConfig, raw.own, { accountId: unknownAccount });
    const aws = parseSound(awsConfig, raw.aws, { region: "us-east-1", allowedAccountIds: [unknownAccount] });
    const { algorithms, realtime, locations, monitoring, ...rest } = own.data;
    const overrides = { algorithms, realtime, locations, monitoring };
    const settings = { ...rest, stack, region: aws.data.region, overrides };
    const problems = [
        ...within(
            ["drivetrain:"],
            [
                ...own.problems,
                ...validateWaits(settings),
                ...validateGroupNames(settings),
                ...validateDeliveries(settings),
            ],
        ),
        ...within(["aws:"], [...aws.problems, ...validateAccounts(raw.own["accountId"], raw.aws["allowedAccountIds"])]),
        ...(aws.problems.length === 0 ? within(["drivetrain:"], validateZones(settings)) : []),
    ];
    return { settings, problems };
}

/** Parses what is sound of raw config; `required` stands in where a required value is not. */
function parseSound<T>(schema: z.ZodType<T>, raw: Readonly<Record<string, unknown>>, required: object) {
    const first = schema.safeParse(raw, { reportInput: true });
    let parsed = first;
    // Again, since what is left of a faulty value may lack something then.
    for (let left = raw; !parsed.success; parsed = schema.safeParse(left)) {
        left = { ...required, ...without(left, parsed.error.issues.flatMap(problemsOf)) };
    }
    return { data: parsed.data, problems: (first.error?.issues ?? []).flatMap(problemsOf) };
}

/** What is left of raw config when every faulty value is taken away. */
function without(raw: Readonly<Record<string, unknown>>, problems: readonly Problem[]): Record<string, unknown> {
    const left = structuredClone(raw) as Record<string, unknown>;
    for (const { path } of problems) remove(left, path);
    return left;
}

/** Removes the value at a path; what lacks a value goes whole, and so does a list of which one value is faulty. */
function remove(from: Record<string, unknown>, [key, ...rest]: Path): void {
    const value = from[String(key)];
    const holds = typeof value === "object" && value !== null && !Array.isArray(value) && String(rest[0]) in value;
    if (holds) remove(value as Record<string, unknown>, rest);
    else delete from[String(key)];
}

/** The provider must refuse the credentials of any account but the stack's own. */
function validateAccounts(own: unknown, allowed: unknown): Problem[] {
    const [only] = Array.isArray(allowed) ? (allowed as unknown[]) : [];
    return typeof own === "string" && only !== undefined && only !== own
        ? [{ path: ["allowedAccountIds", 0], message: `must be ${own}, as drivetrain:accountId says.` }]
        : [];
}

function validateWaits({ endpointPollSeconds, endpointTimeoutSeconds }: Settings): Problem[] {
    const path = ["endpointPollSeconds"];
    if (endpointPollSeconds > endpointTimeoutSeconds) {
        const message =
            `${endpointPollSeconds} must not be more than endpointTimeoutSeconds (${endpointTimeoutSeconds}), or a run ` +
            `gives up on an endpoint before its second look.`;
        return [{ path, message }];
    }
    const least = Math.ceil(endpointTimeoutSeconds / 1000);
    return problemIf(
        endpointPollSeconds < least,
        path,
        `${endpointPollSeconds} must be ${least} at least, or a run whose endpoint takes endpointTimeoutSeconds ` +
            `(${endpointTimeoutSeconds}) looks more often than its history can hold.`,
    );
}

/** Groups that are there already are two; their names stand beside each other. */
function validateGroupNames({ quicksightAuthors, quicksightReaders }: Settings): Problem[] {
    const named = [quicksightAuthors, quicksightReaders].filter((name) => name !== "");
    return [
        ...problemIf(
            named.length === 1,
            [quicksightAuthors === "" ? "quicksightAuthors" : "quicksightReaders"],
            "must name a group, too, or neither does, and the platform makes both.",
        ),
        ...problemIf(
            named.length === 2 && quicksightAuthors === quicksightReaders,
            ["quicksightReaders"],
            "is the group of the authors, too; readers are to be another one.",
        ),
    ];
}

/** Nothing is delivered where nothing is said of it. */
function validateDeliveries({ delivery }: Settings): Problem[] {
    const { repository, boundary, provider, stateKey, ...rest } = delivery;
    if (Object.keys(delivery).length === 0) return [];
    const missing = ["repository", "boundary"].filter((key) => !(key in delivery));
    const found = missing.map((key) => ({ path: [key], message: "is missing; docs/delivery.md tells what it is." }));
    const texts = { ...rest, repository: repository ?? "", boundaryArn: boundary ?? "" };
    return within(
        ["delivery"],
        [
            ...found,
            ...validateDelivery({ ...texts, providerArn: provider, stateKeyArn: stateKey }).filter(
                ({ path: [key] }) => !missing.includes(String(key)),
            ),
        ],
    );
}

function validateZones({ region, availabilityZoneNames }: Settings): Problem[] {
    return availabilityZoneNames.flatMap((name, index) =>
        problemIf(
            name.slice(0, -1) !== region,
            ["availabilityZoneNames", index],
            `${name} is no zone of ${region}, the stack's region.`,
        ),
    );
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
