import { promoteServing, promotionExitCode } from "../../promotion/promotion";
import { promotionText } from "../../promotion/text";
import { runDetails } from "../../runs/trainingRun";
import { findStack, modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { UsageError } from "../../terminal/errors";

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
    if (from.local !== to.local) {
        throw new UsageError(
            `One of ${from.name} and ${to.name} is on this machine alone: nothing goes from AWS to it, or back.`,
        );
    }
    const promotions = await promoteServing(
        { stack: from, profile: options.fromProfile },
        { stack: to, profile: options.toProfile },
    );
    const { model, promoted, deployed } = promotions;
    const exitCode = promotionExitCode(promotions);
    const told = {
        ...{ ok: exitCode === 0, from: from.name, to: to.name, model },
        promotions: promoted,
        deployments: Object.fromEntries(deployed.map((run) => [run.algorithm, runDetails(run)])),
    };
    answer(options.json, told, () => promotionText(promotions, to.name));
    return exitCode;
}
