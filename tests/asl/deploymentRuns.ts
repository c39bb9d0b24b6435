import { createHash } from "node:crypto";
import { definitionArgs, names } from "../components/deployment/definitionArgs";
import { deployment, shapes } from "./definitions";
import { champion, held, leased, leaseScenarios, old, packageArn, parameters } from "./leaseRuns";
import { fails, ok, type Scenario, Scenarios, type Usual } from "./scenarios";
import type { Answer, Outcome, Walk } from "./walks";

const { endpoint } = names;

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
            "same-vector": "true",
            ...changes,
        },
    });
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
        "Stop scaling": [fails("ApplicationAutoScaling.ObjectNotFoundException")],
        "Update endpoint": [ok({ EndpointArn: "arn" })],
        "Did it take effect?": described(["InService", old]),
        "Delete the failed endpoint": [ok({})],
        "Describe endpoint": described(["Creating", own], ["InService", own]),
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
    },
};

const noQuota = fails("SageMaker.ResourceLimitExceededException");
/** SageMaker's answer to a request that is under way already. */
const refused = fails("SageMaker.SageMakerException");
/** Once, and for every retry. */
const throttled = Array.from({ length: 7 }, () => refused);
const pending = (EndpointConfigName: string) =>
    ok({
        EndpointStatus: "Updating",
        EndpointConfigName: old,
        PendingDeploymentSummary: { EndpointConfigName },
    });
const capacity = "CapacityError: Unable to provision requested ML compute capacity.";

/** What a deployment of any shape may meet, whoever sends its version. */
const deployments: Readonly<Record<string, Scenario>> = {
    "first model": {},
    "better than its rival": { answers: rival },
    "champion far above the threshold": {
        answers: { ...rival, "Read the version": [version({ ...met, "champion-rmse": "6000.1" })] },
    },
    ...leaseScenarios,

    "creation whose answer was lost": {
        answers: { "Create endpoint": [refused], "Did it take effect?": described(["Creating", own]) },
    },
    "update whose answer was lost": {
        answers: { ...rival, "Update endpoint": [refused], "Did it take effect?": [pending(own)] },
    },
    "update that somebody else has begun": {
        answers: { ...rival, "Update endpoint": [refused], "Did it take effect?": [pending("another")] },
    },

    "lease lost before the deployment": { answers: { ...rival, "Hold the lease": [held] } },

    "endpoint busy, then updated": {
        answers: { ...rival, "Check endpoint": listed("Updating", "RollingBack", "InService") },
    },
    "failed endpoint replaced": { answers: { "Check endpoint": listed("Failed", "Deleting", "None") } },
    "endpoint busy for too long": { answers: { ...rival, "Check endpoint": listed("Updating") } },
    "endpoint that takes no configuration": { answers: { ...rival, "Check endpoint": listed("OutOfService") } },
    "scaling stopped": {
        answers: { ...rival, "Look at its configuration": [of("ml.m5.xlarge")], "Stop scaling": [ok({})] },
    },
    "update that falls back": {
        answers: {
            ...rival,
            "Describe endpoint": described(["Updating", old], ["InService", old, "Alarm x-5xx went\ninto ALARM"]),
        },
    },
    "changed by somebody else": {
        answers: { ...rival, "Describe endpoint": described(["InService", "used-cars-xgboost-another"]) },
    },
    "endpoint of another kind": {
        answers: {
            ...rival,
            "Look at the endpoint": [
                ok({ EndpointConfigName: "mine", ProductionVariants: [{ VariantName: "variant-1" }] }),
            ],
        },
    },
    "update that is not told of for a while": {
        answers: {
            ...rival,
            "Describe endpoint": [
                ...throttled,
                ...described(["Updating", old]),
                ...throttled,
                ...rival["Describe endpoint"],
            ],
        },
    },
    "update that may not be looked at": {
        answers: {
            ...rival,
            "Describe endpoint": [
                fails(
                    "SageMaker.SageMakerException",
                    "User: x is not authorized to perform: sagemaker:DescribeEndpoint",
                ),
            ],
        },
    },
    "update that is never told of": { answers: { ...rival, "Describe endpoint": [refused] } },
    "endpoint that fails": {
        answers: { "Describe endpoint": described(["Creating", own], ["Failed", own, "No pings"]) },
    },
    "endpoint that is never ready": { answers: { "Describe endpoint": described(["Creating", own]) } },
    "endpoint short of machines": {
        answers: {
            "Check endpoint": listed("None", "Failed", "None"),
            "Create endpoint": [noQuota, ok({ EndpointArn: "arn" })],
            "Describe endpoint": described(["Failed", own, capacity], ["InService", own]),
        },
    },
    "endpoint never has machines": { answers: { "Create endpoint": [noQuota] } },
    "update short of machines": {
        answers: {
            ...rival,
            "Update endpoint": [noQuota, ok({ EndpointArn: "arn" })],
            "Describe endpoint": described(["InService", old, capacity], ["InService", own]),
        },
    },
};

