import type { Resource } from "../engine/rule";
import { isBoundedBy, valuesOf } from "./conditions";
import { makesWithinBoundary } from "./delegation";
import { type Grants, nameOf, type PlacedStatement, roleType } from "./identities";
import { allowing, resourcesOf } from "./permissions";

/** A way to get rights that one was not given. */
interface Escalation {
    /** All that it takes, as actions; of a list one is enough. */
    readonly actions: readonly (string | readonly string[])[];
    /** It runs code by a role that is passed to this service, so it also takes `iam:PassRole`. */
    readonly passesTo?: string;
    /**
     * It reaches what is named, which may be no mightier: it counts where the resource is a wildcard, or where not even
     * its name begins with something (`byPrefix`), since whoever is reached has a say as well.
     */
    readonly unlessNamed?: true | "byPrefix";
    /**
     * It reaches what this action makes: who may make all that it reaches, by no role but those that it makes within a
     * boundary, gets nothing by it that making would not give.
     */
    readonly madeBy?: string;
}

const ofPolicies = [
    ...["CreatePolicyVersion", "SetDefaultPolicyVersion"],
    ...["AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"],
    ...["PutUserPolicy", "PutGroupPolicy", "PutRolePolicy"],
    ...["AddUserToGroup", "UpdateAssumeRolePolicy"],
    ...["CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile"],
    ...["DeleteRolePermissionsBoundary", "DeleteUserPermissionsBoundary"],
].map((name): Escalation => ({ actions: [`iam:${name}`] }));

const byOthersRights = [
    ...["glue:UpdateDevEndpoint", "ssm:StartSession", "ssm:SendCommand"],
    ...["sagemaker:CreatePresignedNotebookInstanceUrl", "sagemaker:CreatePresignedDomainUrl"],
].map((action): Escalation => ({ actions: [action], unlessNamed: true }));

const byFunctions = ["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"].map((action): Escalation => ({
    actions: [action],
    unlessNamed: true,
    madeBy: "lambda:CreateFunction",
}));

/** A role's trust says as well who assumes it; AWS gives whoever deploys with the CDK `role/cdk-*`. */
const byAnyRole: Escalation = { actions: ["sts:AssumeRole"], unlessNamed: "byPrefix" };

/** A notebook runs what its lifecycle configuration says each time it starts, by its own role. */
const notebookLifecycle: Escalation = {
    actions: [
        "sagemaker:StopNotebookInstance",
        ["sagemaker:CreateNotebookInstanceLifecycleConfig", "sagemaker:UpdateNotebookInstanceLifecycleConfig"],
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:StartNotebookInstance",
    ],
};

const byPassedRole = (
    [
        ["lambda", "lambda:CreateFunction"],
        ["glue", ["glue:CreateJob", "glue:UpdateJob"]],
        ["glue", "glue:CreateDevEndpoint"],
        ["sagemaker", "sagemaker:CreateNotebookInstance"],
        ["sagemaker", "sagemaker:CreateTrainingJob"],
        ["sagemaker", "sagemaker:CreateHyperParameterTuningJob"],
        ["sagemaker", "sagemaker:CreateProcessingJob"],
        ["sagemaker", "sagemaker:CreateModel", "sagemaker:CreateEndpoint"],
        ["sagemaker", ["sagemaker:CreatePipeline", "sagemaker:UpdatePipeline"]],
        ["cloudformation", ["cloudformation:CreateStack", "cloudformation:UpdateStack"]],
        ["codebuild", ["codebuild:CreateProject", "codebuild:UpdateProject"]],
        ["ec2", "ec2:RunInstances"],
        ["ecs-tasks", "ecs:RegisterTaskDefinition", ["ecs:RunTask", "ecs:StartTask", "ecs:CreateService"]],
        ["states", ["states:CreateStateMachine", "states:UpdateStateMachine"]],
        ["events", "events:PutTargets"],
        ["scheduler", ["scheduler:CreateSchedule", "scheduler:UpdateSchedule"]],
        ["pipes", ["pipes:CreatePipe", "pipes:UpdatePipe"]],
    ] satisfies readonly (readonly [string, ...(string | readonly string[])[]])[]
).map(([service, ...actions]): Escalation => ({ passesTo: `${service}.amazonaws.com`, actions }));

/**
 * Known ways to more rights, after Rhino Security Labs' list
 * (https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation) and Pathfinding.cloud
 * (https://pathfinding.cloud), as far as they concern what this project uses.
 */
