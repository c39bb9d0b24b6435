/**
 * A row that the real-time interface was asked about, as it is kept in the capture bucket: a line of JSON of the file at
 * {@link requestKey}. An endpoint's captures have encoded rows alone, which do not tell the raw ones; the line `row` of a
 * capture with this `inferenceId` is this row.
 */
export interface RequestRow {
    /** What the row was sent to each endpoint under, by {@link inferenceIdOf}. */
    readonly inferenceId: string;
    /** The row's place among those that were sent under the id, from 0 on. */
    readonly row: number;
    /** What names the row, to the letter; null where the request named none. */
    readonly identifier: string | null;
    /** When the request came, in UTC: `2026-01-02T03:04:05.678Z`. */
    readonly time: string;
    /**
     * By column, all of the model's but the target; null where it is missing. As the interface reads them: a number in
     * decimal notation, a boolean as 1 or 0, a date as seconds since 1970; a column that is ignored as it was sent.
     */
    readonly values: Readonly<Record<string, string | null>>;
    /** By algorithm, of those that answered. */
    readonly answers: Readonly<Record<string, { readonly modelName: string; readonly score: number }>>;
    /** What the answer's `result` is: the combined scores, within the target's bounds. */
    readonly result: number;
}

/**
 * What rows are sent to each endpoint under: SageMaker takes 64 ASCII characters, of which a request's id has 36.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
 *
 * @param first the first of the rows, by its place in the request, from 0 on
 */
export function inferenceIdOf(requestId: string, first: number): string {
    return `${requestId}:${first}`;
}

/**
 * Where a request's rows are, in UTC hours as SageMaker's captures.
 * @param prefix the model's `requests`, with a slash at its end
 */
export function requestKey(prefix: string, requestId: string, time: Date): string {
    const [date = "", clock = ""] = time.toISOString().split("T");
    return `${prefix}${date.replaceAll("-", "/")}/${clock.slice(0, 2)}/${requestId}.jsonl`;
}
