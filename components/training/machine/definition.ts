import { findKey, keepData } from "../../asl/dataStates";
import { failWith } from "../../asl/failures";
import { type Definition, states, when } from "../../asl/states";
import type { AlgorithmDefinition } from "../../model/model";
import type { UpdateRequestArgs } from "./requests/endpoint";
import type { RegistryRequestArgs } from "./requests/registry";
import { admission, ordering, superseded } from "./states/admission";
import {
    approval,
    continuation,
    entrance,
    noteDeployment,
    parting,
    takeBack,
    unluckyApproval,
    unluckyOf,
} from "./states/approval";
import { comparison } from "./states/comparison";
import { approach, arrival, change, dashed } from "./states/deployment";
import { holdLease, lease } from "./states/lease";
import { preprocess, readChampion } from "./states/preparation";
import { approve, conclusion, promotion, record, reject } from "./states/promotion";
import { pending, registration } from "./states/registration";
import { resumeScaling, startScaling, stopScaling } from "./states/scaling";
import { fit, saved } from "./states/training";

/** Everything that the state machine of one training pipeline has to know: names and ARNs, no resources. */
export interface TrainingDefinitionArgs extends RegistryRequestArgs, UpdateRequestArgs {
    readonly model: string;
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    /** The state machine's own name, which its claims bear. */
    readonly stateMachineName: string;
    readonly ledgerTable: string;
    /** The ledger's key of the endpoint's lease. */
    readonly lease: string;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly queryTrainingResultsArn: string;
    readonly compareModelsArn: string;
    /** What the names of tuning jobs begin with. */
    readonly tuningPrefix: string;
    readonly scalingPolicy: string;
    /** Parameter Store path under which to write `candidate/` and `champion/`. */
    readonly parameterPrefix: string;
    /** Seconds between two tries where machines are short or a quota is full. */
    readonly capacityRetrySeconds: number;
    /** Longest run, in seconds. */
    readonly timeoutSeconds: number;
}

/**
 * From a CSV file in the landing bucket to an endpoint that serves the model trained on it, or to a verdict why not.
 *
 * The input is S3's "Object Created" event; where a person approves models, SageMaker's "Model Package State Change" of
 * an approved version as well, which goes straight to its deployment. What later states need they find in variables:
 *
 * - `$run` (id, names and places of this run), `$data` (key, version, time and sequencer of the file)
 * - `$serving` (the data of the serving model), `$champion` (its name and transform; null: the first model has no
 *   rival)
 * - `$keyArn`, `$trainingJob`, `$modelName`, `$metrics`, `$value` (the gate's metric), `$comparison`, `$packageArn`
 * - `$current` (the fleet before an update), `$endpoint`, `$failure`, and the counters `$tries`, `$waits`, `$polls`
 * - `$verdict` (the output of a run that was judged)
 *
 * Parameter Store's `champion/` moves only once the endpoint serves. What comes after it may fail and leaves the model
 * promoted. A rejected run ends well, with its verdict.
 */
export function trainingDefinition(args: TrainingDefinitionArgs): Definition {
    const { approval: approvalMode, endpoint } = args.definition;
    const { scaling } = endpoint;
    const manual = approvalMode === "manual";
    const training = fit(args);
    return states({
        Comment: `Trains ${args.model} with ${args.algorithm} and serves the model if it is good enough`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: manual ? "What started the run?" : "Name the run",
        States: {
            // Whose turn is it?
            ...when(manual, () => entrance(args)),
            ...admission(args),
            ...lease(args, manual ? "Was a version approved?" : "Is the data newer?"),
            ...when(manual, () => approval(args)),
            ...ordering(args, manual ? "Did a person approve it?" : "Newer data serves"),
            ...when(manual, () => takeBack(args)),
            ...superseded(args),

            // A model of the data
            ...readChampion(args, manual ? "Does the version serve?" : "Keep the data"),
            ...when(manual, () => continuation(args)),
            ...keepData(args),
            ...findKey(args, manual ? "Is it trained already?" : "Pre-process", unluckyOf(args)),
            ...when(manual, () => parting("Pre-process", "Hold the lease")),
            ...preprocess(args, training.entry),
            ...training.states,
            ...saved(args),

            // Is it good enough?
            ...comparison(args),
            ...registration(args, manual ? "Approval pending" : "Hold the lease"),
            ...when(manual, () => pending(args)),

            // It goes into service
            ...holdLease(args, "Create endpoint configuration"),
            ...approach(args),
            ...change(args),
            ...stopScaling(args),
            ...arrival(args, manual ? "Note the deployment" : "Approve the model"),
            ...when(!manual, () => approve()),
            ...when(manual, () => noteDeployment()),
            ...promotion(args, "Store the verdict"),
            ...record(args, scaling === undefined ? "Verdict told" : "Was it promoted?"),
            ...when(scaling, (wanted) => startScaling(args, wanted, "Verdict told")),
            ...conclusion(),

            // Or it does not
            ...when(manual, () => unluckyApproval()),
            ...dashed(args),
            ...reject(scaling === undefined ? "Run failed" : "Did it stop scaling?"),
            ...when(scaling, (wanted) => resumeScaling(args, wanted)),
            ...failWith("Run failed"),
        },
    });
}
