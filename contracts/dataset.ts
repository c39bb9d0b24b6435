/**
 * A column of a model's data, as people send it: in the training CSV and in a prediction request.
 *
 * `min`, `max` and `values` bound what is usable: pre-processing quarantines a training row outside of them and the
 * real-time API refuses such a record. A text column without `values` takes any text; one that training never saw is
 * then encoded as none of the known categories.
 */
export interface Column {
    readonly name: string;
    readonly type: "integer" | "number" | "string";
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
    /** The column that names a row. It decides the row's side of the split and is never a feature. */
    readonly identifier: string;
    /** The column to predict: a number. */
    readonly target: string;
    readonly columns: readonly Column[];
    readonly split: Split;
    /** The greatest share of unusable rows, 0 to 1, that a run accepts. */
    readonly maxQuarantinedShare: number;
}

/** The columns that a model learns from: all but the identifier and the target, in the order of the spec. */
export function featureColumns(spec: Pick<DatasetSpec, "identifier" | "target" | "columns">): Column[] {
    return spec.columns.filter((column) => column.name !== spec.identifier && column.name !== spec.target);
}
