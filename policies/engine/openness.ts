import { type Statement } from "../reading/iamDocument";
import { isBoundedByOrigin, isEverybody, principalsOf } from "../reading/principals";
import { good, made, told } from "./examples";
import { fail, type Judgement, pass, undetermined, UNKNOWN } from "./judgement";
import { type Rule, unknownText } from "./rule";
import { hasElement, judgeAllows } from "./statements";

/**
 * Judges whether a statement lets anybody in: by the principal *, or all but some, without a condition on an account,
 * organisation, network or resource.
 * @param remedy what to do, as a sentence's end
 */
export function judgeOpenness(statement: Statement, remedy: string): readonly Judgement[] {
    const { path, fields } = statement;
    if (hasElement(fields, "NotPrincipal")) {
        return [fail(`${path}.NotPrincipal`, `it lets everybody in but those listed; ${remedy}.`)];
    }
    const bounded = isBoundedByOrigin(fields);
    return principalsOf(statement).map((principal) => {
        const { value, path: at } = principal;
        if (value === UNKNOWN) return undetermined(at, "it is not known before the deployment.");
        if (!isEverybody(principal) || bounded === true) return pass(at);
        const message = `it lets anybody in; ${remedy}.`;
        return bounded === UNKNOWN ? undetermined(at, message) : fail(at, message);
    });
}

/** What to do about a policy that lets anybody in. */
export const nameWho = "name who may, or add a condition on aws:SourceArn or aws:PrincipalOrgID";

/** Judges the policies of resources of some types by {@link judgeOpenness}. */
export function judgePublic(types: (type: string) => boolean): Rule["judge"] {
    return judgeAllows((statement) => judgeOpenness(statement, nameWho), types);
}

/**
 * What rules about the policies of resources are shown with.
 * @param type of the resource that has the policy
 * @param action e.g. `sns:Publish`
 * @param condition a condition that AWS's guide gives such a policy with the principal *
 */
export function publicExamples(type: string, action: string, condition: object): Rule["examples"] {
    const policy = (principal: object, Condition?: object) =>
        made(type, "it", {
            policy: JSON.stringify({
                Statement: [{ Effect: "Allow", Action: action, Resource: "*", ...principal, Condition }],
            }),
        });
    const at = "policy.Statement[0]";
    return {
        good: [
            good("a role by its ARN", policy({ Principal: { AWS: "arn:aws:iam::111111111111:role/reader" } })),
            good("a service", policy({ Principal: { Service: "cloudwatch.amazonaws.com" } })),
            good("anybody of what a condition names", policy({ Principal: { AWS: "*" } }, condition)),
            good(
                "a refusal for everybody",
                made(type, "it", { policy: { Statement: { Effect: "Deny", Principal: "*", Action: action } } }),
            ),
        ],
        bad: [
            told("anybody", `${at}.Principal: it lets anybody in; ${nameWho}.`, policy({ Principal: "*" })),
            told(
                "anybody of AWS, whose condition bounds nothing",
                `${at}.Principal.AWS: it lets anybody in; ${nameWho}.`,
                policy({ Principal: { AWS: "*" } }, { StringLike: { "aws:SourceArn": "*" } }),
            ),
            told(
                "everybody but one",
                `${at}.NotPrincipal: it lets everybody in but those listed; ${nameWho}.`,
                policy({ NotPrincipal: { AWS: "arn:aws:iam::111111111111:root" } }),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "policy: undetermined: the document is not known before the deployment.",
                made(type, "it", { policy: unknownText }),
            ),
        ],
    };
}
