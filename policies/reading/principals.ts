import { type Fields, isObject, listOf, UNKNOWN } from "../engine/judgement";
import { type Bounded, isBoundedBy } from "./conditions";
import { element, type Statement } from "./iamDocument";

/** One of those whom a statement is about. */
export interface Principal {
    readonly kind: "AWS" | "Service" | "Federated" | "CanonicalUser";
    readonly value: string | typeof UNKNOWN;
    /** Where: `assumeRolePolicy.Statement[0].Principal.AWS[1]`. */
    readonly path: string;
}

/** The principals of a statement; none where it has no Principal, as in the policies of roles. */
export function principalsOf({ path, fields }: Statement): readonly Principal[] {
    const principal = element(fields, "Principal");
    const at = `${path}.Principal`;
    if (principal === UNKNOWN) return [{ kind: "AWS", value: UNKNOWN, path: at }];
    if (typeof principal === "string") return [{ kind: "AWS", value: principal, path: at }];
    return Object.entries(isObject(principal) ? principal : {}).flatMap(([kind, values]) =>
        listOf(values).map((value, index) => ({
            kind: kind as Principal["kind"],
            value: value === UNKNOWN ? UNKNOWN : String(value),
            path: `${at}.${kind}${Array.isArray(values) ? `[${index}]` : ""}`,
        })),
    );
}

/** Anybody at all: `*`, or everybody of accounts that are not named. */
export function isEverybody({ kind, value }: Principal): boolean {
    return kind === "AWS" && value !== UNKNOWN && (value === "*" || /^arn:[^:]*:(iam|sts)::[^:]*\*/.test(value));
}

/** The account of a principal of AWS: `111111111111`, `arn:aws:iam::111111111111:role/a`. */
export function accountOf({ kind, value }: Principal): string | undefined {
    if (kind !== "AWS" || value === UNKNOWN) return undefined;
    return /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(value)?.[1];
}

/** The service of a principal, without region: `states` of `states.us-east-1.amazonaws.com`. */
export function serviceOf({ kind, value }: Principal): string | undefined {
    if (kind !== "Service" || value === UNKNOWN) return undefined;
    return /^(.+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.(?:amazonaws|aws|api\.aws)(?:\.com)?(?:\.cn)?$/.exec(value)?.[1];
}

/**
 * Keys that tell where a request comes from. With one of them bound, `*` is nobody but those: what S3 and IAM Access
 * Analyzer hold for not public.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const origins: ReadonlySet<string> = new Set([
    ...["aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:userid"],
    ...["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"],
    ...["aws:sourcevpc", "aws:sourcevpce", "aws:sourceip", "kms:calleraccount"],
    ...["s3:dataaccesspointaccount", "s3:dataaccesspointarn"],
]);

/** Whether conditions let nobody through but those of a named account, organisation, network or resource. */
export function isBoundedByOrigin(fields: Fields): Bounded {
    return isBoundedBy(fields, (key) => origins.has(key));
}
