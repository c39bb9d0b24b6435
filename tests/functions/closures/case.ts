import assert from "node:assert/strict";
import type { Invocation } from "./fresh";
import type { AwsStub, StubAnswer, StubCall } from "./stub";

/** What a serialized handler is asked, what AWS answers it, and what must come of it. */
export interface Case {
    /** Which of the program's functions it is. */
    readonly functions: RegExp;
    readonly event: unknown;
    readonly answers: Readonly<Record<string, StubAnswer>>;
    check(invocation: Invocation, stub: AwsStub): void;
}

/** Cases by the handler's file under functions/. */
export type Cases = Readonly<Record<string, readonly Case[]>>;

/** The event of an execution that ended. */
export function statusChange(detail: object): object {
    return {
        version: "0",
        source: "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        region: "us-east-1",
        detail: {
            executionArn: "arn:aws:states:us-east-1:111111111111:execution:training:run",
            name: "run",
            status: "FAILED",
            startDate: 1_760_000_000_000,
            stopDate: 1_760_000_060_000,
            input: JSON.stringify({
                detail: { bucket: { name: "landing" }, object: { key: "training/cars.csv", "version-id": "v1" } },
            }),
            output: null,
            error: "States.TaskFailed",
            cause: "Pre-process: 31 of 804 rows cannot be used.",
            ...detail,
        },
    };
}

/** SNS's answer to a message. */
export const published = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";

/** S3 takes the record of a run. */
export const recordTaken = { "PUT /*": "" } as const;

/** That the last call leaves the record of a run of such a pipeline. */
export function requireRecord(calls: readonly StubCall[], pipeline: RegExp): void {
    const { operation, input } = calls.at(-1)!;
    assert.match(
        operation,
        new RegExp(
            `^PUT /drivetrain-\\d{12}-local-used-cars-artifacts/records/runs/date=2025-10-09/${pipeline.source}-2025`,
        ),
    );
    assert.match(String(input), /^\{"run":"2025[^]*"model":"used-cars"[^]*\}\n$/);
}
