import { syncJob } from "../../../asl/jobStates";
import { part, when } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../args";
import { createMeasureJob, createProcessingJob, isShared } from "../requests/preprocessing";

/**
 * Rows become vectors; the champion's own encoding of the test rows is among them. Where several machines may share the
 * objects, they measure them first: what is learnt of the data is learnt of all of it.
 */
export function preprocess<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    const job = { waiting: args, failed: "Run failed" } as const;
    const shared = isShared(args);
    return {
        entry: shared ? "Several objects?" : "Pre-process",
        states: {
            ...when(shared, () => ({
                ...part("Several objects?", {
                    "Several objects?": {
                        Type: "Choice",
                        Comment: "One object is one machine's",
                        Choices: [{ Condition: "{% $objects > 1 %}", Next: "Measure the objects" }],
                        Default: "Pre-process",
                    },
                }),
                ...syncJob("Measure the objects", "ProcessingJob", {
                    ...job,
                    arguments: createMeasureJob(args),
                    next: "Pre-process",
                }),
            })),
            ...syncJob("Pre-process", "ProcessingJob", { ...job, arguments: createProcessingJob(args), next }),
        },
    } as const;
}
