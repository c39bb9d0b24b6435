import type { Resource } from "../engine/rule";
import { isBoundedBy, valuesOf } from "./conditions";
import { type Grants, nameOf, type PlacedStatement, roleType } from "./identities";
import { allowing, resourcesOf } from "./permissions";

/** A way to get rights that one was not given. */
interface Escalation {
    /** All that it takes, as actions; of a list one is enough. */
    readonly actions: readonly (string | readonly string[])[];
    /** It runs code by a role that is passed to this service, so it also takes `iam:PassRole`. */
    readonly passesTo?: string;
    /** It reaches what is named, which may be no mightier: it counts where the resource is a wildcard. */
    readonly unlessNamed?: true;
}

const ofPolicies = [
    ...["CreatePolicyVersion", "SetDefaultPolicyVersion"],
    ...["AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"],
    ...["PutUserPolicy", "PutGroupPolicy", "PutRolePolicy"],
    ...["AddUserToGroup", "UpdateAssumeRolePolicy"],
    ...["CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile"],
].map((name): Escalation => ({ actions: [`iam:${name}`] }));

const byOthersRights = [
    ...["sts:AssumeRole", "lambda:UpdateFunctionCode", "glue:UpdateDevEndpoint"],
    ...["ssm:StartSession", "ssm:SendCommand", "sagemaker:CreatePresignedNotebookInstanceUrl"],
].map((action): Escalation => ({ actions: [action], unlessNamed: true }));

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
        ["sagemaker", "sagemaker:CreateProcessingJob"],
        ["sagemaker", "sagemaker:CreateModel", "sagemaker:CreateEndpoint"],
        ["sagemaker", "sagemaker:CreatePipeline"],
        ["cloudformation", "cloudformation:CreateStack"],
        ["codebuild", "codebuild:CreateProject"],
        ["ec2", "ec2:RunInstances"],
        ["states", "states:CreateStateMachine"],
        ["events", "events:PutTargets"],
    ] satisfies readonly (readonly [string, ...(string | readonly string[])[]])[]
).map(([service, ...actions]): Escalation => ({ passesTo: `${service}.amazonaws.com`, actions }));

/**
 * Known ways to more rights, after Rhino Security Labs' list
 * (https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation) and Pathfinding.cloud
 * (https://pathfinding.cloud), as far as they concern what this project uses.
 */
const escalations: readonly Escalation[] = [...ofPolicies, ...byOthersRights, notebookLifecycle, ...byPassedRole];

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
    const { holder, path } = first.statement;
    const names = steps.flatMap((step) => step?.action ?? []).join(" and ");
    return { names, at: `${holder.name}.${path}`, passes: passesTo !== undefined };
}

function firstOf(step: string | readonly string[], { unlessNamed }: Escalation, grants: Grants) {
    for (const action of typeof step === "string" ? [step] : step) {
        const statement = allowing(grants.statements, action).statements.find(
            (one) => !isBounded(one) && (unlessNamed !== true || !isNamed(one)),
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

function isNamed(statement: PlacedStatement): boolean {
    const resources = resourcesOf(statement);
    return resources.length > 0 && !resources.some((resource) => /[*?]/.test(resource));
}

/** Whether a role may be passed to a service that is none of the stack's, or that may go elsewhere as well. */
function passesAnyRole({ statements }: Grants, service: string, stack: readonly Resource[]): boolean {
    const roles = new Set(stack.filter(({ type }) => type === roleType).flatMap((role) => nameOf(role) ?? []));
    return allowing(statements, "iam:PassRole").statements.some((statement) => {
        const services = valuesOf(statement.fields, "iam:PassedToService").map(String);
        if (services.length > 0 && !services.some((one) => one === service || /[*?]/.test(one))) return false;
        const named = resourcesOf(statement).every((resource) => roles.has(resource.split("/").at(-1) ?? ""));
        return services.length !== 1 || !named || !isNamed(statement);
    });
}
