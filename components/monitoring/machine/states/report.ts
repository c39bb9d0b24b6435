import type { ReportRequest } from "../../../../contracts/reports";
import type { Spelled } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import { driftQuestion } from "./drift";

/**
 * Writes the report for people, and assigns `$report`, its URI. It is there before anybody is told of it. Without it
 * the run goes on: drift is to be told, whatever becomes of a page.
 */
export function writeReport<const Next extends string>(
    { writeReportArn }: { readonly writeReportArn: string },
    next: Next,
) {
    return part("Write the report", {
        "Write the report": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: { FunctionName: writeReportArn, Payload: question },
            Assign: { report: "{% $states.result.Payload.report %}" },
            Retry: retryThrottling(...serviceErrors.lambda),
            Catch: [{ ErrorEquals: ["States.ALL"], Assign: { report: "" }, Next: next }],
            Next: next,
        },
    });
}

/** What functions/insights/writeReport.ts is asked. */
const question: Spelled<ReportRequest> = {
    ...driftQuestion,
    reportFolder: "{% $run.report %}",
    jobs: { consolidation: "{% $consolidation %}", analyses: "{% $analyses %}" },
};
