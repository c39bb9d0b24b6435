import { failed, failWith } from "../../../asl/failures";
import { syncJob } from "../../../asl/jobStates";
import { serviceErrors } from "../../../asl/serviceErrors";
import { retryThrottling, states } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../args";
import { dataVariables, qualityVariables } from "../requests/baselines";
import { createContainerBaseline, createPlainRows, nameQualityFile } from "../requests/containerBaselines";

type ContainerArgs = TrainingDefinitionArgs & { readonly container: string };

/** Both baselines, a branch each, by Model Monitor's own container, which tells nothing of how much the model goes by a column. */
export function makeContainerBaselines(args: ContainerArgs) {
    return [containerDataQuality(args), containerModelQuality(args)];
}

function containerDataQuality(args: ContainerArgs) {
    const common = { waiting: args, variables: dataVariables, failed: "Baseline of the data failed" } as const;
    return states({
        StartAt: "Begin with the data",
        States: {
            "Begin with the data": {
                Type: "Pass",
                Assign: { [dataVariables.tries]: 0 },
                Next: "Write plain rows",
            },
            ...syncJob("Write plain rows", "ProcessingJob", {
                ...common,
                arguments: createPlainRows(args, "data-quality"),
                next: "Baseline of the data",
            }),
            ...syncJob("Baseline of the data", "ProcessingJob", {
                ...common,
                arguments: createContainerBaseline(args, "data-quality"),
                next: "Data told",
            }),
            "Data told": { Type: "Pass", End: true },
            ...failWith("Baseline of the data failed", dataVariables.failure),
        },
    });
}

function containerModelQuality(args: ContainerArgs) {
    const common = { waiting: args, variables: qualityVariables, failed: "Baseline of the quality failed" } as const;
    const copy = (kind: "statistics" | "constraints") => ({
        Type: "Task" as const,
        Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
        Arguments: nameQualityFile(args, kind),
        Retry: retryThrottling(...serviceErrors.s3),
    });
    return states({
        StartAt: "Begin with the quality",
        States: {
            "Begin with the quality": {
                Type: "Pass",
                Assign: { [qualityVariables.tries]: 0 },
                Next: "Write plain answers",
            },
            ...syncJob("Write plain answers", "ProcessingJob", {
                ...common,
                arguments: createPlainRows(args, "model-quality"),
                next: "Baseline of the quality",
            }),
            ...syncJob("Baseline of the quality", "ProcessingJob", {
                ...common,
                arguments: createContainerBaseline(args, "model-quality"),
                next: "Name its statistics",
            }),
            "Name its statistics": {
                ...copy("statistics"),
                Catch: failed("Name its statistics", "Baseline of the quality failed", qualityVariables.failure),
                Next: "Name its constraints",
            },
            "Name its constraints": {
                ...copy("constraints"),
                Catch: failed("Name its constraints", "Baseline of the quality failed", qualityVariables.failure),
                Next: "Quality told",
            },
            "Quality told": { Type: "Pass", End: true },
            ...failWith("Baseline of the quality failed", qualityVariables.failure),
        },
    });
}
