import assert from "node:assert/strict";
import { answerType, requestType } from "../../../functions/realtime/negotiate";

describe("content negotiation", () => {
    const requests: [string | undefined, string | undefined][] = [
        ["application/json", "application/json"],
        ["Application/JSON; charset=UTF-8", "application/json"],
        ['text/csv; charset="utf-8"; header=present', "text/csv"],
        ["text/csv; charset=us-ascii", "text/csv"],
        ["text/csv; charset=utf8", "text/csv"],
        ["text/csv;charset=UTF8", "text/csv"],
        ['application/json; Charset="Utf8"', "application/json"],
        ['application/json; charset="UTF-8"; profile=x', "application/json"],
        ["application/json; charset=utf-16", undefined],
        ["application/json; charset=utf-8-sig", undefined],
        ["text/csv; charset=latin1", undefined],
        ["application/xml", undefined],
        ["text/plain", undefined],
        ["", undefined],
        [undefined, undefined],
    ];
    for (const [header, expected] of requests) {
        it(`reads ${header ?? "no Content-Type"} as ${expected ?? "unsupported"}`, () => {
            assert.equal(requestType(header), expected);
        });
    }

    const answers: [string | undefined, string | undefined][] = [
        [undefined, "application/json"],
        ["", "application/json"],
        ["*/*", "application/json"],
        ["application/*", "application/json"],
        ["text/csv", "text/csv"],
        ["text/*", "text/csv"],
        ["text/html, text/csv;q=0.5", "text/csv"],
        ["text/csv, */*;q=0.1", "text/csv"],
        ["text/csv;q=0.2, application/json;q=0.8", "application/json"],
        ["text/csv, application/json;q=0", "text/csv"],
        ["application/json;q=0, */*", "text/csv"],
        ["text/html", undefined],
        ["*/*;q=0", undefined],
    ];
    for (const [header, expected] of answers) {
        it(`answers Accept ${header ?? "(none)"} with ${expected ?? "nothing it has"}`, () => {
            assert.equal(answerType(header), expected);
        });
    }
});
