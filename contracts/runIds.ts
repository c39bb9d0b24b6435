import { createHash } from "node:crypto";

/** Characters of a run's id. */
export const runIdLength = 24;

/**
 * The id of the run that an execution is: `yyyymmdd-hhmmss` of its start in UTC, a hyphen, and eight hexadecimal digits
 * that tell executions of one second apart. The states say it themselves, in JSONata (components/asl/runs.ts).
 */
export function runId(executionArn: string, start: Date): string {
    const [date = "", time = ""] = start.toISOString().split("T");
    const hash = createHash("sha256").update(executionArn).digest("hex").slice(0, 8);
    return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${hash}`;
}

/**
 * Whether a run of a pipeline gave this name: `<base>-<run id>`. The base, an endpoint's name, has model, algorithm and
 * stage in it, so that another stage of the same account keeps what is its own.
 */
export function isRunName(name: string, base: string): boolean {
    return runPattern.test(afterBase(name, base));
}

/**
 * Whether a job of a run is called so: the run's name, a hyphen, and two or three characters that count its tries. Jobs
 * that write plain rows for Model Monitor's container have a letter of theirs for the hyphen.
 */
export function isJobName(name: string, base: string): boolean {
    return jobPattern.test(afterBase(name, base));
}

const runPattern = /^\d{8}-\d{6}-[0-9a-f]{8}$/;
const jobPattern = /^\d{8}-\d{6}-[0-9a-f]{8}[-pq][0-9A-Za-z]{2,3}$/;

function afterBase(name: string, base: string): string {
    return name.startsWith(`${base}-`) ? name.slice(base.length + 1) : "";
}
