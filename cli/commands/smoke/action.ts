import type { ModelDefinition } from "../../../components/model/model";
import type { ModelOutputs } from "../../../contracts/outputs";
import { askSome, notServing, sampleOf } from "../../delivery/smoke";
import { push } from "../../files/landing";
import { paceOf } from "../../runs/pace";
import { followRuns } from "../../runs/training";
import { exitCodeFor } from "../../runs/trainingRun";
import { explained } from "../../runs/verdicts";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { modelOf, type StackReference } from "../../stacks/stack";
import { readStatus } from "../../status/status";
import { answer } from "../../terminal/answer";
import { CommandError, Exit } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";

/** Tries what a deployment brought up. */
export async function smoke(options: CommonOptions & { readonly file?: string }): Promise<number> {
    const stack = stackOf(options);
    const model = modelOf(stack.name)!;
    const file = options.file ?? (await sampleOf(model));
    const missing = notServing(await readStatus(stack));
    const outputs = await readOutputs(stack);
    if (missing.length > 0) await train(stack, outputs, file, missing);
    const scores = await ask(outputs, model, file);
    answer(options.json, { ok: true, stack: stack.name, trained: missing.length > 0, scores }, () =>
        scores
            .map((one) =>
                Object.entries(one)
                    .map(([name, score]) => `${name} ${score}`)
                    .join(", "),
            )
            .join("\n"),
    );
    return Exit.ok;
}

/** Trains what does not serve yet. @throws CommandError where a model of it does not come to serve */
async function train(stack: StackReference, outputs: ModelOutputs, file: string, missing: readonly string[]) {
    const pushed = await step({
        title: `push ${file}, as no model of ${missing.join(", ")} serves`,
        run: () => push(outputs, file, "training"),
    });
    const runs = await followRuns(outputs, pushed, paceOf(stack));
    const failed = runs.filter((run) => missing.includes(run.algorithm) && exitCodeFor([run]) !== Exit.ok);
    if (failed.length > 0) throw new CommandError(failed.map((run) => explained(run, stack.name)).join("\n"));
}

function ask(outputs: ModelOutputs, model: ModelDefinition, file: string) {
    return step({
        title: "ask the API",
        run: () => askSome(outputs, model, file),
        detail: (scores) => `${count(scores.length, "row")}, a number of each algorithm`,
    });
}
