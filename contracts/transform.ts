import type { Column, DateCycle, DatePart } from "./dataset";

/** What every feature has. */
interface AnyFeature {
    readonly column: string;
    /** Whether one more place, after the others, is 1 where the value is missing and 0 elsewhere. */
    readonly indicator?: boolean;
}

/** The unit of a number: what is encoded is `(number - mean) / scale`. */
interface Scale {
    readonly mean: number;
    /** The population's standard deviation; 1 where it is 0. */
    readonly scale: number;
}

/** A feature that is one number, a missing value being `impute`. */
export interface NumericFeature extends AnyFeature, Scale {
    readonly kind: "numeric";
    /** The median of the training rows. */
    readonly impute: number;
}

/** A feature that is one place per category: 1 at the value's own, 0 elsewhere and everywhere for an unknown value. */
export interface OneHotFeature extends AnyFeature {
    readonly kind: "onehot";
    readonly categories: readonly string[];
    /** The most frequent category of the training rows; empty where there was none. */
    readonly impute: string;
}

/** A feature that is a text's rank among its categories, from 0 on. */
export interface OrderedFeature extends AnyFeature, Scale {
    readonly kind: "ordered";
    /** From the least to the greatest. */
    readonly categories: readonly string[];
    /** The median category of the training rows: of an unknown value, too. */
    readonly impute: string;
}

/** A feature that is one number per part of a date, and two per cycle. Its values are seconds since 1970 in UTC. */
export interface DateFeature extends AnyFeature {
    readonly kind: "date";
    readonly parts: readonly DateFeaturePart[];
    /** The median of the training rows. */
    readonly impute: number;
}

export type DateFeaturePart =
    | (Scale & {
          readonly part: Exclude<DatePart, DateCycle>;
          /** Of the age: the day at which it is told. */
          readonly reference?: number;
      })
    | {
          readonly part: DateCycle;
          /** Sine and cosine of each place of the cycle. They are data, as no two machines agree on their last bits. */
          readonly places: readonly (readonly [number, number])[];
      };

/** A feature that is the number which a table has for a text. */
export interface LookupFeature extends AnyFeature, Scale {
    readonly kind: "lookup";
    /** What the numbers tell: the mean of the target in rows with the text, or the share of such rows. */
    readonly of: "target" | "frequency";
    readonly table: Readonly<Record<string, number>>;
    /** The number of any other text, and of a missing one. */
    readonly other: number;
    readonly impute: string;
}

/** A feature that is one place per bucket of a hash (FNV-1a of the text in UTF-8): 1 at the value's own. */
export interface HashFeature extends AnyFeature {
    readonly kind: "hash";
    readonly buckets: number;
    /** The most frequent text of the training rows; empty where there was none. */
    readonly impute: string;
}

export type Feature = NumericFeature | OneHotFeature | OrderedFeature | DateFeature | LookupFeature | HashFeature;

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
