import { type CommonOptions, stackOf } from "../shared/context";
import { deploy, type Deployment, preview as previewStack } from "../shared/deployment";
import { enterStarting } from "../shared/environment";
import { Exit } from "../shared/errors";
import { readOutputs } from "../shared/outputs";
import { answer, count } from "../shared/output";
import { step } from "../shared/progress";
import type { StackReference } from "../shared/stack";

/** Brings the stack up, its stage and platform before it where they are missing. */
export async function up(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await prepare(stack);
    const deployment = await deploy(stack);
    const outputs = await readOutputs(stack);
    answer(options.json, { ok: true, stack: stack.name, ...deployment, outputs }, () =>
        [
            ...deploymentText(deployment),
            `Predictions: ${outputs.realtime.url}`,
            `Next: npx drivetrain train data/used-cars.csv${stack.name === "local" ? "" : ` -s ${stack.name}`}`,
        ].join("\n"),
    );
    return Exit.ok;
}

/** Shows what bringing the stack up would change, and what the rules say to it. */
export async function preview(options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await prepare(stack);
    const deployment = await previewStack(stack);
    answer(options.json, { ok: true, stack: stack.name, ...deployment }, () =>
        [...deploymentText(deployment), ...changesText(deployment)].join("\n"),
    );
    return Exit.ok;
}

const changesShown = 30;

function changesText({ changed, changes }: Deployment): string[] {
    const lines = changes.slice(0, changesShown).map(({ operation, resource }) => `  ${operation} ${resource}`);
    const more = changes.length - lines.length;
    return [
        `${count(changed, "change")}${changed > 0 ? ":" : "."}`,
        ...lines,
        ...(more > 0 ? [`  and ${more} more`] : []),
    ];
}

async function prepare(stack: StackReference): Promise<void> {
    if (!stack.local) return enterStarting(stack, () => undefined);
    await step({ title: "local stage", run: (report) => enterStarting(stack, report), detail: () => "running" });
}

function deploymentText({ resources, policies, violations }: Deployment): string[] {
    const { rules, mandatoryViolations, advisoryViolations } = policies;
    return [
        `${count(resources, "resource")}. ${count(rules, "rule")}: ${count(mandatoryViolations, "mandatory violation")}, ${count(advisoryViolations, "advisory violation")}.`,
        ...violations.map((one) => `  ${one.level} rule ${one.rule}, ${one.resource}: ${one.message}`),
    ];
}
