import { count, number } from "../terminal/format";
import { table } from "../terminal/table";

/** The API's answer in JSON. */
export interface Prediction {
    readonly model: string;
    readonly combine: string;
    readonly degraded: boolean;
    readonly failed?: Readonly<Record<string, string>>;
    readonly predictions: readonly Readonly<Record<string, string | number | null>>[];
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
