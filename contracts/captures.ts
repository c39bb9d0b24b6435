/** What the consolidation counted of data capture: `watch` in `counts.json` (jobs/consolidate/watching.py). */
export interface CaptureCounts {
    /** One more with each run that was consolidated. */
    readonly generation: number;
    /** By the endpoint's name, and by the start of each period in seconds since 1970, captured invocations. */
    readonly invocations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What the state "Watch the captures" asks its function. */
export interface CaptureQuestion {
    readonly runId: string;
    /** When the run started, ISO 8601. */
    readonly startedAt: string;
    readonly watch: CaptureCounts;
}

/** How many invocations an endpoint captured of those that it should have. */
export interface CaptureVerdict {
    readonly endpoint: string;
    /** What was looked at, ISO 8601: from the one time to before the other. */
    readonly since: string;
    readonly until: string;
    /** Those that the endpoint answered well. */
    readonly invocations: number;
    /** Of them, at the sampling rate. */
    readonly expected: number;
    readonly captured: number;
    /** Whether that is less than chance and {@link captureSlack} explain. */
    readonly short: boolean;
}

/** Seconds by which captures are counted, and invocations beside them. A period is judged when the next one is over. */
export const capturePeriodSeconds = 3600;

/** The share of captures that may be missing: a line that was cut off, a fleet that was replaced. */
export const captureSlack = 0.05;

/** How likely an endpoint that captures as it should may be found to capture too little, in one look. */
export const falseAlarmProbability = 1e-6;

/** Where fewer captures are to be expected nothing is said: they are counted on. */
export const fewestExpected = 20;

/** The ledger's key of what is known of an endpoint's captures. */
export function capturesId(endpoint: string): string {
    return `captures#${endpoint}`;
}

/** The metric by which an alarm is raised: captures that are missing, 0 where none is; of a variant, as SageMaker's own. */
export const captureMetric = { namespace: "Drivetrain", name: "MissingCaptures" } as const;
