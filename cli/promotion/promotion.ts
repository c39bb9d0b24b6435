import type { ModelOutputs } from "../../contracts/outputs";
import { goingOn, paceOf } from "../runs/pace";
import { servingVersion } from "../runs/rejection";
import { exitCodeFor, type TrainingRun } from "../runs/trainingRun";
import { enter } from "../stacks/environment";
import { readOutputs } from "../stacks/outputs";
import type { StackReference } from "../stacks/stack";
import { CommandError, Exit } from "../terminal/errors";
import { watching } from "../terminal/interrupt";
import { deployCopy } from "./deployment";
import { promoteVersion, type PromotionRun } from "./run";

/** A stack, and the AWS profile of its account; none: the shell's own. */
export interface Side {
    readonly stack: StackReference;
    readonly profile?: string;
}

/** What came of the versions of a model that were to go from one stage to another. */
export interface Promotions {
    readonly model: string;
    readonly promoted: readonly PromotionRun[];
    /** Of the copies that did not serve before. */
    readonly deployed: readonly TrainingRun[];
}

/**
 * Promotes what serves at one stage, approves the copies at the other, and follows their deployments. The process is left
 * in the second stack's environment.
 * @throws CommandError where nothing serves at the first, or the second takes nothing of it
 */
export async function promoteServing(from: Side, to: Side): Promise<Promotions> {
    const served = await servedAt(from);
    await enterAs(to);
    const outputs = await readOutputs(to.stack);
    requirePromotion(outputs, from.stack, to.stack);

    const promoted = await watching(goingOn(to.stack, "The promotion"), async () => {
        const runs: PromotionRun[] = [];
        for (const { algorithm, versionArn } of served) {
            const pipeline = outputs.pipelines[algorithm];
            // An algorithm that the other stage does not have is none of its concern.
            if (pipeline?.promotionStateMachineArn === undefined) continue;
            runs.push(await promoteVersion(pipeline, algorithm, { versionArn }, paceOf(to.stack)));
        }
        return runs;
    });
    const deployed: TrainingRun[] = [];
    for (const run of promoted) {
        if (run.output?.modelPackageArn === undefined) continue;
        const deployment = await deployCopy(outputs, run, to.stack, from.stack.name);
        if (deployment !== undefined) deployed.push(deployment);
    }
    return { model: outputs.model, promoted, deployed };
}

/** That of the worst: a failure before a refusal. */
export function promotionExitCode({ promoted, deployed }: Promotions): number {
    if (promoted.some(({ output }) => output === undefined)) return Exit.failed;
    const came = promoted.every(({ output }) => output?.modelPackageArn !== undefined);
    return came ? exitCodeFor(deployed) : Exit.rejected;
}

/** What serves at a side, which is entered. */
async function servedAt(side: Side) {
    await enterAs(side);
    return servedVersions(await readOutputs(side.stack), side.stack.name);
}

/** The versions that serve, by algorithm. @throws CommandError where none does */
export async function servedVersions(
    { pipelines }: Pick<ModelOutputs, "pipelines">,
    stack: string,
    clients?: Parameters<typeof servingVersion>[1],
) {
    const served = [];
    for (const [algorithm, pipeline] of Object.entries(pipelines)) {
        const version = await servingVersion(pipeline, clients);
        if (version !== undefined) served.push({ algorithm, versionArn: version.arn });
    }
    if (served.length > 0) return served;
    throw new CommandError(`Nothing serves at ${stack} yet: \`npx drivetrain train FILE.csv -s ${stack}\` first.`);
}

async function enterAs({ stack, profile }: Side): Promise<void> {
    if (profile !== undefined && !stack.local) process.env.AWS_PROFILE = profile;
    await enter(stack);
}

/** @throws CommandError where no versions come to the second stack */
export function requirePromotion(
    { pipelines }: Pick<ModelOutputs, "pipelines">,
    from: Pick<StackReference, "name" | "stage">,
    to: Pick<StackReference, "name">,
): void {
    if (Object.values(pipelines).some(({ promotionStateMachineArn }) => promotionStateMachineArn !== undefined)) return;
    throw new CommandError(
        `No versions come to ${to.name}: say in Pulumi.${to.name}.yaml that those of ${from.stage} do (drivetrain:promotion, ` +
            `from), in Pulumi.${from.name}.yaml that they go there (to), and bring both up.`,
    );
}
