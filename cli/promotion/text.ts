import { versionOf } from "../runs/registry";
import type { TrainingRun } from "../runs/trainingRun";
import { explained, verdictOf } from "../runs/verdicts";
import { table } from "../terminal/table";
import { outcomeOf, type PromotionRun } from "./run";

/** What became of each version, and why of those that did not come. */
export function promotionText(promoted: readonly PromotionRun[], deployed: readonly TrainingRun[], to: string): string {
    const rows = promoted.map((run) => {
        const deployment = deployed.find(({ algorithm }) => algorithm === run.algorithm);
        const version = run.output && versionOf(run.output.versionArn);
        return [run.algorithm, version, outcomeOf(run), deployment && verdictOf(deployment)];
    });
    const reasons = promoted.flatMap(({ algorithm, output, failure }) => {
        const reason = output?.modelPackageArn === undefined ? (output?.reason ?? failure?.reason) : undefined;
        return reason === undefined ? [] : [`${algorithm}: ${reason}`];
    });
    return [
        table(["algorithm", "version there", "promotion", `at ${to}`], rows),
        ...reasons,
        ...deployed.map((run) => explained(run, to)),
    ].join("\n");
}
