import { createHash } from "node:crypto";

/**
 * The name of a stage, of a model or of an algorithm. It becomes part of physical names, which is why it may hold so
 * little: what S3, ECR, IAM and SageMaker all take.
 */
export const namePattern = /^[a-z](-?[a-z0-9])*$/;

/** {@link namePattern} in words. */
export const nameRule = "lower case letters, digits and single hyphens, a letter first";

/** What the physical names of a model's stack begin with. */
export function stackPrefix(stage: string, model: string): string {
    return `drivetrain-${stage}-${model}`;
}

/** What the physical names of an account's platform begin with. */
export function platformPrefix(stage: string): string {
    return `drivetrain-${platformStack(stage)}`;
}

/** The stack of what an account has once. */
export function platformStack(stage: string): string {
    return `platform-${stage}`;
}

/** A role of GitHub's workflows in an account: what deploys, what looks at what is deployed, what previews. */
export type DeliveryRole = "deployer" | "inspector" | "previewer";

/** What the role is called: workflows read it from the stack's stage, before they can ask anybody. */
export function deliveryRoleName(stage: string, role: DeliveryRole): string {
    return `${platformPrefix(stage)}-${role}`;
}

/** The stage whose platform a stack is; undefined for a model's stack. */
export function stageOfPlatform(stack: string): string | undefined {
    const start = platformStack("");
    return stack.startsWith(start) ? stack.slice(start.length) : undefined;
}

/** One algorithm of a model at one stage. */
export interface Trained {
    readonly stage: string;
    readonly model: string;
    readonly algorithm: string;
}

/** The endpoint; all that runs make for it (models, jobs, endpoint configurations) is called `<endpoint>-<run id>`. */
export function endpointName({ stage, model, algorithm }: Trained): string {
    return `${model}-${algorithm}-${stage}`;
}

/** What the alarms that roll an endpoint's update back have before a hyphen and what they watch; no stage has a dot. */
export function rollbackAlarmPrefix(endpoint: string): string {
    return `${endpoint}.rollback`;
}

/** The registry's group of an algorithm's versions: it is called as the endpoint that serves them. */
export function modelPackageGroupName(trained: Trained): string {
    return endpointName(trained);
}

/** The algorithm whose versions a group has; undefined where the group is not of this model at this stage. */
export function algorithmOfGroup(group: string, { stage, model }: Omit<Trained, "algorithm">): string | undefined {
    const algorithm = group.slice(model.length + 1, -stage.length - 1);
    return namePattern.test(algorithm) && modelPackageGroupName({ stage, model, algorithm }) === group
        ? algorithm
        : undefined;
}

/** The path in Parameter Store of what an algorithm's runs write (contracts/parameters.ts), no slash at its end. */
export function parameterPrefix({ stage, model, algorithm }: Trained): string {
    return `/drivetrain/${stage}/${model}/${algorithm}`;
}

/** @param prefix the stack's, by {@link stackPrefix} */
export function trainingMachineName(prefix: string, algorithm: string): string {
    return `${prefix}-${algorithm}-training`;
}

/** @param prefix the stack's, by {@link stackPrefix} */
export function deploymentMachineName(prefix: string, algorithm: string): string {
    return `${prefix}-${algorithm}-deployment`;
}

/** @param prefix the stack's, by {@link stackPrefix} */
export function promotionMachineName(prefix: string, algorithm: string): string {
    return `${prefix}-${algorithm}-promote`;
}

/** What the names of all tuning jobs begin with. */
export const tuningStart = "tune-";

/**
 * What the names of an endpoint's tuning jobs begin with, before a hyphen. They have 32 characters at most, too few for
 * the endpoint's own name.
 */
export function tuningPrefix(endpoint: string): string {
    return `${tuningStart}${createHash("sha256").update(endpoint).digest("hex").slice(0, 6)}`;
}

/** What SageMaker logs an endpoint to. */
export function endpointLogGroup(endpoint: string): string {
    return `/aws/sagemaker/Endpoints/${endpoint}`;
}

/** The one variant of an endpoint. Alarms and scaling name it, so it is the same in every configuration. */
export const variantName = "AllTraffic";

/** What of an endpoint scales, as Application Auto Scaling names it. */
export const scalableInstances = {
    ServiceNamespace: "sagemaker",
    ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
} as const;

/** How Application Auto Scaling knows the instances of one endpoint. */
export function scalableTarget(endpoint: string) {
    return { ...scalableInstances, ResourceId: `endpoint/${endpoint}/variant/${variantName}` };
}
