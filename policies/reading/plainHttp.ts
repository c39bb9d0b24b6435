import { isObject, listOf, UNKNOWN } from "../engine/judgement";
import { element, findDocuments, type Statement } from "./iamDocument";

/**
 * Whether a resource's policy denies everyone an action without TLS, as AWS words it:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @param action one, or all of a service: `sns:Publish`, `s3:*`
 * @param among whether resources are all that must be named
 */
export function deniesWithoutTls(
    policy: unknown,
    action: string,
    among: (resources: readonly string[]) => boolean = () => true,
): boolean | typeof UNKNOWN {
    const { statements, unknown } = findDocuments(policy, "policy");
    const denied = (statement: Statement) =>
        isTlsOnly(statement, action) && among(listOf(element(statement.fields, "Resource")).map(String));
    if (statements.some(denied)) return true;
    return unknown.length > 0 || statements.some(({ fields }) => isOpen(fields)) ? UNKNOWN : false;
}

function isTlsOnly({ fields }: Statement, action: string): boolean {
    const principal = element(fields, "Principal");
    const everyone = isObject(principal) ? listOf(principal["AWS"]).includes("*") : principal === "*";
    const actions = listOf(element(fields, "Action")).map((one) => String(one).toLowerCase());
    const covering = [action.toLowerCase(), `${action.toLowerCase().split(":")[0]}:*`, "*"];
    const condition = element(fields, "Condition");
    const bool = isObject(condition) ? element(condition, "Bool") : undefined;
    const secure = isObject(bool) ? element(bool, "aws:SecureTransport") : undefined;
    return (
        element(fields, "Effect") === "Deny" &&
        everyone &&
        covering.some((one) => actions.includes(one)) &&
        isObject(condition) &&
        Object.keys(condition).length === 1 &&
        listOf(secure).map(String).join() === "false"
    );
}

/** Whether something in a statement is not known yet. */
function isOpen(value: unknown): boolean {
    return value === UNKNOWN || (typeof value === "object" && value !== null && Object.values(value).some(isOpen));
}
