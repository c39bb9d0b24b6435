import { good, made, told } from "../engine/examples";
import { fail, type Judgement, pass, undetermined } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeStateMachines } from "../engine/stateMachines";
import { hasElement } from "../engine/statements";
import { requirementOf } from "../reading/callActions";
import { resourcesOfCall, takesIn } from "../reading/callResources";
import { type Grants, roleType } from "../reading/identities";
import { machineRequirements } from "../reading/machineActions";
import { allowing, isKnown, resourcesOf } from "../reading/permissions";
import { findTasks, stateMachineType, type Task } from "../reading/stateMachine";

const role = made(roleType, "role", { name: "runs" });
const allow = (...statements: readonly (readonly [unknown, unknown])[]) =>
    made("aws:iam/rolePolicy:RolePolicy", "policy", {
        role: "runs",
        policy: JSON.stringify({
            Statement: statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
        }),
    });
const machine = (call: string, input: object = {}, props: object = {}) =>
    made(stateMachineType, "machine", {
        roleArn: "arn:aws:iam::111111111111:role/runs",
        definition: JSON.stringify({
            StartAt: "Call",
            States: { Call: { Type: "Task", Resource: `arn:aws:states:::${call}`, Arguments: input, End: true } },
        }),
        ...props,
    });
const train = machine("sagemaker:createTrainingJob.sync", {
    TrainingJobName: "{% $name %}",
    RoleArn: "arn:aws:iam::111111111111:role/train",
});
const jobs = "arn:aws:sagemaker:us-east-1:111111111111:training-job/*";
const rule = "arn:aws:events:us-east-1:111111111111:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule";
const events = ["events:PutRule", "events:PutTargets", "events:DescribeRule"];
const jobActions = ["CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob", "AddTags", "ListTags"].map(
    (name) => `sagemaker:${name}`,
);
const at = "definition.States.Call.Resource";
const lacks = (call: string, actions: string) => `${call} needs ${actions}, which the role does not allow; allow it.`;

export const grantCalls: Rule = {
    id: "sfn/grantCalls",
    group: "iam",
    description: "The role of every state machine allows what its states call.",
    cause:
        "A Task state calls an action that the state machine's role does not allow, or not on what the call names: what " +
        "AWS asks for jobs that Step Functions waits for, for tags, roles, logs and traces included.",
    explanation:
        "Step Functions tells of a missing permission only when the state runs, hours into a training run perhaps. What " +
        "each call needs is known before: by the names of its service's actions, and by what the integration's page adds.",
    remedy: "Add the actions to the role's policy, on what the call names.",
    docs: "https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html",
    severity: "high",
    standards: [],
    scope: "stack",
    judge: judgeStateMachines(({ machine, definition, grants }) => [
        ...machineRequirements(machine, definition).flatMap(({ property, what, needs }) =>
            missing(property, what, needs, grants),
        ),
        ...findTasks(definition).flatMap((task) => judgeTask(task, grants)),
    ]),
    examples: {
        good: [
            // https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
            good(
                "a training job that Step Functions waits for",
                role,
                allow([jobActions, jobs], ["iam:PassRole", "arn:aws:iam::111111111111:role/train"], [events, rule]),
                train,
            ),
            good(
                "a function by a name that begins alike, allowed by a wildcard",
                role,
                allow(["lambda:Invoke*", "arn:aws:lambda:us-east-1:111111111111:function:compare-*"]),
                machine("lambda:invoke", { FunctionName: "compare-models" }),
            ),
            good(
                "a call that another role makes",
                role,
                allow(["sts:AssumeRole", "arn:aws:iam::222222222222:role/reader"]),
                made(stateMachineType, "machine", {
                    roleArn: "arn:aws:iam::111111111111:role/runs",
                    definition: {
                        States: {
                            Call: {
                                Type: "Task",
                                Resource: "arn:aws:states:::aws-sdk:sagemaker:listModels",
                                Credentials: { RoleArn: "arn:aws:iam::222222222222:role/reader" },
                            },
                        },
                    },
                }),
            ),
        ],
        bad: [
            told(
                "an action that is not allowed",
                `${at}: ${lacks("sagemaker:describeModel", "sagemaker:DescribeModel")}`,
                role,
                allow(["sagemaker:ListModels", "*"]),
                machine("aws-sdk:sagemaker:describeModel", { ModelName: "cars" }),
            ),
            told(
                "a job that it cannot follow, tag nor pass a role to",
                `${at}: ${lacks("sagemaker:createTrainingJob.sync", `${jobActions.slice(1).join(", ")}, ${events.join(", ")}, iam:PassRole`)}`,
                role,
                allow(["sagemaker:CreateTrainingJob", jobs]),
                train,
            ),
            told(
                "another function, and another role to pass",
                `${at}: the role does not allow lambda:InvokeFunction on arn:aws:lambda:us-east-1:111111111111:function:merge; allow it there.`,
                role,
                allow(["lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111111111111:function:compare"]),
                machine("lambda:invoke", { FunctionName: "arn:aws:lambda:us-east-1:111111111111:function:merge" }),
            ),
            told(
                "a table by its name",
                `${at}: the role does not allow dynamodb:PutItem on arn:*:dynamodb:*:*:table/ledger; allow it there.`,
                role,
                allow(["dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:111111111111:table/other"]),
                machine("dynamodb:putItem", { TableName: "ledger" }),
            ),
            told(
                "traces that it may not send",
                `tracingConfiguration: ${lacks("tracing", "xray:PutTelemetryRecords, xray:GetSamplingRules, xray:GetSamplingTargets")}`,
                role,
                allow(["xray:PutTraceSegments", "*"], ["sqs:SendMessage", "*"]),
                machine("sqs:sendMessage", {}, { tracingConfiguration: { enabled: true } }),
            ),
            told(
                "what the role allows elsewhere and denies everywhere",
                `${at}: ${lacks("sns:publish", "sns:Publish")}`,
                role,
                made("aws:iam/rolePolicy:RolePolicy", "policy", {
                    role: "runs",
                    policy: {
                        Statement: [
                            { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
                            { Effect: "Deny", Action: "sns:*", Resource: "*" },
                        ],
                    },
                }),
                machine("sns:publish", {}),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                `${at}: undetermined: sns:publish needs sns:Publish, and not all that the role allows is known.`,
                role,
                made("aws:iam/rolePolicy:RolePolicy", "policy", { role: "runs", policy: unknownText }),
                machine("sns:publish", {}),
            ),
            told(
                "a policy of AWS's",
                `${at}: undetermined: sns:publish needs sns:Publish, and not all that the role allows is known.`,
                role,
                made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attached", {
                    role: "runs",
                    policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaRole",
                }),
                machine("sns:publish", {}),
            ),
            told(
                "a role of another stack",
                "roleArn: undetermined: arn:aws:iam::111111111111:role/runs is no role of this stack, so nobody can tell here what it allows.",
                machine("sns:publish", {}),
            ),
            told(
                "a call that nobody has listed",
                `${at}: undetermined: nobody has listed what eks:runJob.sync needs.`,
                role,
                machine("eks:runJob.sync"),
            ),
        ],
    },
};

