import type { ModelOutputs } from "../../../contracts/outputs";
import { promoteServing, promotionExitCode } from "../../promotion/promotion";
import { type PromotedVersion, type ServedArtifact, servedArtifact } from "../../promotion/served";
import { promotionText } from "../../promotion/text";
import type { TrainingRun } from "../../runs/trainingRun";
import { deploy } from "../../stacks/deployment";
import { enter } from "../../stacks/environment";
import { prepare } from "../../stacks/localStage";
import { readOutputs } from "../../stacks/outputs";
import type { StackReference } from "../../stacks/stack";
import { takeDown } from "../../teardown/takeDown";
import { CommandError, Exit } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";
import { type Lifecycle, type LifecycleStep, required } from "../lifecycle";
import { openMailboxes } from "./deploy";
import { destroy } from "./destroy";

/** Brings the next stage up, before anything is approved: its own account hears of each approval. */
export const deployNext: LifecycleStep = {
    name: "deploy the next stage",
    run: async ({ stack, next }) => {
        const there = required(next, "deploy");
        await prepare(there);
        const { resources } = await deploy(there);
        await openMailboxes(await readOutputs(there));
        await enter(stack);
        return count(resources, "resource");
    },
};

/** Promotes what serves, and looks at both artifacts: the same bytes have to serve in both accounts. */
export const promote: LifecycleStep = {
    name: "promote",
    run: async (lifecycle) => {
        const { stack, recorder } = lifecycle;
        const next = required(lifecycle.next, "deploy");
        const promotions = await promoteServing({ stack }, { stack: next });
        if (promotionExitCode(promotions) !== Exit.ok) throw new CommandError(promotionText(promotions, next.name));
        lifecycle.promoted = await step({
            title: "compare artifacts",
            run: () => compareArtifacts(lifecycle, promotions.deployed),
            detail: (versions) => `${count(versions.length, "version")}, each the same byte for byte`,
        });
        const versions = Object.fromEntries(
            lifecycle.promoted.map(({ algorithm, ...version }) => [algorithm, version]),
        );
        recorder.add({ promotion: { from: stack.name, to: next.name, versions } });
        return `${Object.keys(versions).join(", ")} at ${next.name}`;
    },
};

async function compareArtifacts(lifecycle: Lifecycle, deployed: readonly TrainingRun[]): Promise<PromotedVersion[]> {
    const { stack } = lifecycle;
    const next = required(lifecycle.next, "deploy");
    const own = await artifactsAt(stack, lifecycle.outputs, deployed);
    // What is asked from here on is asked of the stage that versions have come to.
    lifecycle.outputs = await readOutputs(next);
    const copies = await artifactsAt(next, lifecycle.outputs, deployed);
    return deployed.map(({ algorithm, executionArn }, index) => {
        const [version, copy] = [own[index]!, copies[index]!];
        if (version.sha256 !== copy.sha256) {
            throw new CommandError(
                `${algorithm}: the artifact of ${copy.version} has the SHA-256 ${copy.sha256}, that of ${version.version} ${version.sha256}.`,
            );
        }
        return {
            ...{ algorithm, version: version.version, copy: copy.version },
            ...{ promotion: copy.registeredBy, deployment: executionArn, artifactSha256: copy.sha256 },
        };
    });
}

/** What serves at a stage, in the order of the deployments. */
async function artifactsAt(stage: StackReference, outputs: ModelOutputs, deployed: readonly TrainingRun[]) {
    await enter(stage);
    const found: ServedArtifact[] = [];
    for (const { algorithm } of deployed) found.push(await servedArtifact(outputs, algorithm));
    return found;
}

/** Takes both stacks down, and the stage with them. */
export const destroyBoth: LifecycleStep = {
    name: "destroy",
    run: async (lifecycle) => {
        const next = required(lifecycle.next, "deploy");
        await enter(next);
        const gone = await takeDown(next, async () => {});
        await enter(lifecycle.stack);
        return [...gone, await destroy.run(lifecycle)].join(", ");
    },
};
