import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../checkout";
import { deploy, type Deployment, preview as previewStack } from "../../stacks/deployment";
import { enterStarting } from "../../stacks/environment";
import { type CommonOptions, patienceOf, stackOf } from "../../stacks/options";
import { findOutputs, readOutputs } from "../../stacks/outputs";
import type { StackReference } from "../../stacks/stack";
import { makeStackFile } from "../../stacks/stackFile";
import { stackOption } from "../../stacks/stackOption";
import { findLeftovers, leftoversText, sweepClients } from "../../teardown/leftovers";
import { takenOut, takenOutRefusal } from "../../teardown/removedPipelines";
import { readState } from "../../teardown/retained";
import { sweep } from "../../teardown/sweep";
import { Exit } from "../../terminal/errors";
import { answer, count } from "../../terminal/format";
import { type Report, step } from "../../terminal/progress";

export interface UpOptions extends CommonOptions {
    readonly prune?: boolean;
}

/** Brings the stack up, its stage and platform before it where they are missing. */
export async function up(options: UpOptions): Promise<number> {
    await completeFiles(options.stack);
    const stack = stackOf(options);
    await prepare(stack);
    const deployment = await deploy(stack, (previewed, report) =>
        prune(stack, previewed, report, options.prune ?? false),
    );
    const outputs = await readOutputs(stack);
    answer(options.json, { ok: true, stack: stack.name, ...deployment, outputs }, () =>
        [
            ...deploymentText(deployment),
            `Predictions: ${outputs.realtime.url}`,
            `Next: npx drivetrain train ${dataFileOf(outputs.model)}${stackOption(stack.name)}`,
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

/** Before algorithms leave the stack, what their runs made goes, since the engine knows nothing of it. */
async function prune(stack: StackReference, previewed: Deployment, report: Report, agreed: boolean): Promise<void> {
    const outputs = await findOutputs(stack);
    if (outputs === undefined) return;
    const leaving = takenOut(outputs, await readState(stack.name), previewed);
    const algorithms = Object.keys(leaving.pipelines);
    if (algorithms.length === 0) return;
    const clients = sweepClients();
    const leftovers = leftoversText(await findLeftovers(leaving, clients));
    if (leftovers === undefined) return;
    if (!agreed) throw takenOutRefusal(stack.name, algorithms, leftovers);
    await sweep(leaving, clients, patienceOf(stack), report);
}

/** A model that has no stack at this stage yet gets its file, which says so little of its own that it can be made. */
async function completeFiles(name: string): Promise<void> {
    const made = makeStackFile(name);
    if (made === undefined) return;
    await step({
        title: `make ${made.file}`,
        run: () => Promise.resolve(made),
        detail: ({ from }) => `the settings of ${from}; commit it`,
    });
}

/** A file to train the model with: the one that is here, or a place for one's own. */
function dataFileOf(model: string): string {
    const file = join("data", `${model}.csv`);
    return existsSync(inRoot(file)) ? file : "FILE.csv";
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
