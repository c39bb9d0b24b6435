export type MediaType = "application/json" | "text/csv";

/** The names of UTF-8 in use (https://encoding.spec.whatwg.org/#names-and-labels), and of ASCII, which is a part of it. */
const charsets: readonly string[] = ["utf-8", "utf8", "unicode-1-1-utf-8", "us-ascii", "ascii"];

/** The request's type, from `Content-Type`; undefined for one that the API does not read. Only UTF-8 is read. */
export function requestType(contentType: string | undefined): MediaType | undefined {
    const { type, parameters } = parseMediaType(contentType ?? "");
    if (!charsets.includes(parameters.charset?.toLowerCase() ?? "utf-8")) {
        return undefined;
    }
    return type === "application/json" || type === "text/csv" ? type : undefined;
}

/**
 * The answer's type, from `Accept` (RFC 9110): the one of greatest weight, JSON among equals and by default;
 * undefined when the caller accepts neither JSON nor CSV.
 */
export function answerType(accept: string | undefined): MediaType | undefined {
    if (accept === undefined || accept.trim() === "") {
        return "application/json";
    }
    const ranges = accept.split(",").map(parseMediaType);
    const json = weight(ranges, "application/json");
    const csv = weight(ranges, "text/csv");
    if (json === 0 && csv === 0) {
        return undefined;
    }
    return csv > json ? "text/csv" : "application/json";
}

interface MediaRange {
    readonly type: string;
    readonly parameters: Readonly<Record<string, string>>;
}

function parseMediaType(text: string): MediaRange {
    const [type = "", ...parameters] = text.split(";").map((part) => part.trim());
    const pairs = parameters.map((parameter) => parameter.split("=").map((part) => part.trim()));
    return {
        type: type.toLowerCase(),
        parameters: Object.fromEntries(pairs.map(([key = "", value = ""]) => [key.toLowerCase(), unquote(value)])),
    };
}

function unquote(value: string): string {
    return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** The weight of the most specific range that covers the type; 0 where none does. */
function weight(ranges: readonly MediaRange[], type: MediaType): number {
    for (const covering of [type, `${type.split("/")[0]}/*`, "*/*"]) {
        const range = ranges.find((one) => one.type === covering);
        if (range) {
            const q = Number(range.parameters.q ?? 1);
            return Number.isFinite(q) ? Math.min(Math.max(q, 0), 1) : 1;
        }
    }
    return 0;
}
