import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Transform } from "../../../contracts/transform";
import type { Reading } from "../../../functions/shared/values";

/** What pre-processing makes of cases (reference.py). */
export interface Reference {
    readonly cases: readonly {
        readonly transform: Transform;
        readonly vectors: readonly (readonly number[])[];
        readonly scored: Readonly<Record<"csv" | "jsonlines", readonly (readonly number[])[]>> | null;
    }[];
    readonly tables: readonly (readonly (readonly string[])[] | null)[];
    readonly fields: readonly Reading[];
    /** The names of each file's rows: found in blocks, and row by row. */
    readonly named: readonly (readonly (readonly string[])[])[];
}

/** Asks pre-processing's own code. */
export function askReference(input: Partial<Record<keyof Reference, object>>): Reference {
    const python = process.env.DRIVETRAIN_PYTHON ?? join(".drivetrain", "python", "bin", "python");
    const whole = JSON.stringify({ cases: [], tables: [], fields: [], named: [], ...input });
    const script = join(__dirname, "reference.py");
    const output = execFileSync(python, ["-B", script], { input: whole, encoding: "utf8", maxBuffer: 2 ** 28 });
    return JSON.parse(output) as Reference;
}
