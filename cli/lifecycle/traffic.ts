import { readCsv } from "../../functions/shared/csv";

/** Rows of a CSV by column. */
export interface Traffic {
    readonly header: readonly string[];
    readonly rows: readonly (readonly string[])[];
}

/** What makes the second half of the lifecycle's cars another market: what is changed, and nothing else. */
export const shifted = { mileage: "mileage", make: "make", known: "Saab", unknown: "Tesla" } as const;

/** The file without its target, as people ask. */
export function calmTraffic(csv: string, target: string): Traffic {
    const [header = [], ...rows] = readCsv(csv).records;
    const left = header.map((_, place) => place).filter((place) => header[place] !== target);
    const pick = (row: readonly string[]) => left.map((place) => row[place] ?? "");
    return { header: pick(header), rows: rows.map(pick) };
}

/**
 * The same cars in another market: each has been driven half as far again and 10,000 miles more, two of five have become
 * of one known make, and one of forty of a make that nobody knew. All else stays, so that nothing else has drifted.
 */
export function driftedTraffic({ header, rows }: Traffic): Traffic {
    const mileage = header.indexOf(shifted.mileage);
    const make = header.indexOf(shifted.make);
    const changed = rows.map((row, index) =>
        row.map((value, place) => {
            if (place === mileage) return String(Math.round(Number(value) * 1.5 + 10_000));
            if (place === make) return makeOf(index, value);
            return value;
        }),
    );
    return { header, rows: changed };
}

function makeOf(index: number, make: string): string {
    if (index % 40 === 0) return shifted.unknown;
    return index % 5 < 2 ? shifted.known : make;
}

/** Parts of the traffic, each to be sent as one request. */
export function requestsOf({ header, rows }: Traffic, rowsAtOnce: number): string[] {
    const parts = Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, part) =>
        rows.slice(part * rowsAtOnce, (part + 1) * rowsAtOnce),
    );
    return parts.map((part) => [header, ...part].map((row) => row.join(",")).join("\n"));
}
