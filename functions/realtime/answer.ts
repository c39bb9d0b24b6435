import {
    answerColumns,
    combineName,
    type CombineName,
    resultOf,
    type ResultRule,
    type TestErrors,
} from "../../contracts/combine";
import { csvField } from "../shared/csv";

/** What one algorithm's endpoint said about all records, or why it said nothing. */
export type Outcome =
    | {
          readonly modelName: string;
          readonly scores: readonly number[];
          /** The version's error on test rows, as far as it is known. */
          readonly error?: number;
      }
    | {
          /** One sentence for the caller. */
          readonly failure: string;
          /** Whether no model serves yet, rather than one that does not answer. */
          readonly absent: boolean;
          /** For the log. */
          readonly detail?: string;
      };

/** The answer to a prediction request. */
export interface Answer {
    readonly requestId: string;
    readonly model: string;
    /** The rule that made `result`: its own word, or `function`. */
    readonly combine: CombineName;
    /** How many results were beyond the least or the greatest value of the target, and are that value; absent for 0. */
    readonly clamped?: number;
    /** Whether an algorithm is missing from the answer. */
    readonly degraded: boolean;
    /** The model version that answered, by algorithm. */
    readonly models: Readonly<Record<string, string>>;
    /** Why the others did not, by algorithm; only in a degraded answer. */
    readonly failed?: Readonly<Record<string, string>>;
    /** In the order of the request: the identifier where the request had one, a score per algorithm, and `result`. */
    readonly predictions: readonly Readonly<Record<string, string | number | null>>[];
}

/**
 * Puts together what the algorithms said.
 * @param outcomes by algorithm, in the order of the answer's columns; at least one has scores.
 */
export function composeAnswer(
    request: ResultRule & { readonly requestId: string; readonly model: string; readonly identifier: string },
    identifiers: readonly (string | null)[],
    outcomes: Readonly<Record<string, Outcome>>,
): Answer {
    const models: [string, string][] = [];
    const failed: [string, string][] = [];
    for (const [algorithm, outcome] of Object.entries(outcomes)) {
        if ("scores" in outcome) {
            models.push([algorithm, outcome.modelName]);
        } else {
            failed.push([algorithm, outcome.failure]);
        }
    }
    const { predictions, clamped } = predict(request, identifiers, Object.entries(outcomes));
    return {
        requestId: request.requestId,
        model: request.model,
        combine: combineName(request.combine),
        ...(clamped > 0 && { clamped }),
        degraded: failed.length > 0,
        models: Object.fromEntries(models),
        ...(failed.length > 0 && { failed: Object.fromEntries(failed) }),
        predictions,
    };
}

function predict(
    { identifier, ...rule }: ResultRule & { readonly identifier: string },
    identifiers: readonly (string | null)[],
    outcomes: readonly (readonly [string, Outcome])[],
): { readonly predictions: Answer["predictions"]; readonly clamped: number } {
    const errors: TestErrors = Object.fromEntries(
        outcomes.map(([algorithm, outcome]) => [algorithm, "scores" in outcome ? outcome.error : undefined]),
    );
    let clamped = 0;
    const predictions = identifiers.map((name, row) => {
        const prediction: Record<string, string | number | null> = name === null ? {} : { [identifier]: name };
        const given: Record<string, number> = {};
        for (const [algorithm, outcome] of outcomes) {
            const score = "scores" in outcome ? outcome.scores[row] : undefined;
            prediction[algorithm] = score ?? null;
            if (score !== undefined) {
                given[algorithm] = score;
            }
        }
        const made = resultOf(rule, given, errors);
        prediction.result = made.result;
        if (made.clamped) clamped++;
        return prediction;
    });
    return { predictions, clamped };
}

/** The predictions as CSV: identifier, a column per algorithm (empty where it did not answer), result. */
export function toCsv(identifier: string, algorithms: readonly string[], answer: Answer): string {
    const header = [identifier, ...answerColumns(algorithms)];
    const lines = answer.predictions.map((one) => header.map((column) => csvField(one[column] ?? null)).join(","));
    return [header.map(csvField).join(","), ...lines, ""].join("\r\n");
}
