import { names } from "../components/training/definitionArgs";
import { shaped, shapes } from "./definitions";
import { fails, noMachines, ok, type Scenario, Scenarios } from "./scenarios";
import { approvedEvent, compared, first, old, packageArn, rival, scenarios } from "./trainingRuns";
import type { Answer, Walk } from "./walks";

const { endpoint } = names;
const artifact = { S3ModelArtifacts: "s3://artifacts/model.tar.gz" };
const arn = (job: string) => `arn:aws:sagemaker:us-east-1:111111111111:${job}`;

/** A job that is looked at: it runs, then it has ended as is told. */
function looks(kind: string, ended: object): readonly Answer[] {
    return [ok({ [`${kind}Status`]: "InProgress" }), ok({ [`${kind}Status`]: "Completed", ...ended })];
}

/** What a run of each shape meets beside what the standard shape does. */
const answers: Readonly<Record<keyof typeof shapes, Walk["answers"]>> = {
    standard: {},
    tuned: {
        "Tune the model": [
            ok({ HyperParameterTuningJobArn: arn("hyper-parameter-tuning-job/tune-0a1b2c-0a1b2c3d-00") }),
        ],
        "Tune the model: look": looks("HyperParameterTuningJob", {
            BestTrainingJob: { TrainingJobName: "tune-0a1b2c-0a1b2c3d-00-003" },
        }),
        "Read its best job": [ok({ TrainingJobName: "tune-0a1b2c-0a1b2c3d-00-003", ModelArtifacts: artifact })],
    },
    "on spot": {
        "Train the model": [ok({ TrainingJobArn: arn("training-job/cars-00") })],
        "Train the model: look": [
            ok({ TrainingJobName: "cars-00", TrainingJobStatus: "InProgress" }),
            ok({ TrainingJobName: "cars-00", TrainingJobStatus: "Completed", ModelArtifacts: artifact }),
        ],
    },
    approved: approvalAnswers(),
    scaled: scalingAnswers(),
    "approved and scaled": {
        ...scalingAnswers(),
        ...approvalAnswers(),
    },
};

function scalingAnswers(): Walk["answers"] {
    const states = ["Register scaling", "Put scaling policy"];
    return Object.fromEntries(states.flatMap((state) => [state, `${state} again`].map((name) => [name, [ok({})]])));
}

function approvalAnswers(): Walk["answers"] {
    return {
        "Read the approved version": [version()],
        "Query the version's results": first.answers["Query training results"] ?? [],
        "Take the approval back": [ok({ ModelPackageArn: packageArn })],
        "Note the deployment": [ok({ ModelPackageArn: packageArn })],
    };
}

/** A version of the registry as an earlier run has left it. */
function version(changes: Readonly<Record<string, string>> = {}, status = "Approved"): Answer {
    return ok({
        ModelPackageArn: packageArn,
        ModelApprovalStatus: status,
        CustomerMetadataProperties: {
            "model-name": `${endpoint}-20260102-030405-0a1b2c3d`,
            "training-job": `${endpoint}-20260102-030405-0a1b2c3d-00`,
            location: "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d",
            data: "landing/training/cars.csv",
            "data-time": "2026-01-02T03:04:05Z",
            "data-sequencer": "0062E9",
            rows: "117",
            rmse: "2280.1",
            mae: "1140.05",
            "champion-rmse": "2380.5",
            "champion-mae": "1190.25",
            champion: old,
            "same-vector": "true",
            ...changes,
        },
    });
}

const approved = (answers: Walk["answers"] = {}): Scenario => ({ input: approvedEvent, answers });

/** The version's properties in a scenario of the standard shape that has no champion. */
const met = (name: string): Walk["answers"] =>
    scenarios[name]?.answers?.["Read the champion"] ? {} : { "Read the approved version": [version({ champion: "" })] };
const older = { "Take the lease": scenarios["older than another file"]?.answers?.["Take the lease"] ?? [] };

