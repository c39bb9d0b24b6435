import { leaseId } from "../../contracts/ledger";
import {
    endpointName,
    modelPackageGroupName,
    parameterPrefix,
    trainingMachineName,
    tuningPrefix,
} from "../../contracts/names";
import type { Scope } from "../access/scope";
import { validateNameLengths } from "../validation/nameLengths";
import type { Problem } from "../validation/problem";

/** The physical names of one training pipeline, all known before anything exists. */
export interface TrainingNames {
    /** The endpoint; what runs make (jobs, models, endpoint configurations) is called `<endpoint>-<run id>`. */
    readonly endpoint: string;
    /** Its model package group: each accepted model is a version there. */
    readonly modelPackageGroup: string;
    /** What tuning jobs are called begins with it, since their names have 32 characters at most. */
    readonly tuningPrefix: string;
    /** The ledger's key of the lease that a run holds from before it reads the champion. */
    readonly lease: string;
    /** Parameter Store path under which runs write `candidate/`, and deployments `champion/`. */
    readonly parameterPrefix: string;
    readonly stateMachine: string;
    readonly preprocessRole: string;
    readonly trainRole: string;
    readonly serveRole: string;
    readonly baselineRole: string;
    readonly startRole: string;
    readonly startRule: string;
    readonly statusRule: string;
    readonly readManifest: string;
    readonly queryTrainingResults: string;
    readonly compareModels: string;
    readonly digestArtifact: string;
    readonly notifyRun: string;
    readonly endRun: string;
    readonly undelivered: string;
}

/** Whether AWS takes such long names is for {@link validateTrainingNames} to tell. */
export function trainingNames(scope: Scope, model: string, algorithm: string): TrainingNames {
    const prefix = `${scope.prefix}-${algorithm}`;
    const trained = { stage: scope.stage, model, algorithm };
    const endpoint = endpointName(trained);
    return {
        endpoint,
        modelPackageGroup: modelPackageGroupName(trained),
        tuningPrefix: tuningPrefix(endpoint),
        lease: leaseId(endpoint),
        parameterPrefix: parameterPrefix(trained),
        stateMachine: trainingMachineName(scope.prefix, algorithm),
        preprocessRole: `${prefix}-preprocess`,
        trainRole: `${prefix}-train`,
        serveRole: `${prefix}-serve`,
        baselineRole: `${prefix}-baseline`,
        startRole: `${prefix}-start`,
        startRule: `${prefix}-start`,
        statusRule: `${prefix}-status`,
        readManifest: `${prefix}-read-manifest`,
        queryTrainingResults: `${prefix}-query-results`,
        compareModels: `${prefix}-compare`,
        digestArtifact: `${prefix}-digest`,
        notifyRun: `${prefix}-notify`,
        endRun: `${prefix}-end-run`,
        undelivered: `${prefix}-undelivered`,
    };
}

/** A hyphen, the number of tries after lack of machines, and the retry count: a digit each. */
const retryLength = 3;
/** Every name of an algorithm's pipeline that AWS would refuse for its length. */
export function validateTrainingNames(scope: Scope, model: string, algorithm: string): Problem[] {
    const names = trainingNames(scope, model, algorithm);
    const others = Object.values<unknown>({ ...names }).filter(
        (name): name is string => typeof name === "string" && name.startsWith(scope.prefix),
    );
    return validateNameLengths([], {
        ...{ base: names.endpoint, tryLength: retryLength, others },
        whose: "the model's, the algorithm's or the stage's",
    });
}
