import { fail, type Judgement, listOf, pass, read, undetermined } from "../engine/judgement";
import type { Resource, Settings } from "../engine/rule";

/**
 * Accounts that are one's own: those of the rule's setting `accounts`, those that the stack's providers may touch, and
 * those of what is there already. Empty where nothing tells.
 */
export function ownAccounts(stack: readonly Resource[], { accounts }: Settings): ReadonlySet<string> {
    return new Set([
        ...listOf(accounts).map(String),
        ...stack.flatMap(({ type, props }) => {
            if (type === "pulumi:providers:aws") return idsIn(read(props, "allowedAccountIds"));
            return type.startsWith("aws:") && !pointsElsewhere.test(type) ? accountIn(read(props, "arn")) : [];
        }),
    ]);
}

/** Judges an account that may something, where none but an own one may. @param foreign what to say of any other one */
export function judgeOwn(account: string, own: ReadonlySet<string>, path: string, foreign: string): Judgement {
    if (own.has(account)) return pass(path);
    return own.size > 0
        ? fail(path, foreign)
        : undetermined(path, `nothing tells whether account ${account} is the own one.`);
}

/** Types whose `arn` is not their own but of what they are about, which may be another account's. */
const pointsElsewhere = /^aws:(cloudwatch\/eventTarget|lakeformation\/resource):/;

/** Providers have their lists as JSON. */
function idsIn(value: unknown): readonly string[] {
    return listOf(value).flatMap((item) => (typeof item === "string" ? (item.match(/\d{12}/g) ?? []) : []));
}

function accountIn(arn: unknown): readonly string[] {
    const account = typeof arn === "string" ? arn.split(":")[4] : undefined;
    return account !== undefined && /^\d{12}$/.test(account) ? [account] : [];
}
