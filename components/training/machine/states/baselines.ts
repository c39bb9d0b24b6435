import { failed, failWith } from "../../../asl/failures";
import { syncJob } from "../../../asl/jobStates";
import { part, states } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../args";
import {
    attributionVariables,
    createAttributionBaseline,
    createDataBaseline,
    createQualityBaseline,
    dataVariables,
    predictShuffledRows,
    qualityVariables,
} from "../requests/baselines";
import { makeContainerBaselines } from "./containerBaselines";

/** What the monitor will compare with: the rows that the model was made of, and how good it is on the test rows. */
export function makeBaselines<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    const { container } = args;
    return part("Make the baselines", {
        "Make the baselines": {
            Type: "Parallel",
            Comment: "What the monitor will compare with; a version without it could not be watched",
            Branches:
                container === undefined
                    ? [
                          dataQuality(args),
                          modelQuality(args),
                          ...(args.attribution === "trees" ? [attribution(args)] : []),
                      ]
                    : makeContainerBaselines({ ...args, container }),
            Output: "{% $states.input %}",
            Catch: failed("Make the baselines"),
            Next: next,
        },
    });
}

function dataQuality(args: TrainingDefinitionArgs) {
    return states({
        StartAt: "Begin with the data",
        States: {
            // In a Parallel no variable may bear the name of one outside, so each branch counts its own tries.
            "Begin with the data": {
                Type: "Pass",
                Assign: { [dataVariables.tries]: 0 },
                Next: "Baseline of the data",
            },
            ...syncJob("Baseline of the data", "ProcessingJob", {
                comment: "Over all usable rows as they came, since test rows alone lack what is rare",
                arguments: createDataBaseline(args),
                waiting: args,
                variables: dataVariables,
                next: "Data told",
                failed: "Baseline of the data failed",
            }),
            "Data told": { Type: "Pass", End: true },
            ...failWith("Baseline of the data failed", dataVariables.failure),
        },
    });
}

function modelQuality(args: TrainingDefinitionArgs) {
    const common = { waiting: args, variables: qualityVariables, failed: "Baseline of the quality failed" } as const;
    return states({
        StartAt: "Begin with the quality",
        States: {
            "Begin with the quality": {
                Type: "Pass",
                Assign: { [qualityVariables.tries]: 0 },
                Next: "Predict shuffled rows",
            },
            ...syncJob("Predict shuffled rows", "TransformJob", {
                ...common,
                comment: "How much worse the model is without a column tells how much it goes by it",
                arguments: predictShuffledRows(args),
                next: "Baseline of the quality",
            }),
            ...syncJob("Baseline of the quality", "ProcessingJob", {
                ...common,
                arguments: createQualityBaseline(args),
                next: "Quality told",
            }),
            "Quality told": { Type: "Pass", End: true },
            ...failWith("Baseline of the quality failed", qualityVariables.failure),
        },
    });
}

function attribution(args: TrainingDefinitionArgs) {
    return states({
        StartAt: "Begin with the attribution",
        States: {
            "Begin with the attribution": {
                Type: "Pass",
                Assign: { [attributionVariables.tries]: 0 },
                Next: "Baseline of the attribution",
            },
            ...syncJob("Baseline of the attribution", "ProcessingJob", {
                comment: "In the algorithm's own image: nobody else reads a model's file",
                arguments: createAttributionBaseline(args),
                waiting: args,
                variables: attributionVariables,
                next: "Attribution told",
                failed: "Baseline of the attribution failed",
            }),
            "Attribution told": { Type: "Pass", End: true },
            ...failWith("Baseline of the attribution failed", attributionVariables.failure),
        },
    });
}
