import { Properties } from "../../engine/values";

interface Principal {
    readonly type: string;
    readonly identifiers: string[];
}

interface Condition {
    readonly test: string;
    readonly variable: string;
    readonly values: string[];
}

interface Statement {
    readonly sid?: string;
    readonly effect?: string;
    readonly actions?: string[];
    readonly notActions?: string[];
    readonly resources?: string[];
    readonly notResources?: string[];
    readonly principals?: Principal[];
    readonly notPrincipals?: Principal[];
    readonly conditions?: Condition[];
}

/** aws.iam.getPolicyDocument: statements as the published provider renders them (sorted, single values unwrapped). */
export function policyDocument(args: Properties): Properties {
    const unsupported = Object.keys(args).filter((key) => !["policyId", "statements", "version"].includes(key));
    if (unsupported.length > 0) {
        throw new Error(`The local provider's getPolicyDocument does not support ${unsupported.join(", ")}.`);
    }
    const document = withoutUndefined({
        Version: args.version ?? "2012-10-17",
        Id: args.policyId,
        Statement: ((args.statements ?? []) as Statement[]).map(statement),
    });
    const json = JSON.stringify(document, undefined, 2);
    return { ...args, id: "policy", json, minifiedJson: JSON.stringify(document) };
}

function statement(s: Statement): Properties {
    return withoutUndefined({
        Sid: s.sid || undefined,
        Effect: s.effect ?? "Allow",
        Action: single(s.actions),
        NotAction: single(s.notActions),
        Resource: single(s.resources),
        NotResource: single(s.notResources),
        Principal: principals(s.principals),
        NotPrincipal: principals(s.notPrincipals),
        Condition: conditions(s.conditions),
    });
}

function single(values: string[] | undefined): string | string[] | undefined {
    if (!values?.length) return undefined;
    return values.length === 1 ? values[0] : [...values].sort().reverse();
}

function principals(list: Principal[] | undefined): unknown {
    if (!list?.length) return undefined;
    if (list.length === 1 && list[0]?.type === "*" && list[0].identifiers.includes("*")) return "*";
    return Object.fromEntries(list.map((principal) => [principal.type, single(principal.identifiers)]));
}

function conditions(list: Condition[] | undefined): unknown {
    if (!list?.length) return undefined;
    const result: Record<string, Properties> = {};
    for (const { test, variable, values } of list) (result[test] ??= {})[variable] = single(values);
    return result;
}

function withoutUndefined(value: Properties): Properties {
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
