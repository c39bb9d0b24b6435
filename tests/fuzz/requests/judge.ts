import type { APIGatewayProxyResult } from "aws-lambda";
import { readCsv } from "../../../functions/shared/csv";
import { type FuzzRequest, marker } from "./request";

/** What a refusal may take of the answer, in characters: its sentences show the first of what was sent. */
const longestRefusal = 50_000;

const statuses = [200, 400, 406, 413, 415];

/** What is wrong with an answer, and with what the function logged of it; undefined where both are right. */
export function faultOf(
    request: FuzzRequest,
    answer: APIGatewayProxyResult,
    log: readonly string[],
): string | undefined {
    const { statusCode, body } = answer;
    if (!statuses.includes(statusCode)) return `status ${statusCode}: ${body.slice(0, 300)}`;
    if (
        request.status !== undefined &&
        statusCode !== request.status &&
        !(request.status === 200 && statusCode === 413)
    ) {
        return `status ${statusCode} in place of ${request.status}: ${body.slice(0, 300)}`;
    }
    if (log.length !== 1) return `${log.length} lines in the log`;
    if (log[0]?.includes(marker)) return `the log has data of the request: ${log[0].slice(0, 500)}`;
    return statusCode === 200 ? predictionFault(request, answer) : refusalFault(body);
}

function predictionFault({ identifiers }: FuzzRequest, { body, headers }: APIGatewayProxyResult): string | undefined {
    const csv = String(headers?.["content-type"]).startsWith("text/csv");
    const got = csv ? identifiersOfCsv(body) : identifiersOfJson(body);
    if (got === undefined) return `no predictions: ${body.slice(0, 300)}`;
    if (identifiers === undefined || JSON.stringify(got) === JSON.stringify(identifiers)) return undefined;
    return `identifiers ${JSON.stringify(got).slice(0, 300)} in place of ${JSON.stringify(identifiers).slice(0, 300)}`;
}

function identifiersOfJson(body: string): (string | null)[] | undefined {
    const { predictions } = JSON.parse(body) as { predictions: Record<string, unknown>[] };
    const whole = predictions.every((one) => Number.isFinite(one.result) && Number.isFinite(one.xgboost));
    return whole && predictions.length > 0
        ? predictions.map(({ id }) => (id as string | undefined) ?? null)
        : undefined;
}

function identifiersOfCsv(body: string): (string | null)[] | undefined {
    const [header = [], ...rows] = readCsv(body).records;
    const whole = header[0] === "id" && rows.every((row) => row.length === header.length && row.at(-1) !== "");
    return whole && rows.length > 0 ? rows.map(([id = ""]) => id || null) : undefined;
}

interface Refused {
    readonly requestId?: unknown;
    readonly message?: unknown;
    readonly errors?: readonly { readonly row: unknown; readonly column: unknown; readonly message: unknown }[];
}

function refusalFault(body: string): string | undefined {
    if (body.length > longestRefusal) return `a refusal of ${body.length} characters: ${body.slice(0, 300)}`;
    const { requestId, message, errors, ...others } = JSON.parse(body) as Refused;
    if (typeof requestId !== "string" || Object.keys(others).length > 0) return `not an error's shape: ${body}`;
    if (typeof message !== "string" || !/^[A-Z].*\.$/su.test(message)) return `not a sentence: ${String(message)}`;
    // These are the words of a value that nobody has made a sentence of.
    if (/\bundefined\b|\[object |\bNaN\b/.test(message.replaceAll(/got .*/gsu, ""))) {
        return `not for people: ${message}`;
    }
    const shaped = (errors ?? []).every(
        (error) =>
            (error.row === null || typeof error.row === "number") &&
            (error.column === null || typeof error.column === "string") &&
            typeof error.message === "string",
    );
    return shaped && (errors?.length ?? 0) <= 20 ? undefined : `not the shape of errors: ${body.slice(0, 300)}`;
}
