import { definitionArgs, names } from "../components/deployment/definitionArgs";
import { deployment, shapes } from "./definitions";
import {
    approvedEvent,
    before,
    described,
    first,
    listed,
    met,
    modelName,
    own,
    rejectedEvent,
    rival,
    runId,
    settling,
    status,
    version,
    versions,
} from "./deploymentAnswers";
import { champion, held, leased, leaseScenarios, old, packageArn, parameters } from "./leaseRuns";
import { fails, ok, type Scenario, Scenarios } from "./scenarios";
import type { Answer, Outcome, Walk } from "./walks";

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
const scales = { "Does it scale?": [ok({ ScalableTargets: [{ ResourceId: "endpoint/cars/variant/AllTraffic" }] })] };
const capacity = "CapacityError: Unable to provision requested ML compute capacity.";

/** What a deployment of any shape may meet, whoever sends its version. */
const deployments: Readonly<Record<string, Scenario>> = {
    "first model": {},
    "better than its rival": { answers: rival },
    "of a run that left no baseline": { answers: { "Read the version": [version({ "baseline-location": "" })] } },
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

    "rejected before traffic moves": { answers: { ...rival, "Ask for the approval": [status("Rejected")] } },
    "rejected while it is updated": { answers: { ...rival, "Ask for the approval again": [status("Rejected")] } },

    "lease lost before the deployment": { answers: { ...rival, "Hold the lease": [held] } },

    "endpoint busy, then updated": {
        answers: { ...rival, "Check endpoint": listed("Updating", "RollingBack", "InService") },
    },
    "failed endpoint replaced": { answers: { "Check endpoint": listed("Failed", "Deleting", "None") } },
    "endpoint busy for too long": { answers: { ...rival, "Check endpoint": listed("Updating") } },
    "endpoint that takes no configuration": { answers: { ...rival, "Check endpoint": listed("OutOfService") } },
    "scaling stopped": {
        answers: {
            ...rival,
            ...scales,
            "Look at its configuration": [of("ml.m5.xlarge")],
            "Stop scaling": [ok({})],
        },
    },
    "scaling stopped by somebody else meanwhile": { answers: { ...rival, ...scales } },
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
    "rejected while it waits for machines": {
        answers: {
            ...rival,
            "Ask for the approval": [status("PendingManualApproval"), status("Rejected")],
            "Update endpoint": [noQuota],
        },
    },
};

const stillApproved = {
    "Ask for the approval": [status("Approved")],
    "Ask for the approval again": [status("Approved")],
};

/** A version that a person has approved. */
const approved = (answers: Walk["answers"] = {}): Scenario => ({
    name: "named-by-eventbridge",
    input: approvedEvent,
    answers: {
        ...stillApproved,
        ...answers,
    },
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
    "version that has served, approved again": approved({
        ...rival,
        ...approvedVersion({ ...met, champion: "another", deployed: "true" }),
    }),
    "version of another stage": approved({
        ...rival,
        ...approvedVersion({ "promoted-from": "arn:aws:sagemaker:us-east-1:222222222222:model-package/theirs/4" }),
    }),
    "version that has served, and falls back": approved({
        ...rival,
        ...approvedVersion({ ...met, deployed: "true" }),
        "Describe endpoint": described(["InService", old, "Alarm x-5xx went into ALARM"]),
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
/** Its own deployment has rejected it. */
const rejected = { "Read the version": [version({ ...met, "rejected-by": settling.settles }, "Rejected")] };
const served = { "Read the version": [version({ ...met, deployed: "true" }, "Approved")] };
/** The version is the champion. */
const itself = {
    "Read the champion": [parameters({ ...champion, "model-name": modelName, "endpoint-config-name": modelName })],
};

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
    "settled: served already, as the champion": settlement({ ...served, ...itself }),
    "settled: rejected by a person, and serves": settlement({
        ...stillApproved,
        "Read the version": [version(met, "Rejected")],
    }),
    "settled: an endpoint that somebody else has made": settlement({
        "Look at its model": [ok({ ProductionVariants: [{ VariantName: "variant-1", ModelName: "theirs" }] })],
    }),
    "unsettled: the endpoint does not come to rest": settlement({ "Find the endpoint": listed("Updating") }),
    "unsettled: the version cannot be read": settlement({ "Read the version": [fails("Some.Error")] }),
    "unsettled: the export fails again": settlement({ "Put parameter": [fails("Some.Error")] }),
};

/** What comes of the rejection of a version; the usual one serves. */
const rejection = (answers: Walk["answers"] = {}): Scenario => ({
    name: "named-by-eventbridge",
    input: rejectedEvent,
    answers: {
        ...rival,
        ...itself,
        "Read the version": [version({ ...met, deployed: "true" }, "Rejected")],
        ...stillApproved,
        ...answers,
    },
});
const unserved = { ...servesOther, "Read the champion": rival["Read the champion"] };

const rejections: Readonly<Record<string, Scenario>> = {
    "rejected: the champion": rejection(),
    "rejected: what serves, before its export": rejection({ "Read the champion": rival["Read the champion"] }),
    "rejected: the one before on another page, behind one that never served": rejection({
        "Find the version before": [ok({ ModelPackageSummaryList: [], NextToken: "1" }), versions(3, 2, 1)],
        "Look at the version before": [version({ ...met, "model-name": "never" }, "Approved"), before],
    }),
    "rejected: the champion, and none before": rejection({ "Find the version before": [versions()] }),
    "rejected: what does not serve": rejection(unserved),
    "rejected: approved again": rejection({ "Read the version": [version(met, "Approved")] }),
    "rejected: the one before serves already": rejection(servesOther),
    "rejected: the endpoint was deleted": rejection({
        "Find the endpoint": listed("None"),
        "Check endpoint": listed("None"),
    }),
    "rejected: the update falls back": rejection({
        "Describe endpoint": described(["Updating", modelName], ["InService", modelName, "Alarm x-5xx"]),
    }),
    "settled: a rollback": {
        ...rejection(servesOther),
        name: `settle-${runId}`,
        input: { ...settling, rollsBack: true },
    },
};

const anotherType = {
    ...scales,
    "Look at its configuration": [of("ml.m5.xlarge")],
    "Stop scaling": [ok({})],
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
    "update of another type, rejected while it waits for machines": {
        answers: { ...fallsBack, ...deployments["rejected while it waits for machines"]?.answers, ...anotherType },
    },
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

const scenarios = { ...deployments, ...approvals, ...settlements, ...rejections };

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
