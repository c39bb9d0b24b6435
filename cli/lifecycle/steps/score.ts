import { targetBounds } from "../../../contracts/combine";
import type { ScoringOutcome } from "../../../contracts/scoring";
import { paceOf } from "../../runs/pace";
import { readScored, wrongCounts, wrongResults } from "../../scoring/result";
import { followScoring, outcomeOf } from "../../scoring/run";
import { notScoredText } from "../../scoring/text";
import { CommandError } from "../../terminal/errors";
import type { Lifecycle, LifecycleStep } from "../lifecycle";
import { pushData } from "./push";

/** Of a result in which every row is wrong. */
const mistakesShown = 10;

/** Scores the file by the same code as the command does, and looks at every row of the result. */
export const score: LifecycleStep = {
    name: "score",
    run: async (lifecycle) => {
        const { outputs, stack, scoring, recorder } = lifecycle;
        const run = await followScoring(outputs, await pushData(lifecycle, "scoring"), paceOf(stack));
        scoring.push(run);
        if (run.output?.verdict !== "scored") throw new CommandError(notScoredText(run, undefined));
        recorder.addScoring(run.output);
        const wrong = await mistakesOf(lifecycle, run.output);
        if (wrong.length > 0) throw new CommandError(wrong.slice(0, mistakesShown).join("\n"));
        return outcomeOf(run);
    },
};

/** What does not add up in a scoring run and in its result, as sentences. */
async function mistakesOf({ outputs, model }: Lifecycle, output: ScoringOutcome): Promise<string[]> {
    const scored = await readScored(output.location);
    const errors = Object.fromEntries(
        Object.entries(output.algorithms).map(([algorithm, { rmse }]) => [algorithm, rmse ?? undefined]),
    );
    return [
        ...wrongCounts(output, scored.rows.length),
        ...wrongResults(scored, outputs.algorithms, model.combine, { bounds: targetBounds(model), errors }),
    ];
}
