import { rules } from "../../policies/rules";
import { inRoot } from "../checkout";
import {
    changedCount,
    type EngineReport,
    type Remediation,
    resourceCount,
    typeAndName,
    type Violation,
} from "../engine/events";
import { ask, EngineError, operate } from "../engine/pulumi";
import { existingStacks } from "../engine/state";
import { count } from "../terminal/format";
import { type Report, step } from "../terminal/progress";
import { onPlatform } from "./localStage";
import { isDeployed } from "./outputs";
import type { StackReference } from "./stack";

/** What the policy pack found; the contract's `policies`. */
export interface PolicyCount {
    readonly rules: number;
    readonly mandatoryViolations: number;
    readonly advisoryViolations: number;
}

export interface Deployment {
    /** Resources of the model's stack. */
    readonly resources: number;
    readonly changed: number;
    /** What is done to which resource. */
    readonly changes: readonly { readonly operation: string; readonly resource: string }[];
    readonly policies: PolicyCount;
    readonly violations: readonly Violation[];
    readonly remediations: readonly Remediation[];
}

const policyPack = inRoot("policies");

/** What has a say between the preview of a stack and its update; it throws to stop. */
export type Check = (previewed: Deployment, report: Report) => Promise<void>;

/** Brings a stack up, after its platform where that is missing; the policy pack judges before anything is made. */
export async function deploy(stack: StackReference, check?: Check): Promise<Deployment> {
    // From here on nobody who takes another stack down takes the platform along.
    await createStack(stack.name);
    await onPlatform(stack, async () => {
        if (!(await isDeployed(stack.platform))) await bringUp(stack.platform);
    });
    return bringUp(stack.name, check);
}

async function bringUp(name: string, check?: Check): Promise<Deployment> {
    await createStack(name);
    return step({
        title: `deploy ${name}`,
        run: async (report: Report) => {
            const preview = await operate("preview", name, prefixed(report, "preview"), { policyPack });
            await check?.(deploymentOf(preview), report);
            // What a preview cannot know, such as a new role's ARN, the update's findings do.
            return deploymentOf(await operate("up", name, report, { policyPack }));
        },
        detail: ({ resources, changed }) =>
            `${count(resources, "resource")}, ${changed === 0 ? "nothing to change" : `${changed} changed`}`,
    });
}

async function createStack(name: string): Promise<void> {
    if (!(await existingStacks()).includes(name)) await ask(["stack", "init", name]);
}

/** What bringing a stack up would do; its platform's preview comes before it where that is missing. */
export async function preview(stack: StackReference): Promise<Deployment> {
    await onPlatform(stack, async () => {
        if (!(await isDeployed(stack.platform))) await previewOf(stack.platform);
    });
    return previewOf(stack.name);
}

/** Previews one stack, whatever it is; its environment has to be entered. */
export async function previewOf(name: string): Promise<Deployment> {
    await createStack(name);
    return step({
        title: `preview ${name}`,
        run: async (report: Report) => deploymentOf(await operate("preview", name, report, { policyPack })),
        detail: ({ resources, changed }) => `${count(resources, "resource")}, ${count(changed, "change")}`,
    });
}

/** Destroys a stack and forgets it; its configuration file stays. */
export async function destroy(name: string): Promise<void> {
    await step({
        title: `destroy ${name}`,
        run: async (report: Report) => {
            const destroyed = await operate("destroy", name, report);
            await ask(["stack", "rm", name, "--yes", "--preserve-config"]);
            return destroyed;
        },
        detail: ({ changes }) => `${count(changedCount(changes), "resource")} removed`,
    });
}

function deploymentOf({ changes, done, violations, remediations }: EngineReport): Deployment {
    return {
        resources: resourceCount(changes),
        changed: changedCount(changes),
        changes: [...done].map(([urn, operation]) => ({ operation, resource: typeAndName(urn) })),
        policies: countPolicies(violations),
        violations,
        remediations,
    };
}

function countPolicies(violations: readonly Violation[]): PolicyCount {
    return {
        rules: rules.length,
        mandatoryViolations: violations.filter((one) => one.level === "mandatory").length,
        advisoryViolations: violations.filter((one) => one.level === "advisory").length,
    };
}

/** What the pack found in an operation that failed because of it, or undefined. */
export function policiesOf(error: unknown): PolicyCount | undefined {
    return error instanceof EngineError ? countPolicies(error.report.violations) : undefined;
}

function prefixed(report: Report, word: string): Report {
    return (line) => report(`${word}: ${line}`);
}