/** A version that a person has approved. */
const approved = (answers: Walk["answers"] = {}): Scenario => ({
    name: "named-by-eventbridge",
    input: approvedEvent,
    answers,
});
const approvedVersion = (changes: Readonly<Record<string, string>> = met) => ({
    "Read the version": [version(changes, "Approved")],
});
const older = {
    "Take the lease": [leased({ time: "2026-01-02T03:04:06Z", key: "landing/b.csv", sequencer: "00" })],
};
const meeting = (name: string): Walk["answers"] => ({
    ...deployments[name]?.answers,
    ...approvedVersion(deployments[name]?.answers?.["Read the champion"] ? met : {}),
});

const approvals: Readonly<Record<string, Scenario>> = {
    "approved version": approved({ ...rival, ...approvedVersion() }),
    "approved first version": approved(approvedVersion({})),
    "version that was rejected since": approved({ "Read the version": [version({}, "Rejected")] }),
    "version that waits for approval": approved({ "Read the version": [version()] }),
    "version that serves": approved({ ...rival, ...approvedVersion({ ...met, "model-name": old }) }),
    // A version approved after a newer one.
    "version of older data": approved({ ...older, ...approvedVersion() }),
    "version that has served": approved({ ...older, ...approvedVersion({ ...met, deployed: "true" }) }),
    "version that was compared with another champion": approved({
        ...rival,
        ...approvedVersion({ ...met, champion: "another" }),
    }),
    "version that was compared with none": approved({ ...rival, ...approvedVersion({}) }),
    "version registered by hand": approved({
        "Read the version": [ok({ ModelPackageArn: packageArn, ModelApprovalStatus: "Approved" })],
    }),
    "version that cannot be read": approved({ "Read the version": [fails("SageMaker.SageMakerException")] }),
    "approval without a key": approved({
        ...rival,
        ...approvedVersion(),
        "Find the key": [fails("Kms.KmsException")],
    }),
    "deployment that is not noted": approved({
        ...rival,
        ...approvedVersion(),
        "Note the deployment": [fails("SageMaker.SageMakerException")],
    }),
    ...Object.fromEntries(
        [
            "update that falls back",
            "endpoint that is never ready",
            "update short of machines",
            "lease lost before the deployment",
        ].map((name) => [`approved: ${name}`, approved(meeting(name))]),
    ),
};

/** The settlement of a deployment that ended badly, of a version in whatever state that left it. */
const settlement = (answers: Walk["answers"] = {}): Scenario => ({
    name: `settle-${runId}`,
    input: settling,
    answers: { ...rival, ...answers },
});
const servesOther = {
    "Look at what serves": [ok({ EndpointConfigName: old })],
    "Look at its model": [ok({ ProductionVariants: [{ VariantName: "AllTraffic", ModelName: old }] })],
};
const rejected = { "Read the version": [version(met, "Rejected")] };
const served = { "Read the version": [version({ ...met, deployed: "true" }, "Approved")] };

