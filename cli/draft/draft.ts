import type { ModelDefinition } from "../../components/model/model";
import type { Column } from "../../contracts/dataset";

/** A model as a CSV file suggests it. */
export interface Draft {
    readonly model: ModelDefinition;
    /** The file's name and its number of rows, for the model's own comment. */
    readonly source: { readonly file: string; readonly rows: number };
    /** How the two columns were found that are not learnt from. */
    readonly because: { readonly identifier: string; readonly target: string };
    /** What was decided about each column, in the file's order. */
    readonly decisions: readonly Decision[];
    /** What a person should know, a sentence each. */
    readonly notes: readonly string[];
}

export interface Decision {
    readonly name: string;
    readonly role: "identifier" | "target" | "feature" | "left out";
    /** As the model has it. */
    readonly column: Column;
    /** Why so, where that needs a word. */
    readonly because?: string;
    /** Of a feature: why it may be better left out. */
    readonly doubt?: string;
}
