import { paceOf } from "../../runs/pace";
import { followRuns, requireEnded } from "../../runs/training";
import { CommandError } from "../../terminal/errors";
import { type LifecycleStep, required } from "../lifecycle";

/** Follows the runs that the data started: every algorithm's model has to come to serve. */
export const train: LifecycleStep = {
    name: "train",
    run: async ({ outputs, pushed, stack, recorder, training }) => {
        training.push(...(await followRuns(outputs, required(pushed, "push"), paceOf(stack))));
        recorder.addTraining(training);
        requireEnded(training);
        const refused = training.filter((run) => run.output?.verdict !== "promoted");
        if (refused.length > 0) {
            throw new CommandError(refused.map((run) => `${run.algorithm}: ${run.output?.reason}`).join("\n"));
        }
        return training.map((run) => `${run.algorithm} ${run.output?.verdict}`).join(", ");
    },
};
