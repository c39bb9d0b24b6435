import { syncJob } from "../../../asl/jobStates";
import type { TrainingDefinitionArgs } from "../args";
import { createProcessingJob } from "../requests/jobs";

/** Rows become vectors; the champion's own encoding of the test rows is among them. */
export function preprocess<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return syncJob("Pre-process", "ProcessingJob", {
        arguments: createProcessingJob(args),
        waiting: args,
        next,
        failed: "Run failed",
    });
}
