import { createHash } from "node:crypto";
import { names } from "../components/deployment/definitionArgs";
import { champion, leased, old, packageArn, parameters } from "./leaseRuns";
import { fails, ok, type Usual } from "./scenarios";
import type { Answer } from "./walks";

/** What deployments are sent, and what AWS answers them. */

export const { endpoint } = names;

/** The run that has trained the version, its deployment's name, and the model's. */
export const runId = "20260102-030405-0a1b2c3d";
export const modelName = `${endpoint}-${runId}`;

/** What a training run sends. */
const sent = {
    versionArn: packageArn,
    sentBy: "arn:aws:states:us-east-1:111111111111:execution:runs:trained",
    AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "arn:aws:states:us-east-1:111111111111:execution:runs:trained",
};

/** SageMaker's event of a version that a person has approved. */
export const approvedEvent = {
    version: "0",
    source: "aws.sagemaker",
    "detail-type": "SageMaker Model Package State Change",
    time: "2026-01-02T04:04:05Z",
    detail: {
        ModelPackageGroupName: names.modelPackageGroup,
        ModelPackageVersion: 3,
        ModelPackageArn: packageArn,
        ModelApprovalStatus: "Approved",
    },
};

/** SageMaker's event of a version that somebody has rejected. */
export const rejectedEvent = { ...approvedEvent, detail: { ...approvedEvent.detail, ModelApprovalStatus: "Rejected" } };

/** What the end of a deployment sends that did not succeed. */
export const settling = {
    versionArn: packageArn,
    settles: `arn:aws:states:us-east-1:111111111111:execution:${names.stateMachine}:${runId}`,
};

/** Of the key that the data had before the registry cleaned it. */
export const keyHash = createHash("sha256").update("landing/training/used cars/spring&summer.csv").digest("hex");

/** A version of the registry as a training run has left it, where nothing served before. */
export function version(changes: Readonly<Record<string, string>> = {}, status = "PendingManualApproval"): Answer {
    return ok({
        ModelPackageArn: packageArn,
        ModelApprovalStatus: status,
        CustomerMetadataProperties: {
            "model-name": modelName,
            location: `s3://artifacts/runs/xgboost/${runId}`,
            data: "landing/training/used cars/spring_summer.csv",
            "data-key-hash": keyHash,
            "data-version": "3sL4kqtJlcpXroDTDmJ+rmSpXd3",
            "data-time": "2026-01-02T03:04:05Z",
            "data-sequencer": "0062E99A88DC407460",
            metric: "validation:rmse",
            "metric-value": "2311.2",
            "metrics/validation:rmse": "2311.2",
            "metrics/train:rmse": "900.5",
            rows: "117",
            rmse: "2280.1",
            mae: "1140.05",
            r2: "0.9",
            "r2-low": "0.85",
            "r2-high": "0.93",
            baseline: "9800.5",
            "baseline-location": `s3://artifacts/runs/xgboost/${runId}/baseline`,
            ...{ combined: "best", "combined-of": "xgboost", "combined-rmse": "2200.5" },
            ...{ "combined-mae": "1100.25", "combined-r2": "0.91" },
            "same-vector": "true",
            ...changes,
        },
    });
}

/** What the registry says when it is asked once more. */
export function status(ModelApprovalStatus: string): Answer {
    return ok({ ModelPackageArn: packageArn, ModelApprovalStatus });
}

/** What a version says of itself that has met the champion. */
export const met = { "champion-rmse": "2380.5", "champion-mae": "1190.25", champion: old };

export const listed = (...statuses: readonly string[]): readonly Answer[] =>
    statuses.map((status) => {
        const others = [{ EndpointName: `${endpoint}-2`, EndpointStatus: "Failed" }];
        const own = status === "None" ? [] : [{ EndpointName: endpoint, EndpointStatus: status }];
        return ok({ Endpoints: [...others, ...own] });
    });

/** The name of the configuration that the deployment has made. */
export const own = "<Create endpoint configuration.EndpointConfigName>";
export const described = (
    ...answers: readonly [status: string, configuration: string, reason?: string][]
): readonly Answer[] =>
    answers.map(([EndpointStatus, EndpointConfigName, FailureReason]) =>
        ok({ EndpointName: endpoint, EndpointStatus, EndpointConfigName, ...(FailureReason && { FailureReason }) }),
    );

/** A page of the group's approved versions, the newest first. */
export function versions(...numbers: readonly number[]): Answer {
    const arn = (number: number) => packageArn.replace(/\d+$/, String(number));
    return ok({ ModelPackageSummaryList: numbers.map((number) => ({ ModelPackageArn: arn(number) })) });
}

/** The version that served before, as it comes back. */
export const before = version({ ...met, champion: "another", "model-name": old, deployed: "true" }, "Approved");

/** A champion that serves on two instances, and that the new model beats. */
export const rival = {
    "Read the version": [version(met)],
    "Read the champion": [parameters(champion)],
    "Check endpoint": listed("InService"),
    "Describe endpoint": described(["Updating", old], ["InService", own]),
};

/** The first version of an algorithm, sent by the run that has trained it, with nothing in its way. */
export const first: Usual = {
    name: runId,
    input: sent,
    answers: {
        "Take the lease": [leased()],
        "Read the version": [version()],
        "Read the champion": [parameters({})],
        "Find the key": [ok({ KeyMetadata: { Arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b" } })],
        "Withdraw the approval": [ok({ ModelPackageArn: packageArn })],
        "Hold the lease": [ok({})],
        "Create endpoint configuration": [ok({ EndpointConfigArn: "arn" })],
        "Check endpoint": listed("None"),
        "Create endpoint": [ok({ EndpointArn: "arn" })],
        "Look at the endpoint": [
            ok({
                EndpointConfigName: old,
                ProductionVariants: [{ VariantName: "AllTraffic", CurrentInstanceCount: 2 }],
            }),
        ],
        "Look at its configuration": [
            ok({ ProductionVariants: [{ VariantName: "AllTraffic", InstanceType: "ml.m5.large" }] }),
        ],
        "Does it scale?": [ok({ ScalableTargets: [] })],
        "Stop scaling": [fails("ApplicationAutoScaling.ObjectNotFoundException")],
        ...Object.fromEntries(
            ["Watch the new fleet's errors", "Watch the new model's errors", "Watch the new fleet's latency"].map(
                (state) => [state, [ok({})]],
            ),
        ),
        "Update endpoint": [ok({ EndpointArn: "arn" })],
        "Did it take effect?": described(["InService", old]),
        "Delete the failed endpoint": [ok({})],
        "Describe endpoint": described(["Creating", own], ["InService", own]),
        "Ask for the approval": [status("PendingManualApproval")],
        "Ask for the approval again": [status("PendingManualApproval")],
        "Note the deployment": [ok({ ModelPackageArn: packageArn })],
        "Approve the model": [ok({ ModelPackageArn: packageArn })],
        "Reject the model": [ok({ ModelPackageArn: packageArn })],
        "Remember the data": [ok({})],
        "Put parameter": [ok({ Version: 1 })],
        "Store the verdict": [ok({ ETag: "9a1b" })],
        "Find the endpoint": listed("InService"),
        "Look at what serves": [ok({ EndpointConfigName: modelName })],
        "Look at its model": [ok({ ProductionVariants: [{ VariantName: "AllTraffic", ModelName: modelName }] })],
        "Reject what does not serve": [ok({ ModelPackageArn: packageArn })],
        "Find the version before": [versions(2)],
        "Look at the version before": [before],
        "Withdraw the champion": [ok({ DeletedParameters: [], InvalidParameters: [] })],
    },
};
