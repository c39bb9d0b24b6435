import type { ModelOutputs } from "../../../contracts/outputs";
import { type PromotionRun, promoteVersion } from "../../promotion/run";
import { promotionText } from "../../promotion/text";
import { deployCopy } from "../../promotion/deployment";
import { goingOn, paceOf } from "../../runs/pace";
import { servingVersion } from "../../runs/rejection";
import { exitCodeFor, runDetails, type TrainingRun } from "../../runs/trainingRun";
import { enter } from "../../stacks/environment";
import { readOutputs } from "../../stacks/outputs";
import { findStack, modelOf, type StackReference } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { CommandError, Exit, UsageError } from "../../terminal/errors";
import { watching } from "../../terminal/interrupt";

export interface PromoteOptions {
    readonly from: string;
    readonly to: string;
    readonly fromProfile?: string;
    readonly toProfile?: string;
    readonly json?: boolean;
}

/** Promotes what serves at one stage, approves the copies at the other, and follows their deployments. */
export async function promote(options: PromoteOptions): Promise<number> {
    const [from, to] = [findStack(options.from), findStack(options.to)];
    if (from.name === to.name) throw new UsageError(`${from.name} is both --from and --to: name two stacks.`);
    if (modelOf(from.name) !== modelOf(to.name)) {
        throw new UsageError(
            `${from.name} and ${to.name} are stacks of two models: a version goes from stage to stage.`,
        );
    }
    const served = await servedAt(from, options.fromProfile);
    await enterAs(to, options.toProfile);
    const outputs = await readOutputs(to);
    requirePromotion(outputs, from, to);

    const promoted = await watching(goingOn(to, "The promotion"), async () => {
        const runs: PromotionRun[] = [];
        for (const { algorithm, versionArn } of served) {
            runs.push(await promoteVersion(outputs, algorithm, { versionArn }, paceOf(to)));
        }
        return runs;
    });
    const deployed: TrainingRun[] = [];
    for (const run of promoted) {
        if (run.output?.modelPackageArn !== undefined) deployed.push(await deployCopy(outputs, run, to, from.name));
    }
    const ok = promoted.every(({ output }) => output !== undefined && output.verdict !== "refused");
    const exitCode = ok
        ? exitCodeFor(deployed)
        : promoted.some(({ output }) => output === undefined)
          ? Exit.failed
          : Exit.rejected;
    const told = {
        ok: exitCode === 0,
        ...{ from: from.name, to: to.name, model: outputs.model },
        promotions: promoted,
        deployments: Object.fromEntries(deployed.map((run) => [run.algorithm, runDetails(run)])),
    };
    answer(options.json, told, () => promotionText(promoted, deployed, to.name));
    return exitCode;
}

/** The versions that serve, by algorithm. @throws CommandError where none does */
async function servedAt(stack: StackReference, profile: string | undefined) {
    await enterAs(stack, profile);
    const { pipelines } = await readOutputs(stack);
    const served = [];
    for (const [algorithm, pipeline] of Object.entries(pipelines)) {
        const version = await servingVersion(pipeline);
        if (version !== undefined) served.push({ algorithm, versionArn: version.arn });
    }
    if (served.length > 0) return served;
    throw new CommandError(
        `Nothing serves at ${stack.name} yet: \`npx drivetrain train FILE.csv -s ${stack.name}\` first.`,
    );
}

async function enterAs(stack: StackReference, profile: string | undefined): Promise<void> {
    if (profile !== undefined && !stack.local) process.env.AWS_PROFILE = profile;
    await enter(stack);
}

/** @throws CommandError where the stack takes no versions of the other one */
function requirePromotion({ pipelines }: ModelOutputs, from: StackReference, to: StackReference): void {
    if (Object.values(pipelines).some(({ promotionStateMachineArn }) => promotionStateMachineArn !== undefined)) return;
    throw new CommandError(
        `No versions come to ${to.name}: say in Pulumi.${to.name}.yaml that those of ${from.stage} do (drivetrain:promotion, ` +
            `from), in Pulumi.${from.name}.yaml that they go there (to), and bring both up.`,
    );
}
