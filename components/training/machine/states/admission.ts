import { claimStates } from "../../../asl/claims";
import { jsonata } from "../../../asl/jsonata";
import { nameData, nameRun } from "../../../asl/runs";
import { part } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../definition";
import { propertyTextOf } from "../requests/registry";
import { notJudged } from "../verdict";

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
                    ...counters,
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

/** How often the run has tried, waited and looked, to begin with. */
export const counters = { tries: 0, waits: 0, polls: 0, scalingStopped: false };

/** Why a run is superseded, as an expression. */
export const olderData =
    "$data.key & ' of ' & $data.time & ' is older than what the serving model was trained on: ' & $serving.key & ' of ' & $serving.time";

/** A newer file's model is never replaced by an older one's: events may come late or out of order. */
export function ordering<const Older extends string>(args: TrainingDefinitionArgs, older: Older) {
    return part("Is the data newer?", {
        "Is the data newer?": {
            Type: "Choice",
            Comment:
                "S3 orders the changes of one key by its sequencer, padded on the right; other keys have their time",
            Choices: [
                {
                    Condition: isOlder,
                    Next: older,
                },
            ],
            Default: "Read the champion",
        },
    });
}

/** Where a run ends whose data came too late: verdict "superseded". */
export function superseded(args: TrainingDefinitionArgs) {
    return part("Newer data serves", {
        "Newer data serves": { Type: "Pass", Output: notJudged(args, "superseded", olderData), End: true },
    });
}

/** A key has passed through the registry where a person approved the version, which keeps some characters only. */
const isOlder = jsonata(`(
    $tidy := function($key) { ${propertyTextOf("$key")} };
    $longest := function($one, $another) { $max([$length($one), $length($another)]) };
    $before := function($one, $another) {(
        $width := $longest($one, $another);
        $pad($one, $width, '0') < $pad($another, $width, '0')
    )};
    $serving = null ? false
        : $tidy($serving.key) = $tidy($data.key) and $serving.sequencer != '' and $data.sequencer != ''
            ? $before($data.sequencer, $serving.sequencer)
            : $data.time < $serving.time
)`);
