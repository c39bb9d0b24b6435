import type { Column } from "./dataset";

/** A feature that is one number: `(value - mean) / scale`, a missing value being `impute`. */
export interface NumericFeature {
    readonly column: string;
    readonly kind: "numeric";
    /** The median of the training rows. */
    readonly impute: number;
    readonly mean: number;
    /** The population's standard deviation; 1 where it is 0. */
    readonly scale: number;
}

/** A feature that is one place per category: 1 at the value's own, 0 elsewhere and everywhere for an unknown value. */
export interface OneHotFeature {
    readonly column: string;
    readonly kind: "onehot";
    readonly categories: readonly string[];
    /** The most frequent category of the training rows; empty where there was none. */
    readonly impute: string;
}

export type Feature = NumericFeature | OneHotFeature;

/** `transform.json`: what jobs/preprocess/transform.py fitted on a run's training rows. */
export interface Transform {
    readonly version: 1;
    readonly model: string;
    readonly identifier: string;
    readonly target: string;
    readonly columns: readonly Column[];
    readonly features: readonly Feature[];
    /** The name of each place of the encoded vector, e.g. `mileage`, `make=Saab`. */
    readonly vector: readonly string[];
}