function judgeTask(task: Task, grants: Grants): readonly Judgement[] {
    const at = `definition.${task.path}.Resource`;
    const call = task.resource.replace(/^arn:[^:]+:states:::(aws-sdk:)?/, "");
    const required = requirementOf(task);
    if (required === undefined) return [undetermined(at, `nobody has listed what ${call} needs.`)];
    const lacking = missing(at, call, required.needs, grants);
    return lacking.some(({ verdict }) => verdict !== "pass")
        ? lacking
        : [...lacking, ...resourcesOfCall(task).flatMap(({ action, arn }) => judgeResource(at, action, arn, grants))];
}

function missing(
    at: string,
    what: string,
    needs: readonly (string | readonly string[])[],
    grants: Grants,
): readonly Judgement[] {
    const lacking = needs.filter((need) => !allowsOne(typeof need === "string" ? [need] : need, grants));
    if (lacking.length === 0) return [pass(at)];
    const names = [...new Set(lacking.map((need) => (typeof need === "string" ? need : need.join(" or "))))].join(", ");
    return grants.unknown || grants.elsewhere.length > 0
        ? [undetermined(at, `${what} needs ${names}, and not all that the role allows is known.`)]
        : [fail(at, lacks(what, names))];
}

function allowsOne(actions: readonly string[], { statements }: Grants): boolean {
    return actions.some((action) => allowing(statements, action).statements.length > 0);
}

/** On what a statement allows an action; where AWS's policies or unknown ones may allow it elsewhere there is no word. */
function judgeResource(at: string, action: string, arn: string, grants: Grants): readonly Judgement[] {
    const { statements } = allowing(grants.statements, action);
    if (statements.length === 0 || grants.unknown || grants.elsewhere.length > 0) return [];
    if (!statements.every((statement) => isKnown(statement, "Resource"))) return [];
    return statements.some(
        (one) => hasElement(one.fields, "NotResource") || resourcesOf(one).some((it) => takesIn(it, arn)),
    )
        ? [pass(at)]
        : [fail(at, `the role does not allow ${action} on ${arn}; allow it there.`)];
}
