import { PredictionClient } from "../../realtime/client";
import { withKnownColumns } from "../../realtime/knownColumns";
import { readRecords, type RecordsToSend } from "../../realtime/records";
import { refusal } from "../../realtime/refusal";
import { type Prediction, predictionText } from "../../realtime/text";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { modelOf } from "../../stacks/stack";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";

export interface PredictOptions extends CommonOptions {
    readonly type?: "csv" | "json";
}

/** Asks the API about the records of a file, or of stdin, and shows each model's score and the result. */
export async function predict(file: string, options: PredictOptions): Promise<number> {
    const stack = stackOf(options);
    const { body, contentType } = forModel(stack.name, await readRecords(file, options.type));
    await enter(stack);
    const outputs = await readOutputs(stack);
    const reply = await new PredictionClient(outputs.realtime).post(body, contentType, "application/json");
    if (reply.status !== 200) throw refusal(reply, stack.name);
    const prediction = JSON.parse(reply.body) as Prediction;
    answer(options.json, prediction, () => predictionText(prediction));
    return Exit.ok;
}

/** The same records without the columns of a CSV that the stack's model does not know, each of them named. */
function forModel(stack: string, records: RecordsToSend): RecordsToSend {
    const model = modelOf(stack);
    if (records.contentType !== "text/csv" || model === undefined) return records;
    const { csv, dropped } = withKnownColumns(records.body, model.columns, model.delimiter);
    if (dropped.length > 0) {
        process.stderr.write(`Not sent, as ${model.name} does not know them: ${dropped.join(", ")}.\n`);
    }
    return { ...records, body: csv };
}
