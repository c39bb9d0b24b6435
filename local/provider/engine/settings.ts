import { Problem } from "./shape";
import { isRecord, Properties, UNKNOWN } from "./values";

/** The configuration of one `aws` provider, as far as it matters here. */
export interface Settings {
    readonly region: string;
    /** The account in which this provider acts; undefined where neither config nor environment names one. */
    readonly account: string | undefined;
    readonly defaultTags: Readonly<Record<string, string>>;
}

/** Config that is taken; `version` and the checks that can be skipped have no meaning without a cloud. */
const accepted = [
    "accessKey",
    "allowedAccountIds",
    "defaultTags",
    "forbiddenAccountIds",
    "region",
    "secretKey",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "version",
];

/** Config keys that the local provider would have to ignore. */
export function settingsProblems(config: Properties): Problem[] {
    return Object.keys(config)
        .filter((key) => !accepted.includes(key))
        .map((key) => ({ property: key, reason: `The local provider does not support the config "aws:${key}".` }));
}

/**
 * Reads the provider's config. The account is that of `accessKey` where it is given (locally an access key is the
 * account's number), else the first allowed one, else the one in AWS_ACCESS_KEY_ID.
 * @throws when no region is configured or the account is not among the allowed ones.
 */
export function readSettings(config: Properties): Settings {
    const region = text(config.region) ?? process.env.AWS_REGION;
    if (!region) throw new Error("The aws provider has no region: set `aws:region` in the stack's config.");
    const allowed = list(config.allowedAccountIds);
    const account = text(config.accessKey) ?? allowed[0] ?? process.env.AWS_ACCESS_KEY_ID;
    const forbidden = account !== undefined && list(config.forbiddenAccountIds).includes(account);
    if (account && (forbidden || (allowed.length > 0 && !allowed.includes(account)))) {
        throw new Error(`AWS account ID not allowed: ${account} (the config \`aws:allowedAccountIds\` decides).`);
    }
    return { region, account, defaultTags: tags(config.defaultTags) };
}

/** The configured account. @throws when there is none. */
export function accountOf(settings: Settings): string {
    if (settings.account && /^\d{12}$/.test(settings.account)) return settings.account;
    throw new Error("The aws provider has no account: set `aws:allowedAccountIds` in the stack's config.");
}

function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" && value !== UNKNOWN ? value : undefined;
}

/** The engine sends nested config as JSON text. */
function nested(value: unknown): unknown {
    return typeof value === "string" && value !== UNKNOWN ? (JSON.parse(value) as unknown) : value;
}

function list(value: unknown): string[] {
    const items = nested(value);
    return Array.isArray(items) ? items.map(String) : [];
}

function tags(value: unknown): Record<string, string> {
    const given = nested(value);
    const map = isRecord(given) ? given.tags : undefined;
    return isRecord(map) ? (map as Record<string, string>) : {};
}