const approvals: Readonly<Record<string, Scenario>> = {
    "approved version": approved(rival),
    "approved first version": approved({ "Read the approved version": [version({ champion: "" })] }),
    "version that was rejected since": approved({ "Read the approved version": [version({}, "Rejected")] }),
    "version that serves": approved({ ...rival, "Read the approved version": [version({ "model-name": old })] }),
    // A version approved after a newer one.
    "version of older data": approved(older),
    "version that has served": approved({ ...older, "Read the approved version": [version({ deployed: "true" })] }),
    "version that was compared with another champion": approved({
        ...rival,
        "Read the approved version": [version({ champion: "another" })],
    }),
    "version registered by hand": approved({
        "Read the approved version": [ok({ ModelPackageArn: packageArn, ModelApprovalStatus: "Approved" })],
    }),
    "version that cannot be read": approved({ "Read the approved version": [fails("SageMaker.SageMakerException")] }),
    "approval without a key": approved({ ...rival, "Find the key": [fails("Kms.KmsException")] }),
    "deployment that is not noted": approved({
        ...rival,
        "Note the deployment": [fails("SageMaker.SageMakerException")],
    }),
};

const fallsBack = {
    ...scenarios["scaling stopped"]?.answers,
    "Describe endpoint": scenarios["update that falls back"]?.answers?.["Describe endpoint"] ?? [],
};
const neverTold = {
    ...rival,
    "Read the champion": first.answers["Read the champion"] ?? [],
    "Compare with the champion": [compared(2280.1, null)],
};
const tuningFailed = (FailureReason?: string) =>
    ok({ HyperParameterTuningJobStatus: "Failed", ...(FailureReason && { FailureReason }) });

/** The scenarios of each shape. */
const own: Readonly<Record<Exclude<keyof typeof shapes, "standard">, Readonly<Record<string, Scenario>>>> = {
    tuned: {
        "search that finds nothing": {
            answers: { "Tune the model: look": [ok({ HyperParameterTuningJobStatus: "Stopped" })] },
        },
        "search short of machines": {
            answers: {
                "Tune the model: look": [tuningFailed(noMachines), ...(answers.tuned["Tune the model: look"] ?? [])],
            },
        },
    },
    "on spot": {
        "job that fails": {
            answers: {
                "Train the model: look": [
                    ok({
                        TrainingJobName: "cars-00",
                        TrainingJobStatus: "Failed",
                        FailureReason: "AlgorithmError: no",
                    }),
                ],
            },
        },
    },
    approved: {
        ...approvals,
        ...Object.fromEntries(
            [
                "update that falls back",
                "endpoint that is never ready",
                "update short of machines",
                "lease lost before the deployment",
            ].map((name) => [`approved: ${name}`, approved({ ...met(name), ...scenarios[name]?.answers })]),
        ),
    },
    scaled: {
        "type changed, scaling never registered": {
            answers: { ...fallsBack, "Stop scaling": first.answers["Stop scaling"] ?? [] },
        },
        "update of another type that falls back": { answers: fallsBack },
        "another layout": { answers: { ...rival, "Compare with the champion": [compared(2280.1, 2380.5, false)] } },
        "scaling not registered": {
            answers: { ...rival, "Register scaling": [fails("ApplicationAutoScaling.Other")] },
        },
        "no champion told": { answers: { ...neverTold, "Check endpoint": rival["Check endpoint"] } },
    },
    "approved and scaled": {
        "update that falls back": approved(fallsBack),
        ...approvals,
    },
};

const walked = new Map<string, Promise<Scenarios>>();

/** The walks of a shape, beside those of states that it has in common with the standard one. */
export function runsOf(shape: keyof typeof own): Promise<Scenarios> {
    const found =
        walked.get(shape) ??
        Scenarios.walk(
            shaped(shape),
            { ...first, answers: { ...first.answers, ...answers[shape] } },
            { ...scenarios, ...own[shape] },
            shaped("standard"),
        );
    walked.set(shape, found);
    return found;
}
