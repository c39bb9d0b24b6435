import { readChampion } from "../../asl/champion";
import { orderData } from "../../asl/dataOrder";
import { findKey } from "../../asl/dataStates";
import { failWith } from "../../asl/failures";
import { takeLease } from "../../asl/lease";
import { type Definition, states, when } from "../../asl/states";
import { storeVerdict, tellVerdict } from "../../asl/verdictStates";
import type { TrainingDefinitionArgs } from "./args";
import { admission, superseded } from "./states/admission";
import { makeBaselines } from "./states/baselines";
import { comparison } from "./states/comparison";
import { keepObjects } from "./states/data";
import { deploy } from "./states/deployment";
import { preprocess } from "./states/preprocessing";
import { awaitApproval, register } from "./states/registration";
import { saveModel, train } from "./states/training";

/**
 * From data in the landing bucket, a file or a manifest of several, to a version in the model registry, or to a verdict
 * why not.
 *
 * The input is S3's "Object Created" event. What later states need they find in variables:
 *
 * - `$run` (id, names and places of this run), `$data` (key, version, time and sequencer of the file), `$objects` (how
 *   many files its data is)
 * - `$serving` (the data of the serving model), `$champion` (its name and transform; null: the first model has no
 *   rival)
 * - `$keyArn`, `$trainingJob`, `$modelName`, `$metrics`, `$value` (the gate's metric), `$comparison`,
 *   `$artifactSha256`, `$packageArn`
 * - `$failure`, and the counters `$tries` and `$waits`
 * - `$verdict` (the output of a run that was judged)
 *
 * A version goes into service by its deployment, another state machine: sent by the run, or by the person who approves
 * it. A rejected run ends well, with its verdict.
 */
export function trainingDefinition(args: TrainingDefinitionArgs): Definition {
    const { monitoring } = args;
    const automatic = args.definition.approval !== "manual";
    const training = train(args);
    const preprocessing = preprocess(args, training.entry);
    return states({
        Comment: `Trains ${args.model} with ${args.algorithm} and serves the model if it is good enough`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the run",
        States: {
            // Whose turn is it?
            ...admission(args),
            ...takeLease(args, "Is the data newer?", "Run failed"),
            ...orderData("Newer data serves", "Read the champion"),
            ...superseded(args),

            // A model of the data
            ...readChampion(args, "One file or many?", "Run failed"),
            ...keepObjects(args),
            ...findKey(args, preprocessing.entry, "Run failed"),
            ...preprocessing.states,
            ...training.states,
            ...saveModel(args),

            // Is it good enough?
            ...comparison(args, monitoring ? "Make the baselines" : "Digest the artifact"),
            ...when(monitoring, () => makeBaselines(args, "Digest the artifact")),
            ...register(args, automatic ? "Deploy the model" : "Approval pending"),

            // It goes into service, or waits for a person
            ...when(automatic, () => deploy(args)),
            ...when(!automatic, () => awaitApproval(args)),
            ...storeVerdict(args, "Verdict told"),
            ...tellVerdict(),
            ...failWith("Run failed"),
        },
    });
}
