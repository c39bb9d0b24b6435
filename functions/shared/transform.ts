import type { DateFeaturePart, Feature, OrderedFeature, Transform } from "../../contracts/transform";
import { partOf, placeOf } from "./dates";
import { hashOf } from "./hash";

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
    const places = placesOf(feature, value ?? feature.impute);
    return feature.indicator === true ? [...places, value === null ? 1 : 0] : places;
}

function placesOf(feature: Feature, value: string | number): number[] {
    switch (feature.kind) {
        case "numeric":
            return [standard(Number(value), feature)];
        case "onehot":
            return feature.categories.map((known) => (known === value ? 1 : 0));
        case "ordered":
            return [standard(rankOf(feature, String(value)), feature)];
        case "date":
            return feature.parts.flatMap((part) => datePlaces(part, Number(value)));
        case "lookup":
            return [standard(Object.hasOwn(feature.table, value) ? feature.table[value] : feature.other, feature)];
        case "hash":
            return hashPlaces(feature.buckets, String(value));
    }
}

function standard(
    number: number | undefined,
    { mean, scale }: { readonly mean: number; readonly scale: number },
): number {
    return ((number ?? 0) - mean) / scale;
}

/** What a former model did not know is taken for what it imputes. */
function rankOf({ categories, impute }: OrderedFeature, value: string): number {
    const rank = categories.indexOf(value);
    return rank >= 0 ? rank : categories.indexOf(impute);
}

function datePlaces(part: DateFeaturePart, seconds: number): readonly number[] {
    return "places" in part
        ? (part.places[placeOf(part.part, seconds)] ?? [])
        : [standard(partOf(part.part, seconds, part.reference ?? 0), part)];
}

function hashPlaces(buckets: number, text: string): number[] {
    const bucket = hashOf(text) % buckets;
    return Array.from({ length: buckets }, (_, place) => (place === bucket ? 1 : 0));
}

// A column may be called like something that every object inherits ("constructor"). So may this function not be: in a
// serialized closure, "valueOf" would be the one of every object.
function given(record: DataRecord, column: string): string | number | null {
    return Object.hasOwn(record, column) ? (record[column] ?? null) : null;
}

/** Whether two transforms make vectors of one layout and in the same units: what is encoded by one, the other reads. */
export function sameVector(one: Transform, other: Transform): boolean {
    // Imputation is no unit.
    const units = ({ vector, features }: Transform) =>
        JSON.stringify([vector, features.map((feature) => ({ ...feature, impute: undefined }))]);
    return units(one) === units(other);
}
