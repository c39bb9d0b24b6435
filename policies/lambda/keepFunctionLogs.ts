import { good, made, told } from "../engine/examples";
import { isMissing } from "../engine/fields";
import { fail, isObject, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { anyRefers } from "../reading/references";

const functionType = "aws:lambda/function:Function";
const groupType = "aws:cloudwatch/logGroup:LogGroup";

const predict = made(functionType, "predict", { name: "predict" });
const group = (name: unknown) => made(groupType, "logs", { name, retentionInDays: 30 });
const missing = "no LogGroup of the stack is named /aws/lambda/predict; add one with retention and a key.";

export const keepFunctionLogs: Rule = {
    id: "lambda/keepFunctionLogs",
    group: "reliability",
    description: "Every function logs to a group of the stack.",
    cause: "A function's log group, /aws/lambda/<name> unless loggingConfig names another one, is not made by the stack.",
    explanation:
        "Lambda makes a group that is missing at the first call: without an end, without a key, and without anything that " +
        "removes it with the function.",
    remedy: "Add an aws.cloudwatch.LogGroup named /aws/lambda/<name>, and have the function depend on it.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
    severity: "medium",
    standards: ["NIST 800-53 AU-11"],
    scope: "stack",
    judge: (resource, stack) => {
        if (resource.type !== functionType) return [];
        // A group that the program names itself may be another stack's; what it is like is judged where it is made.
        if (namesGroup(resource)) return [pass("loggingConfig.logGroup")];
        const found = anyRefers(
            stack.filter(({ type }) => type === groupType).map((candidate) => isGroupOf(candidate, resource)),
        );
        if (found === true) return [pass("name")];
        const name = read(resource.props, "name");
        return found === UNKNOWN || name === UNKNOWN
            ? [undetermined("name", "it is not known yet how its log group is called, or which LogGroups there are.")]
            : [fail("name", missing.replace("predict", isMissing(name) ? "<its name>" : String(name)))];
    },
    examples: {
        good: [
            good("a group of the function's name", predict, group("/aws/lambda/predict")),
            good(
                "a group made of a name that is not known yet",
                { ...predict, props: { name: unknownText } },
                {
                    ...group(unknownText),
                    dependsOn: { name: ["predict"] },
                },
            ),
            good("a group by another name", {
                ...predict,
                props: { ...predict.props, loggingConfig: { logGroup: "all" } },
            }),
        ],
        bad: [
            told("a function alone", `name: ${missing}`, predict),
            told("another function's group", `name: ${missing}`, predict, group("/aws/lambda/train")),
        ],
        unknown: [
            told(
                "a group whose name is not known",
                "name: undetermined: it is not known yet how its log group is called, or which LogGroups there are.",
                predict,
                group(unknownText),
            ),
        ],
    },
};

/** Whether a function logs to another group than it does by default, as AWS tells of one that is there. */
function namesGroup({ props }: Resource): boolean {
    const logging = read(props, "loggingConfig");
    const group = isObject(logging) ? logging["logGroup"] : logging;
    return !isMissing(group) && group !== `/aws/lambda/${String(read(props, "name"))}`;
}

function isGroupOf(group: Resource, called: Resource): boolean | typeof UNKNOWN {
    const [groupName, name] = [read(group.props, "name"), read(called.props, "name")];
    if (typeof groupName === "string" && typeof name === "string") return groupName === `/aws/lambda/${name}`;
    const sources = group.propertyDependencies["name"] ?? [];
    if (sources.some(({ urn }) => urn === called.urn)) return true;
    return groupName === UNKNOWN && sources.length === 0 ? UNKNOWN : false;
}
