import { endpointName, modelPackageGroupName, promotionMachineName } from "../../contracts/names";
import { arnOf, roleArnOf, type Scope } from "../access/scope";
import { validateNameLengths } from "../validation/nameLengths";
import type { Problem } from "../validation/problem";

/** The physical names of what promotes versions of one algorithm to a stage, all known before anything exists. */
export interface PromotionNames {
    /** What the names of copied models begin with: the endpoint's. */
    readonly endpoint: string;
    readonly modelPackageGroup: string;
    readonly stateMachine: string;
    readonly startRole: string;
    readonly startRule: string;
    readonly statusRule: string;
    readonly checkVersion: string;
    readonly copyVersion: string;
    readonly notifyPromotion: string;
    readonly endRun: string;
    readonly undelivered: string;
}

/** @param scope the stage's to which versions come */
export function promotionNames(scope: Scope, model: string, algorithm: string): PromotionNames {
    const prefix = promotionMachineName(scope.prefix, algorithm);
    const trained = { stage: scope.stage, model, algorithm };
    return {
        endpoint: endpointName(trained),
        modelPackageGroup: modelPackageGroupName(trained),
        stateMachine: prefix,
        startRole: `${prefix}-start`,
        startRule: `${prefix}-start`,
        statusRule: `${prefix}-status`,
        checkVersion: `${prefix}-check`,
        copyVersion: `${prefix}-copy`,
        notifyPromotion: `${prefix}-notify`,
        endRun: `${prefix}-end-run`,
        undelivered: `${prefix}-undelivered`,
    };
}

/** The event bus to which the stage before sends its approvals. */
export function promotionBus(scope: Scope): string {
    return `${scope.prefix}-promotions`;
}

/** The ARN of that bus. */
export function promotionBusArn(scope: Scope): string {
    return arnOf(scope, "events", `event-bus/${promotionBus(scope)}`);
}

/** The roles that read a version of the stage before: of the state machine, and of its functions that read files. */
export function readerArns(scope: Scope, { stateMachine, checkVersion, copyVersion }: PromotionNames) {
    const arn = (role: string) => roleArnOf(scope, role);
    return { registry: [arn(stateMachine)], files: [arn(checkVersion), arn(copyVersion)] };
}

/** The rule that sends approvals of one algorithm's versions to another stage, and the role by which it does. */
export function offerName(scope: Scope, algorithm: string, stage: string): string {
    return `${scope.prefix}-${algorithm}-to-${stage}`;
}

/** Every name of what takes versions that AWS would refuse for its length. */
export function validatePromotionNames(scope: Scope, model: string, algorithm: string): Problem[] {
    // The queue has room for 80 characters, which the others leave it.
    const { endpoint, modelPackageGroup: _, undelivered: __, ...others } = promotionNames(scope, model, algorithm);
    return validateNameLengths([], { base: endpoint, tryLength: 0, others: Object.values<string>(others), whose });
}

/** Every name of what offers versions to another stage that AWS would refuse for its length. */
export function validateOfferNames(scope: Scope, model: string, algorithm: string, stage: string): Problem[] {
    const { endpoint } = promotionNames(scope, model, algorithm);
    return validateNameLengths([], {
        base: endpoint,
        tryLength: 0,
        others: [offerName(scope, algorithm, stage)],
        whose,
    });
}

const whose = "the model's, the algorithm's or the stage's";
