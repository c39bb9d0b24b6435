import { training, type trainingShapes } from "./definitions";
import { fails, noMachines, ok, type Scenario, Scenarios } from "./scenarios";
import { first, manifest, scenarios } from "./trainingRuns";
import type { Answer, Walk } from "./walks";

type Shape = Exclude<(typeof trainingShapes)[number], "standard">;

const artifact = { S3ModelArtifacts: "s3://artifacts/model.tar.gz" };
const arn = (job: string) => `arn:aws:sagemaker:us-east-1:111111111111:${job}`;

/** A job that is looked at: it runs, then it has ended as is told. */
function looks(kind: string, ended: object): readonly Answer[] {
    return [ok({ [`${kind}Status`]: "InProgress" }), ok({ [`${kind}Status`]: "Completed", ...ended })];
}

/** What a run of each shape meets beside what the standard shape does. */
const answers: Readonly<Record<Shape, Walk["answers"]>> = {
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
    "on several machines": { "Measure the objects": [ok({ ProcessingJobStatus: "Completed" })] },
    explained: { "Baseline of the attribution": [ok({ ProcessingJobStatus: "Completed" })] },
    approved: {},
};

const tuningFailed = (FailureReason?: string) =>
    ok({ HyperParameterTuningJobStatus: "Failed", ...(FailureReason && { FailureReason }) });

/** The scenarios of each shape. */
const own: Readonly<Record<Shape, Readonly<Record<string, Scenario>>>> = {
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
    "on several machines": {
        "objects that cannot be measured": {
            ...manifest,
            answers: {
                ...manifest.answers,
                "Measure the objects": [
                    fails("States.TaskFailed", JSON.stringify({ ExitMessage: "Pre-processing failed: b.csv: no." })),
                ],
            },
        },
    },
    explained: {
        "trees that nobody can explain": {
            answers: {
                "Baseline of the attribution": [
                    fails("States.TaskFailed", JSON.stringify({ ExitMessage: "Contributions cannot be told: no." })),
                ],
            },
        },
    },
    approved: {},
};

const walked = new Map<string, Promise<Scenarios>>();

/** The walks of a shape, beside those of states that it has in common with the standard one. */
export function runsOf(shape: Shape): Promise<Scenarios> {
    const found =
        walked.get(shape) ??
        Scenarios.walk(
            training(shape),
            { ...first, answers: { ...first.answers, ...answers[shape] } },
            { ...scenarios, ...own[shape] },
            training("standard"),
        );
    walked.set(shape, found);
    return found;
}
