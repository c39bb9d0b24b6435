import type { CaptureQuestion } from "../../../../contracts/captures";
import { failed } from "../../../asl/failures";
import type { Spelled } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";

/**
 * Holds captures against invocations, and assigns `$captures`. Also where nothing new came: that is what it looks like
 * where all of data capture has stopped.
 */
export function watchCaptures<const Next extends string>(
    { watchCapturesArn }: { readonly watchCapturesArn: string },
    next: Next,
) {
    return part("Watch the captures", {
        "Watch the captures": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: { FunctionName: watchCapturesArn, Payload: question },
            Assign: { captures: "{% $states.result.Payload %}" },
            Retry: retryThrottling(...serviceErrors.lambda),
            Catch: failed("Watch the captures"),
            Next: next,
        },
    });
}

/** What functions/monitoring/watchCaptures.ts is asked. */
const question: Spelled<CaptureQuestion> = {
    runId: "{% $run.id %}",
    startedAt: "{% $states.context.Execution.StartTime %}",
    watch: "{% $counts.watch %}",
};
