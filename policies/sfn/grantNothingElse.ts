import { good, made, told } from "../engine/examples";
import { fail, type Judgement, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { judgeStateMachines, type RunningMachine } from "../engine/stateMachines";
import { type Requirement, requirementOf } from "../reading/callActions";
import { element } from "../reading/iamDocument";
import { roleOf, roleType } from "../reading/identities";
import { machineRequirements } from "../reading/machineActions";
import { actionsOf, covers } from "../reading/permissions";
import { findTasks, parseDefinition, stateMachineType } from "../reading/stateMachine";

const role = made(roleType, "role", { name: "runs" });
const allow = (Action: unknown, Resource: unknown = "arn:aws:dynamodb:us-east-1:111111111111:table/ledger") =>
    made("aws:iam/rolePolicy:RolePolicy", "policy", {
        role: "runs",
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }),
    });
const machine = (call: string, props: object = {}, name = "machine") =>
    made(stateMachineType, name, {
        roleArn: "arn:aws:iam::111111111111:role/runs",
        definition: { States: { Call: { Type: "Task", Resource: `arn:aws:states:::${call}`, Arguments: {} } } },
        ...props,
    });
const at = "policy.policy.Statement[0].Action";
const unused = (action: string) => `no state needs ${action}; take it away.`;

export const grantNothingElse: Rule = {
    id: "sfn/grantNothingElse",
    group: "iam",
    description: "The role of every state machine allows nothing that its states do not need.",
    cause:
        "A policy of a state machine's role allows an action that no call of its states needs, nor its logs, its traces " +
        "or its key.",
    explanation:
        "What is left over from a state that was taken out is what an intruder gets beyond the states. A definition tells " +
        "all calls that its role is for, so nothing needs to be guessed.",
    remedy: "Take the action away.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "medium",
    standards: ["NIST 800-53 AC-6"],
    scope: "stack",
    judge: judgeStateMachines((running, stack) => {
        const requirements = machinesOf(running, stack).map(requirementsOf);
        if (requirements.includes(undefined)) {
            return [
                undetermined("roleArn", "not all that its states call is known, so nobody can tell what is too much."),
            ];
        }
        const wanted = requirements
            .flatMap((one) => one ?? [])
            .flatMap(({ needs, mayNeed }) => [...needs.flat(), ...mayNeed]);
        return running.grants.statements
            .filter(({ fields }) => element(fields, "Effect") !== "Deny")
            .flatMap((statement) => judgeActions(statement, wanted));
    }),
    examples: {
        good: [
            good(
                "what its call needs, and the key of what it reads",
                role,
                allow(["dynamodb:GetItem", "kms:Decrypt"]),
                machine("dynamodb:getItem"),
            ),
            good(
                "logs and traces that it keeps",
                role,
                allow(["sns:Publish", "logs:CreateLogDelivery", "xray:PutTraceSegments"], "*"),
                machine("sns:publish", {
                    loggingConfiguration: { level: "ALL" },
                    tracingConfiguration: { enabled: true },
                }),
            ),
            good(
                "what another state machine of the same role calls",
                role,
                allow(["sns:Publish", "dynamodb:GetItem"]),
                machine("sns:publish"),
                machine("dynamodb:getItem", {}, "other"),
            ),
        ],
        bad: [
            told(
                "an action for no call",
                `${at}[1]: ${unused("dynamodb:DeleteItem")}`,
                role,
                allow(["dynamodb:GetItem", "dynamodb:DeleteItem"]),
                machine("dynamodb:getItem"),
            ),
            told(
                "logs that it does not keep",
                `${at}[1]: ${unused("logs:CreateLogDelivery")}`,
                role,
                allow(["sns:Publish", "logs:CreateLogDelivery"]),
                machine("sns:publish", { loggingConfiguration: { level: "OFF" } }),
            ),
            told(
                "how to follow what it does not wait for",
                `${at}[1]: ${unused("states:StopExecution")}`,
                role,
                allow(["states:StartExecution", "states:StopExecution"]),
                machine("states:startExecution"),
            ),
        ],
        unknown: [
            told(
                "a definition that is not known",
                "definition: undetermined: it is not known before the deployment.",
                role,
                allow("sns:Publish"),
                machine("sns:publish", { definition: unknownText }),
            ),
            told(
                "a call that nobody has listed",
                "roleArn: undetermined: not all that its states call is known, so nobody can tell what is too much.",
                role,
                allow("eks:DescribeCluster"),
                machine("eks:runJob.sync"),
            ),
        ],
    },
};

/** All state machines that run by the same role. */
function machinesOf({ machine, role }: RunningMachine, stack: readonly Resource[]): readonly Resource[] {
    return stack.filter(
        (one) => one === machine || (one.type === stateMachineType && roleOf(one, "roleArn", stack) === role),
    );
}

/** What a state machine needs; undefined where a call is not known, or nobody has listed it. */
function requirementsOf(machine: Resource): readonly Requirement[] | undefined {
    const definition = parseDefinition(read(machine.props, "definition"));
    if (definition === UNKNOWN || definition === undefined) return undefined;
    const calls = findTasks(definition).map(requirementOf);
    return calls.includes(undefined)
        ? undefined
        : [...calls.flatMap((call) => call ?? []), ...machineRequirements(machine, definition)];
}

/** Each action of a statement; one with wildcards passes where it takes in something that is needed. */
function judgeActions(
    statement: RunningMachine["grants"]["statements"][number],
    wanted: readonly string[],
): readonly Judgement[] {
    const isList = Array.isArray(element(statement.fields, "Action"));
    return actionsOf(statement).map((action, index) => {
        const at = `${statement.holder.name}.${statement.path}.Action${isList ? `[${index}]` : ""}`;
        const isNeeded = wanted.some((need) => covers(need, action) || covers(action, need));
        return isNeeded ? pass(at) : fail(at, unused(action));
    });
}