const escalations: readonly Escalation[] = [
    ...[...ofPolicies, ...byFunctions, ...byOthersRights, byAnyRole],
    ...[notebookLifecycle, ...byPassedRole],
];

/** A way that policies leave open. */
export interface OpenWay {
    /** The actions that it takes: `sagemaker:CreateModel and sagemaker:CreateEndpoint`. */
    readonly names: string;
    /** The statement that allows the first of them: `runs.policy.Statement[0]`. */
    readonly at: string;
    /** Whether it also takes `iam:PassRole`. */
    readonly passes: boolean;
}

/** Every way to more rights that the union of somebody's policies leaves open. */
export function escalationsIn(grants: Grants, stack: readonly Resource[]): readonly OpenWay[] {
    return escalations.flatMap((escalation) => openBy(escalation, grants, stack) ?? []);
}

function openBy(escalation: Escalation, grants: Grants, stack: readonly Resource[]): OpenWay | undefined {
    const { passesTo } = escalation;
    const steps = escalation.actions.map((step) => firstOf(step, escalation, grants));
    const [first] = steps;
    if (first === undefined || steps.includes(undefined)) return undefined;
    if (passesTo !== undefined && !passesAnyRole(grants, passesTo, stack)) return undefined;
    if (escalation.madeBy !== undefined && reachesOwn(first.statement, escalation.madeBy, grants, stack)) {
        return undefined;
    }
    const { holder, path } = first.statement;
    const names = steps.flatMap((step) => step?.action ?? []).join(" and ");
    return { names, at: `${holder.name}.${path}`, passes: passesTo !== undefined };
}

function firstOf(step: string | readonly string[], { unlessNamed }: Escalation, grants: Grants) {
    for (const action of typeof step === "string" ? [step] : step) {
        const statement = allowing(grants.statements, action).statements.find(
            (one) => !isBounded(one) && (unlessNamed === undefined || !isNamed(one, unlessNamed)),
        );
        if (statement !== undefined) return { action, statement };
    }
    return undefined;
}

/** One's own user, or what can only be given within a boundary. */
function isBounded(statement: PlacedStatement): boolean {
    const resources = resourcesOf(statement);
    const isOwn = resources.length > 0 && resources.every((resource) => /:user\/\$\{aws:username\}$/.test(resource));
    const keys = new Set(["iam:permissionsboundary", "iam:policyarn"]);
    return isOwn || isBoundedBy(statement.fields, (key) => keys.has(key)) === true;
}

function isNamed(statement: PlacedStatement, by: true | "byPrefix" = true): boolean {
    const resources = resourcesOf(statement);
    const open = by === true ? /[*?]/ : /^[^/]*$|[/][^/]{0,2}[*?]/;
    return resources.length > 0 && !resources.some((resource) => open.test(resource));
}

/** Whether a role may be passed to a service that is none of the stack's, or that may go elsewhere as well. */
function passesAnyRole({ statements }: Grants, service: string, stack: readonly Resource[]): boolean {
    const roles = new Set(stack.filter(({ type }) => type === roleType).flatMap((role) => nameOf(role) ?? []));
    return allowing(statements, "iam:PassRole").statements.some((statement) => {
        const services = valuesOf(statement.fields, "iam:PassedToService").map(String);
        if (services.length > 0 && !services.some((one) => one === service || /[*?]/.test(one))) return false;
        const named = resourcesOf(statement).every((resource) => roles.has(resource.split("/").at(-1) ?? ""));
        const own = resourcesOf(statement).every((resource) => makesWithinBoundary(statements, resource));
        return services.length !== 1 || !(own || (named && isNamed(statement)));
    });
}

/**
 * Whether all that a statement reaches, by a beginning of names, is what its holder may make by roles of its own making
 * alone. Somebody else's function of such a name would be reached as well: names that begin alike are one owner's.
 */
function reachesOwn(statement: PlacedStatement, making: string, grants: Grants, stack: readonly Resource[]): boolean {
    const made = allowing(grants.statements, making).statements.flatMap(resourcesOf);
    const service = `${making.split(":")[0]}.amazonaws.com`;
    const passes = allowing(grants.statements, "iam:PassRole").statements.length > 0;
    return (
        passes &&
        !passesAnyRole(grants, service, stack) &&
        resourcesOf(statement).every((one) => made.includes(one) && /:[\w-]{3,}\*$/.test(one))
    );
}
