/** How a column's numbers are written where not as `1234.5`; jobs/preprocess/number_formats.py reads them likewise. */
export interface NumberFormat {
    /** What stands before a fraction. @default "." */
    readonly decimal?: "." | ",";
    /** What stands between groups of digits: `1,000`, and `1,00,000` as in India. @default nothing */
    readonly thousands?: "," | "." | " " | "'";
    /**
     * What may stand before or after a number, a space between or none, and the factor that it means: `{ "$": 1 }`,
     * `{ kmpl: 1 }`, `{ "%": 1 }`, `{ K: 1000, M: 1000000 }`. Upper and lower case are different.
     * @default {}
     */
    readonly units?: Readonly<Record<string, number>>;
}

/**
 * What a model learns of a date: its age in days at `reference`; the year; the month, 1 to 12; the weekday, 1 for Monday
 * to 7; the hour. A cycle is two numbers, sine and cosine, so that December is as near to January as November: of the
 * months, the days of the week, the hours of the day, the days of the year.
 */
export type DatePart = "age" | "year" | "month" | "weekday" | "hour" | DateCycle;

export type DateCycle = "monthCycle" | "weekdayCycle" | "hourCycle" | "yearCycle";

export const dateParts: readonly DatePart[] = [
    ...(["age", "year", "month", "weekday", "hour"] as const),
    ...(["monthCycle", "weekdayCycle", "hourCycle", "yearCycle"] as const),
];

/**
 * How texts become numbers.
 *
 * | encoding | a text is |
 * | --- | --- |
 * | `onehot` | a place of its own, 1 where it is the value: for up to 1,000 texts |
 * | `target` | the mean of the target in the training rows that have it, drawn to the mean of all where they are few |
 * | `frequency` | the share of the training rows that have it |
 * | `hash` | one of 256 places, by a hash of it: nothing is learnt, and new texts have places, too |
 */
export type TextEncoding = "onehot" | "target" | "frequency" | "hash";

export const textEncodings: readonly TextEncoding[] = ["onehot", "target", "frequency", "hash"];

/**
 * A column of a model's data, as people send it: in the training CSV and in a prediction request.
 *
 * `min`, `max`, `values` and `ordered` bound what is usable: pre-processing quarantines a training row outside of them
 * and the real-time API refuses such a record. A text column without `values` takes any text; one that training never
 * saw is then encoded as none of the known categories.
 */
export interface Column {
    readonly name: string;
    /**
     * A `boolean` is yes or no, true or false, y or n, t or f, on or off, 1 or 0, in any case. A `date` is a date with
     * or without a time, in UTC where it has no offset.
     */
    readonly type: "integer" | "number" | "string" | "boolean" | "date";
    /** One line for people, with the unit: it becomes part of the API's own description. */
    readonly description?: string;
    /**
     * Whether every row must have a value. A missing value of a column that is not required is imputed.
     * @default true
     */
    readonly required?: boolean;
    /** The least usable number, inclusive. */
    readonly min?: number;
    /** The greatest usable number, inclusive. */
    readonly max?: number;
    /** The only usable texts, in the order of their places in the encoded vector. */
    readonly values?: readonly string[];
    /** The only usable texts, from the least to the greatest: they are encoded by their rank. */
    readonly ordered?: readonly string[];
    /**
     * How its numbers are written; of a date `iso`, `epoch` (seconds since 1970), `epoch-ms`, or a pattern of the
     * directives of strftime, e.g. `%d/%m/%Y %H:%M` (jobs/preprocess/dates.py).
     * @default as `1234.5`; of a date `iso`
     */
    readonly format?: NumberFormat | string;
    /** The texts that stand for no value, beside the empty one. @default those of the model */
    readonly missing?: readonly string[];
    /** Whether a place of the vector tells that the value is missing, beside what is imputed for it. @default false */
    readonly indicator?: boolean;
    /** How its texts become numbers; of a date, what is learnt of it. @default a date's age, month and weekday */
    readonly encoding?: TextEncoding | readonly DatePart[];
    /** The day, e.g. `2016-12-31`, at which a date's age is told: negative is later. @default 2000-01-01 */
    readonly reference?: string;
    /**
     * Whether the column is kept away from the model. It stays in files and answers, whatever its values are.
     * @default false
     */
    readonly ignored?: boolean;
}

/** The shares of the rows that go to each side; they add up to 1. */
export interface Split {
    readonly train: number;
    readonly validation: number;
    readonly test: number;
}

/** What pre-processing must know of a model's data: the `model.json` of the processing job. */
export interface DatasetSpec {
    /** The model's name, e.g. `used-cars`. */
    readonly name: string;
    /**
     * The column that names a row, or `generated` where none does. It decides the row's side of the split and is never
     * a feature.
     */
    readonly identifier: string;
    /** The column to predict: a number. */
    readonly target: string;
    readonly columns: readonly Column[];
    readonly split: Split;
    /** The greatest share of unusable rows, 0 to 1, that a run accepts. */
    readonly maxQuarantinedShare: number;
    /** What separates the fields of a CSV file that is sent. @default "," */
    readonly delimiter?: Delimiter;
}

/** What may separate the fields of a CSV file. */
export type Delimiter = "," | ";" | "\t" | "|";

export const delimiters: readonly Delimiter[] = [",", ";", "\t", "|"];

/**
 * The identifier of a model without a column that names its rows: jobs/preprocess/identifiers.py makes one of a row's
 * values, and calls its column so in what it writes.
 */
export const generatedIdentifier = "generated";

/** The columns that a model learns from, in the order of the spec: all but identifier, target and ignored ones. */
export function featureColumns(spec: Pick<DatasetSpec, "identifier" | "target" | "columns">): Column[] {
    return spec.columns.filter(
        ({ name, ignored }) => name !== spec.identifier && name !== spec.target && ignored !== true,
    );
}