const settlements: Readonly<Record<string, Scenario>> = {
    "settled: aborted while the endpoint was updated": settlement({
        "Find the endpoint": listed("Updating", "Updating", "InService"),
    }),
    "settled: aborted while the first endpoint was created": settlement({
        "Read the version": [version()],
        "Read the champion": [parameters({})],
        "Find the endpoint": listed("Creating", "InService"),
    }),
    "settled: approved, aborted while the endpoint was updated": settlement({
        ...approvedVersion(),
        "Find the endpoint": listed("Updating", "InService"),
    }),
    "settled: timed out, and came to serve as a rejected version": settlement(rejected),
    "settled: aborted, and rolled back": settlement({
        "Find the endpoint": listed("Updating", "RollingBack", "InService"),
        ...servesOther,
    }),
    "settled: approved, aborted before it began": settlement({ ...approvedVersion(), ...servesOther }),
    "settled: aborted before there was an endpoint": settlement({
        "Read the version": [version()],
        "Read the champion": [parameters({})],
        "Find the endpoint": listed("None"),
    }),
    "settled: the first endpoint failed": settlement({ "Find the endpoint": listed("Creating", "Failed") }),
    "settled: rejected by its deployment": settlement({ ...rejected, ...servesOther }),
    "settled: had served before": settlement({ ...served, ...servesOther }),
    "settled: failed between switch and export": settlement({ ...approvedVersion({ ...met, deployed: "true" }) }),
    "settled: an endpoint that somebody else has made": settlement({
        "Look at its model": [ok({ ProductionVariants: [{ VariantName: "variant-1", ModelName: "theirs" }] })],
    }),
    "unsettled: the endpoint does not come to rest": settlement({ "Find the endpoint": listed("Updating") }),
    "unsettled: the version cannot be read": settlement({ "Read the version": [fails("Some.Error")] }),
    "unsettled: the export fails again": settlement({ "Put parameter": [fails("Some.Error")] }),
};

const fallsBack = {
    ...deployments["scaling stopped"]?.answers,
    "Describe endpoint": deployments["update that falls back"]?.answers?.["Describe endpoint"] ?? [],
};

/** What a deployment of a scaled endpoint may meet beside. */
const scaled: Readonly<Record<string, Scenario>> = {
    "type changed, scaling never registered": {
        answers: { ...fallsBack, "Stop scaling": first.answers["Stop scaling"] ?? [] },
    },
    "update of another type that falls back": { answers: fallsBack },
    "another layout": { answers: { ...rival, "Read the version": [version({ ...met, "same-vector": "false" })] } },
    "scaling not registered": { answers: { ...rival, "Register scaling": [fails("ApplicationAutoScaling.Other")] } },
    "no champion told": {
        answers: {
            ...rival,
            "Read the version": [version()],
            "Read the champion": first.answers["Read the champion"] ?? [],
        },
    },
    "unsettled: scaling fails again": settlement({ "Register scaling": [fails("ApplicationAutoScaling.Other")] }),
};

const scenarios = { ...deployments, ...approvals, ...settlements };

function of(InstanceType: string): Answer {
    return ok({ ProductionVariants: [{ VariantName: "AllTraffic", InstanceType }] });
}

const scalingAnswers = Object.fromEntries(
    ["Register scaling", "Put scaling policy"].flatMap((state) =>
        [state, `${state} again`].map((name) => [name, [ok({})]]),
    ),
);

const walked = new Map<string, Promise<Scenarios>>();

/** The walks of a shape, beside those of states that it has in common with the standard one. */
export function runsOf(shape: Parameters<typeof deployment>[0]): Promise<Scenarios> {
    const scales = definitionArgs(shapes[shape]).definition.endpoint.scaling !== undefined;
    const found =
        walked.get(shape) ??
        Scenarios.walk(
            deployment(shape),
            { ...first, answers: { ...first.answers, ...(scales ? scalingAnswers : {}) } },
            scales ? { ...scenarios, ...scaled } : scenarios,
            shape === "standard" ? undefined : deployment("standard"),
        );
    walked.set(shape, found);
    return found;
}

/** What a deployment wrote under `champion/`, in order. */
export const exported = (run: Outcome) =>
    run.calls
        .filter(
            ({ arguments: { Name }, resource }) => /putParameter$/.test(resource) && /\/champion\//.test(String(Name)),
        )
        .map(({ arguments: { Name, Value } }) => [
            String(Name).replace(`${names.parameterPrefix}/champion/`, ""),
            Value,
        ]);
