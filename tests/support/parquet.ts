import { execFileSync } from "node:child_process";
import { join } from "node:path";

const python = process.env["DRIVETRAIN_PYTHON"] ?? join(__dirname, "../../.drivetrain/python/bin/python");

const program = `
import sys
from pyarrow import csv, parquet
sink = sys.stdout.buffer
parquet.write_table(csv.read_csv(sys.argv[1]), sink)
`;

/** A CSV file as Parquet, its columns of the types that Arrow takes them for. */
export function toParquet(csv: string): Buffer {
    return execFileSync(python, ["-c", program, csv]);
}
