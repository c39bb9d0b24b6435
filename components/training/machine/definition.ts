import { readChampion } from "../../asl/champion";
import { orderData } from "../../asl/dataOrder";
import { findKey, keepData } from "../../asl/dataStates";
import { failWith } from "../../asl/failures";
import { type LeaseArgs, takeLease } from "../../asl/lease";
import { type Definition, states, when } from "../../asl/states";
import type { VerdictArgs } from "../../asl/verdict";
import { storeVerdict, tellVerdict } from "../../asl/verdictStates";
import type { AlgorithmDefinition } from "../../model/model";
import type { RegistryRequestArgs } from "./requests/registry";
import { admission, superseded } from "./states/admission";
import { comparison } from "./states/comparison";
import { deploy } from "./states/deployment";
import { preprocess } from "./states/preprocessing";
import { awaitApproval, register } from "./states/registration";
import { saveModel, train } from "./states/training";

/** Everything that the state machine of one training pipeline has to know: names and ARNs, no resources. */
export interface TrainingDefinitionArgs extends RegistryRequestArgs, VerdictArgs, LeaseArgs {
    readonly definition: AlgorithmDefinition;
    /** The state machine's own name, which its claims bear. */
    readonly stateMachineName: string;
    /** The state machine that deploys a version. */
    readonly deploymentArn: string;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly queryTrainingResultsArn: string;
    readonly compareModelsArn: string;
    /** What the names of tuning jobs begin with. */
    readonly tuningPrefix: string;
    /** Parameter Store path under which to write `candidate/`, and to find `champion/`. */
    readonly parameterPrefix: string;
    /** Seconds between two tries where machines are short or a quota is full. */
    readonly capacityRetrySeconds: number;
}

/**
 * From a CSV file in the landing bucket to a version in the model registry, or to a verdict why not.
 *
 * The input is S3's "Object Created" event. What later states need they find in variables:
 *
 * - `$run` (id, names and places of this run), `$data` (key, version, time and sequencer of the file)
 * - `$serving` (the data of the serving model), `$champion` (its name and transform; null: the first model has no
 *   rival)
 * - `$keyArn`, `$trainingJob`, `$modelName`, `$metrics`, `$value` (the gate's metric), `$comparison`, `$packageArn`
 * - `$failure`, and the counters `$tries` and `$waits`
 * - `$verdict` (the output of a run that was judged)
 *
 * A version goes into service by its deployment, another state machine: sent by the run, or by the person who approves
 * it. A rejected run ends well, with its verdict.
 */
export function trainingDefinition(args: TrainingDefinitionArgs): Definition {
    const automatic = args.definition.approval !== "manual";
    const training = train(args);
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
            ...readChampion(args, "Keep the data", "Run failed"),
            ...keepData(args),
            ...findKey(args, "Pre-process", "Run failed"),
            ...preprocess(args, training.entry),
            ...training.states,
            ...saveModel(args),

            // Is it good enough?
            ...comparison(args),
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
