import { readFileSync } from "node:fs";
import { targetBounds } from "../../../contracts/combine";
import { PredictionClient } from "../../realtime/client";
import { askApi, askEndpoints, differences, type Scores } from "../../realtime/predictions";
import { CommandError } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";
import type { Lifecycle, LifecycleStep } from "../lifecycle";

const rowsAsked = 5;

/** Asks the API about some rows: it has to say what the endpoints say themselves. */
export const predict: LifecycleStep = {
    name: "predict",
    run: async (lifecycle) => {
        const predictions = await step({
            title: "predict",
            run: () => predictSome(lifecycle),
            detail: (scores) => `${count(scores.length, "row")}, each as the endpoints say themselves`,
        });
        return count(predictions.length, "prediction");
    },
};

async function predictSome({
    data,
    outputs,
    model,
    recorder,
}: Pick<Lifecycle, "data" | "outputs" | "model" | "recorder">): Promise<Scores[]> {
    const csv = readFileSync(data, "utf8")
        .split("\n")
        .slice(0, rowsAsked + 1)
        .join("\n");
    const api = new PredictionClient(outputs.realtime);
    const predictions = await askApi(api, outputs, csv);
    const { url } = outputs.realtime;
    recorder.add({ realtime: { url, requests: api.requests, predictions, combine: outputs.combine } });
    const wrong = differences(predictions, await askEndpoints(outputs, csv), model.combine, targetBounds(model));
    if (wrong.length > 0) throw new CommandError(wrong.join("\n"));
    return predictions;
}
