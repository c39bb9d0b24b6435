import { versionOf } from "../runs/registry";
import { explained, verdictOf } from "../runs/verdicts";
import { table } from "../terminal/table";
import type { Promotions } from "./promotion";
import { outcomeOf } from "./run";

/** What became of each version, and why of those that did not come. */
export function promotionText({ promoted, deployed }: Pick<Promotions, "promoted" | "deployed">, to: string): string {
    const rows = promoted.map((run) => {
        const deployment = deployed.find(({ algorithm }) => algorithm === run.algorithm);
        const came = run.output?.modelPackageArn !== undefined;
        const there = deployment ? verdictOf(deployment) : came ? "serves already" : undefined;
        return [run.algorithm, run.output && versionOf(run.output.versionArn), outcomeOf(run), there];
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
