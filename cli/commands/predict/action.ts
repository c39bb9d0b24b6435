import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import { models } from "../../../infra/models";
import { identifyStack } from "../../../infra/stacks";
import { PredictionClient, refusal } from "../../realtime/client";
import { withKnownColumns } from "../../realtime/knownColumns";
import { enter } from "../../stacks/environment";
import { type CommonOptions, stackOf } from "../../stacks/options";
import { readOutputs } from "../../stacks/outputs";
import { Exit, UsageError } from "../../terminal/errors";
import { answer, count, number, table } from "../../terminal/format";

export interface PredictOptions extends CommonOptions {
    readonly type?: "csv" | "json";
}

/** The API's answer in JSON. */
export interface Prediction {
    readonly model: string;
    readonly combine: string;
    readonly degraded: boolean;
    readonly failed?: Readonly<Record<string, string>>;
    readonly predictions: readonly Readonly<Record<string, string | number | null>>[];
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

interface RecordsToSend {
    readonly body: string;
    readonly contentType: string;
}

/** The same records without the columns of a CSV that the stack's model does not know, each of them named. */
function forModel(stack: string, records: RecordsToSend): RecordsToSend {
    const identity = identifyStack(stack, models);
    if (records.contentType !== "text/csv" || identity.kind !== "model") return records;
    const { csv, dropped } = withKnownColumns(records.body, identity.model.columns);
    if (dropped.length > 0) {
        process.stderr.write(`Not sent, as ${identity.model.name} does not know them: ${dropped.join(", ")}.\n`);
    }
    return { ...records, body: csv };
}

/** The content of a file or of stdin, and the type that its name, the option or its first character tells. */
async function readRecords(file: string, type: PredictOptions["type"]): Promise<RecordsToSend> {
    const body = file === "-" ? await text(process.stdin) : await readText(file);
    if (body.trim() === "") {
        throw new UsageError(`${file === "-" ? "stdin" : `"${file}"`} is empty: give it records as CSV or JSON.`);
    }
    return { body, contentType: contentTypeOf(file, body, type) };
}

async function readText(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") throw new UsageError(`There is no file "${file}".`);
        throw new UsageError(code === "EISDIR" ? `"${file}" is not a file.` : message);
    }
}

/** What the file is sent as: by `type`, else by its ending, else by whether it begins as JSON does. */
export function contentTypeOf(file: string, body: string, type?: "csv" | "json"): string {
    const named = type ?? (/^\.(csv|json)$/i.exec(extname(file))?.[1]?.toLowerCase() as "csv" | "json" | undefined);
    const kind = named ?? (/^\s*[[{]/.test(body) ? "json" : "csv");
    return kind === "json" ? "application/json" : "text/csv";
}

/** An answer as a table for people, with the rule of the result and why a model is missing, if one is. */
export function predictionText({ model, combine, degraded, failed, predictions }: Prediction): string {
    const columns = Object.keys(predictions[0] ?? {});
    const scores = new Set([
        ...columns.slice(columns.indexOf("result")),
        ...columns.filter((name) => isScore(predictions, name)),
    ]);
    const rows = predictions.map((one) =>
        columns.map((name) => {
            const value = one[name];
            return scores.has(name) && typeof value === "number" ? number(value) : value;
        }),
    );
    const missing = Object.entries(failed ?? {}).map(([algorithm, reason]) => `  ${algorithm}: ${reason}`);
    return [
        table(columns, rows),
        `${count(predictions.length, "prediction")} of ${model}; the result is the ${combine} of the scores.`,
        ...(degraded ? ["Degraded, since not every model answered:", ...missing] : []),
    ].join("\n");
}

function isScore(predictions: Prediction["predictions"], name: string): boolean {
    return predictions.every((one) => one[name] === null || typeof one[name] === "number");
}
