import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Problem, Problems } from "../shared/problems";
import { parseCsv, parseJson, type Records, type RecordSpec } from "../shared/records";
import { requestType } from "./negotiate";

/** Why a request is not answered with predictions; the caller's to put right unless `status` is 5xx. */
export interface Refusal {
    readonly status: number;
    /** One sentence: what is wrong, where, and what to do. */
    readonly message: string;
    /** What is wrong with the records. */
    readonly found?: Problems;
}

/** The records of a request, or why there are none. */
export function readRequest(spec: RecordSpec, maxBytes: number, event: APIGatewayProxyEvent): Records | Refusal {
    const type = requestType(header(event, "content-type"));
    const encoding = header(event, "content-encoding")?.trim().toLowerCase() ?? "identity";
    if (!type || encoding !== "identity") {
        return {
            status: 415,
            message: "Send application/json or text/csv in UTF-8, not compressed, and say so in Content-Type.",
        };
    }
    const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
    if (bytes.length > maxBytes) {
        return { status: 413, message: `The body has ${bytes.length} bytes; send at most ${maxBytes} in one request.` };
    }
    const text = decode(bytes);
    if (text === undefined) {
        return { status: 400, message: "The body is not UTF-8 text." };
    }
    const read = type === "text/csv" ? parseCsv(spec, text) : parseJson(spec, text);
    return "problems" in read
        ? { status: "too many records" in read.kinds ? 413 : 400, message: summary(read), found: read }
        : read;
}

/** A header by its lower-case name; names come as the caller spelt them. */
export function header(event: APIGatewayProxyEvent, name: string): string | undefined {
    // API Gateway sends null for a request without headers, whatever its type says.
    const headers = Object.entries((event.headers as typeof event.headers | null) ?? {});
    return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

function decode(bytes: Buffer): string | undefined {
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return undefined;
    }
}

function summary({ problems, more }: Problems): string {
    const [first] = problems;
    if (!first) {
        return "The records cannot be used.";
    }
    const others = problems.length - 1 + more;
    return `${sentence(first)}${others > 0 ? ` And ${others} more.` : ""}`;
}

/** E.g. `Row 3, column mileage: expected a number, got "much".` */
function sentence({ row, column, message }: Problem): string {
    if (row === null) {
        return message;
    }
    const where = row === 0 ? "Header" : `Row ${row}`;
    return `${where}${column === null ? "" : `, column ${column}`}: ${message}.`;
}
