import type { Combine } from "../../contracts/combine";
import type { DatasetSpec } from "../../contracts/dataset";
import type { Locations } from "../model/model";
import type { RealtimeLimits } from "../model/realtimeLimits";

/** The part of a model's definition that real-time inference needs. A whole `ModelDefinition` fits. */
export type RealtimeModel = Pick<DatasetSpec, "name" | "identifier" | "target" | "columns" | "delimiter"> & {
    /** The texts that stand for no value in any column, beside the empty one. @default [] */
    readonly missing?: readonly string[];
    /** How the algorithms' scores of a record become one result: `best`, `weighted`, `max`, `min`, `mean`, or a function. */
    readonly combine: Combine;
    /** What differs from the default limits. @default {} */
    readonly realtime?: RealtimeLimits;
    /** What differs from the default places of files. @default {} */
    readonly locations?: Locations;
};
