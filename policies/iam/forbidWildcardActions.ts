import {
    fail,
    type Fields,
    isObject,
    type Judgement,
    listOf,
    pass,
    read,
    undetermined,
    UNKNOWN,
} from "../engine/judgement";
import type { Resource, Rule } from "../engine/rule";
import { element, findDocuments, type Statement } from "../reading/iamDocument";

const allow = (action: unknown) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "arn:aws:s3:::data/*" }],
});
const rolePolicy = (title: string, policy: unknown) => ({
    title,
    resources: [{ type: "aws:iam/rolePolicy:RolePolicy", name: "read", props: { policy: JSON.stringify(policy) } }],
});
const keyPolicy = (title: string, principal: unknown) => ({
    title,
    resources: [
        {
            type: "aws:kms/key:Key",
            name: "key",
            props: { policy: { Statement: { Effect: "Allow", Principal: principal, Action: "kms:*", Resource: "*" } } },
        },
    ],
});

export const forbidWildcardActions: Rule = {
    id: "iam/forbidWildcardActions",
    description: "IAM documents name every action that they allow.",
    cause: "An Allow statement has an Action with * or ?, or it has NotAction, in any document of any resource.",
    explanation:
        "A wildcard also allows what AWS adds to the service later, and hides what a role really needs. Deny statements " +
        "may use them: there a wildcard takes away. A key's policy may give its account's root kms:*, which AWS advises " +
        "so that a key never becomes unmanageable.",
    remedy: "List the actions that are called, one by one.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "high",
    scope: "resource",
    examples: {
        good: [
            rolePolicy("actions by name", allow(["s3:GetObject", "s3:PutObject"])),
            rolePolicy("a Deny may be wide", {
                Statement: { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: {} },
            }),
            keyPolicy("a key's own account keeps control of it", { AWS: "arn:aws:iam::111111111111:root" }),
        ],
        bad: [
            rolePolicy("every action of a service", allow("s3:*")),
            rolePolicy("a family of actions", allow(["s3:GetObject", "s3:Put*"])),
            rolePolicy("everything but", { Statement: { Effect: "Allow", NotAction: "iam:PassRole", Resource: "*" } }),
            keyPolicy("a key for everyone", { AWS: "*" }),
        ],
    },
    judge(resource) {
        if (!resource.type.startsWith("aws:")) {
            return [];
        }
        return Object.keys(resource.props).flatMap((property) => {
            const { statements, unknown } = findDocuments(read(resource.props, property), property);
            return [
                ...statements.flatMap((statement) => judgeStatement(statement, resource)),
                ...unknown.map((path) => undetermined(path, "the document is not known before the deployment.")),
            ];
        });
    },
};

function judgeStatement({ path, fields }: Statement, resource: Resource): readonly Judgement[] {
    const effect = element(fields, "Effect");
    if (effect === "Deny" || isRootOfKey(fields, resource)) {
        return [pass(path)];
    }
    const judgements = [...judgeNotAction(fields, path), ...judgeActions(fields, path)];
    return effect === UNKNOWN ? judgements.map((judgement) => asUndetermined(judgement)) : judgements;
}

function judgeActions(fields: Fields, path: string): readonly Judgement[] {
    const action = element(fields, "Action");
    return listOf(action).map((name, index) => {
        const at = `${path}.Action${Array.isArray(action) ? `[${index}]` : ""}`;
        if (name === UNKNOWN) {
            return undetermined(at, "the action is not known before the deployment.");
        }
        return /[*?]/.test(String(name))
            ? fail(at, `${String(name)} is a wildcard; list the actions that are called.`)
            : pass(at);
    });
}

function judgeNotAction(fields: Fields, path: string): readonly Judgement[] {
    if (element(fields, "NotAction") === undefined) {
        return [];
    }
    return [fail(`${path}.NotAction`, "it allows every action but those listed; list the actions that are called.")];
}

function asUndetermined(judgement: Judgement): Judgement {
    return judgement.verdict === "fail" ? { ...judgement, verdict: "undetermined" } : judgement;
}

/** `kms:*` for the root of one account, in a key's policy. */
function isRootOfKey(fields: Fields, resource: Resource): boolean {
    const principal = element(fields, "Principal");
    const accounts = isObject(principal) ? Object.entries(principal) : [];
    return (
        resource.type.startsWith("aws:kms/") &&
        listOf(element(fields, "Action")).join() === "kms:*" &&
        accounts.length === 1 &&
        accounts.every(
            ([kind, account]) => kind === "AWS" && /^arn:aws[a-z-]*:iam::\d{12}:root$/.test(listOf(account).join()),
        )
    );
}
