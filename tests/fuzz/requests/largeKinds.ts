import fc from "fast-check";
import { type FuzzRequest, marker } from "./request";

const csv = "text/csv";
const json = "application/json";

/** The API's limit of a body, in bytes. */
export const limit = 4 * 1024 * 1024;

/** A body of this unit over and over, up to a share of the limit. */
interface Repeated {
    readonly type: string;
    readonly head?: string;
    readonly unit: string | ((index: number) => string);
    readonly tail?: string;
    readonly status?: number;
}

const repeated: Readonly<Record<string, Repeated>> = {
    "column-names": { type: csv, unit: (index) => `${marker}${index},`, status: 400 },
    commas: { type: csv, unit: ",", status: 400 },
    "rows-of-commas": { type: csv, unit: ",,,,,,,,\n", status: 400 },
    "short-rows": { type: csv, head: "mileage,make\n", unit: "1\n" },
    "unusable-rows": { type: csv, head: "mileage,make\n", unit: (index) => `${marker}${index},Saab\n` },
    "blank-lines": { type: csv, unit: "\r\n", status: 400 },
    quotes: { type: csv, unit: '"' },
    "quoted-rows": { type: csv, head: "mileage,make\n", unit: '1,""""""\n' },
    "wide-row": { type: csv, head: "mileage,make\n1,Saab", unit: ",", status: 400 },
    spaces: { type: csv, head: "mileage,make\n1,Saab", unit: " \t", status: 200 },
    keys: { type: json, head: "{", unit: (index) => `"${index.toString(36)}":0,`, tail: '"":0}', status: 400 },
    "numbers-as-keys": { type: json, head: "{", unit: (index) => `"${index * 7}":0,`, tail: '"":0}', status: 400 },
    "same-key": { type: json, head: "{", unit: `"${marker}":0,`, tail: '"":0}', status: 400 },
    "empty-objects": { type: json, head: "[", unit: "{},", tail: "{}]" },
    "numbers-as-records": { type: json, head: "[", unit: "0,", tail: "0]" },
    "arrays-in-a-value": { type: json, head: '{"mileage":[', unit: "[],", tail: "[]]}", status: 400 },
    "objects-in-a-value": { type: json, head: '{"mileage":[', unit: "{},", tail: "{}]}", status: 400 },
    escapes: { type: json, head: '{"mileage":1,"make":"', unit: "\\u0041\\n", tail: '"}', status: 400 },
    "long-key": { type: json, head: '{"', unit: marker, tail: '":1}', status: 400 },
    "long-identifier": { type: json, head: '{"mileage":1,"make":"Saab","id":"', unit: marker, tail: '"}', status: 400 },
    "long-number": { type: json, head: '{"make":"Saab","mileage":', unit: "1", tail: "}", status: 400 },
    "long-fraction": { type: json, head: '{"make":"Saab","mileage":0.', unit: "1", tail: "}", status: 200 },
    "white-space": { type: json, head: "{", unit: " \n", tail: "}", status: 400 },
    brackets: { type: json, unit: "[", status: 400 },
    backslashes: { type: json, head: '"', unit: "\\" },
    "usable-csv": { type: csv, head: "mileage,make\n", unit: "12345,Buick\n" },
    "usable-json": {
        type: json,
        head: "[",
        unit: '{"mileage":12345,"make":"Saab"},',
        tail: '{"mileage":1,"make":"Saab"}]',
    },
};

function fill({ type, head = "", unit, tail = "", status }: Repeated, share: number): FuzzRequest {
    const room = Math.floor(limit * share) - head.length - tail.length;
    if (typeof unit === "string") {
        return { type, status, body: head + unit.repeat(room / unit.length) + tail };
    }
    const units: string[] = [];
    for (let index = 0, length = 0; ; index++) {
        const next = unit(index);
        length += next.length;
        if (length > room) return { type, status, body: head + units.join("") + tail };
        units.push(next);
    }
}

/** Requests of megabytes, by their kind: up to the limit, which is their worst. */
export const largeKinds: Readonly<Record<string, fc.Arbitrary<FuzzRequest>>> = Object.fromEntries(
    Object.entries(repeated).map(([kind, one]) => [
        `large-${kind}`,
        fc.oneof(fc.constant(1), fc.double({ min: 0.1, max: 1, noNaN: true })).map((share) => fill(one, share)),
    ]),
);
