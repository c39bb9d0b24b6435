import { good, made, told } from "../engine/examples";
import { fail, type Judgement, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { nameOf, roleOf, roleType } from "../reading/identities";
import { stateMachineType } from "../reading/stateMachine";

/** What runs by a role, and the property that names it. */
const runners: Readonly<Record<string, string>> = {
    "aws:lambda/function:Function": "role",
    "aws:lambda/callbackFunction:CallbackFunction": "role",
    [stateMachineType]: "roleArn",
};

const role = (name: string) => made(roleType, name, { name });
const runsBy = (name: string, role: unknown, dependsOn?: Readonly<Record<string, readonly string[]>>) =>
    made("aws:lambda/function:Function", name, { role }, dependsOn);
const arn = "arn:aws:iam::111111111111:role/shared";
const shared = (name: string, others: string) =>
    `it runs by the role ${name}, as ${others} does; give each a role of its own.`;

export const separateRoles: Rule = {
    id: "iam/separateRoles",
    group: "iam",
    description: "Every function and state machine has a role of its own.",
    cause: "Two or more functions or state machines of a stack run by the same role.",
    explanation:
        "A shared role has what any of its users needs, so each of them may do what it never does. Nobody can take a " +
        "permission away without knowing all of them, and CloudTrail does not tell who acted.",
    remedy: "Make a role for each, with what that one needs.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    severity: "medium",
    standards: ["NIST 800-53 AC-5", "NIST 800-53 AC-6"],
    scope: "stack",
    judge: judgeRunner,
    examples: {
        good: [
            good(
                "a role for each, by name and not known yet",
                role("predict"),
                role("notify"),
                runsBy("predict", "arn:aws:iam::111111111111:role/predict"),
                runsBy("notify", unknownText, { role: ["notify"] }),
            ),
        ],
        bad: [
            told(
                "two functions by one role",
                [`role: ${shared("shared", "notify")}`, `role: ${shared("shared", "predict")}`],
                role("shared"),
                runsBy("predict", arn),
                runsBy("notify", unknownText, { role: ["shared"] }),
            ),
            told(
                "a function and a state machine by a role of another stack",
                [`role: ${shared(arn, "runs")}`, `roleArn: ${shared(arn, "predict")}`],
                runsBy("predict", arn),
                made(stateMachineType, "runs", { roleArn: arn }),
            ),
        ],
        unknown: [
            told(
                "a role that is not known",
                "role: undetermined: it is not known before the deployment.",
                runsBy("predict", unknownText),
            ),
        ],
    },
};

function judgeRunner(resource: Resource, stack: readonly Resource[]): readonly Judgement[] {
    const property = runners[resource.type];
    if (property === undefined) return [];
    const own = roleOf(resource, property, stack);
    if (own === undefined) return [];
    if (own === UNKNOWN) return [undetermined(property, "it is not known before the deployment.")];
    const others = stack.filter(
        (other) => other !== resource && roleOf(other, runners[other.type] ?? "", stack) === own,
    );
    if (others.length === 0) return [pass(property)];
    const name = typeof own === "string" ? own : (nameOf(own) ?? own.name);
    return [fail(property, shared(name, others.map((other) => other.name).join(", ")))];
}
