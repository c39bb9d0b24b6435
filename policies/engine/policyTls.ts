import { deniesWithoutTls } from "../reading/plainHttp";
import { refersTo } from "../reading/references";
import { isMissing } from "./fields";
import { fail, type Judgement, pass, read, undetermined, UNKNOWN } from "./judgement";
import type { Resource, Rule } from "./rule";

/** What has a policy, as a property of its own or by another resource, that is to deny plain HTTP. */
export interface PolicyHolder {
    /** The type of what has a policy. */
    readonly whole: string;
    /** The type of the resource that gives it one, and that resource's property that names the whole. */
    readonly part: { readonly type: string; readonly names: string };
    /** What is to be denied. */
    readonly action: string;
    /** What to say where there is no policy, and where there is one that lets plain HTTP through. */
    readonly missing: string;
    readonly open: string;
}

/** Judges whether each of a type of resources has a policy that denies everyone an action without TLS. */
export function judgePolicyTls({ whole, part, action, missing, open }: PolicyHolder): Rule["judge"] {
    const judge = (policy: unknown, path: string): Judgement => {
        const denies = deniesWithoutTls(policy, action);
        if (denies === UNKNOWN) return undetermined(path, "it is not known before the deployment.");
        return denies ? pass(path) : fail(path, open);
    };
    return (resource, stack) => {
        if (resource.type !== whole) return [];
        const refers = (candidate: Resource) =>
            refersTo(read(candidate.props, part.names), { from: candidate, property: part.names }, { to: resource });
        const parts = stack.filter(({ type }) => type === part.type);
        const own = parts.filter((candidate) => refers(candidate) === true);
        if (own.length > 0) {
            return own.map((candidate) => judge(read(candidate.props, "policy"), `${candidate.name}.policy`));
        }
        if (parts.some((candidate) => refers(candidate) === UNKNOWN)) {
            return [undetermined("policy", "it is not known yet whose policy there is.")];
        }
        const policy = read(resource.props, "policy");
        return [isMissing(policy) ? fail("policy", missing) : judge(policy, "policy")];
    };
}
