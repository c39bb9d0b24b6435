import { claimStates } from "../../../asl/claims";
import { olderData } from "../../../asl/dataOrder";
import { nameData, nameRun } from "../../../asl/runs";
import { part } from "../../../asl/states";
import { notJudged } from "../../../asl/verdict";
import type { TrainingDefinitionArgs } from "../args";

/** What a run starts with: its name, what data it is about, and the claim that no other run has the same data. */
export function admission(args: TrainingDefinitionArgs) {
    const { endpointName: base, artifactBucket: bucket, runsPrefix: prefix } = args;
    return {
        ...part("Name the run", {
            "Name the run": {
                Type: "Pass",
                Comment: "yyyymmdd-hhmmss of the start, and eight digits that tell executions of one second apart",
                Assign: {
                    run: nameRun({ base, bucket, prefix }),
                    data: nameData(args.stateMachineName),
                    packageArn: null,
                    // One file, unless a manifest names more.
                    ...{ objects: 1, tries: 0, waits: 0 },
                },
                Next: "Claim the data",
            },
        }),
        ...claimStates({ ledgerTable: args.ledgerTable, next: "Take the lease", taken: "The data has a run" }),
        ...part("The data has a run", {
            "The data has a run": {
                Type: "Pass",
                Comment: "The same event may be delivered twice",
                Output: notJudged(args, "duplicate", "'another run has this version of ' & $data.key"),
                End: true,
            },
        }),
    };
}

/** Where a run ends whose data came too late: verdict "superseded". */
export function superseded(args: TrainingDefinitionArgs) {
    return part("Newer data serves", {
        "Newer data serves": { Type: "Pass", Output: notJudged(args, "superseded", olderData), End: true },
    });
}
