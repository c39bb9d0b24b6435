import type { Feature, Transform } from "../../contracts/transform";

/** A row's values by column; null or absent where a value is missing. */
export type DataRecord = Readonly<Record<string, string | number | null>>;

/**
 * The vector that the endpoints take: float64 arithmetic in the same order as `encode` of jobs/preprocess/transform.py,
 * so that the two agree to the last bit.
 */
export function encode(transform: Transform, record: DataRecord): number[] {
    return transform.features.flatMap((feature) => encodeFeature(feature, given(record, feature.column)));
}

function encodeFeature(feature: Feature, value: string | number | null): number[] {
    if (feature.kind === "numeric") {
        return [(Number(value ?? feature.impute) - feature.mean) / feature.scale];
    }
    const category = value ?? feature.impute;
    return feature.categories.map((known) => (known === category ? 1 : 0));
}

// A column may be called like something that every object inherits ("constructor"). So may this function not be: in a
// serialized closure, "valueOf" would be the one of every object.
function given(record: DataRecord, column: string): string | number | null {
    return Object.hasOwn(record, column) ? (record[column] ?? null) : null;
}

/** Whether two transforms make vectors of one layout and in the same units: what is encoded by one, the other reads. */
export function sameVector(one: Transform, other: Transform): boolean {
    const layout = (transform: Transform) =>
        JSON.stringify([
            transform.vector,
            transform.features.map((feature) => (feature.kind === "numeric" ? [feature.mean, feature.scale] : [])),
        ]);
    return layout(one) === layout(other);
}
