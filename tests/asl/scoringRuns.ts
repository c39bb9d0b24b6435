import { scoringDefinition } from "../../components/scoring/machine/definition";
import { definitionArgs } from "../components/scoring/definitionArgs";
import { fails, jobOf, noMachines, ok, shortages, told } from "./scenarios";
import { type Answer, fallible, type Walk } from "./walks";

/** The scoring state machine of two algorithms. */
export const definition = scoringDefinition(definitionArgs());
/** The key of the file that landed. */
export const file = "scoring/used cars/spring+summer.csv";

/** S3's "Object Created" event, as EventBridge hands it to the state machine. */
const input = {
    source: "aws.s3",
    "detail-type": "Object Created",
    time: "2026-01-02T03:04:05Z",
    detail: {
        bucket: { name: "landing" },
        object: { key: file, "version-id": "3sL4kqtJlcpXroDTDmJ+rmSpXd3", sequencer: "0062E9" },
    },
};

/** The version that serves. */
export const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";
const found = ok({ Parameters: [{ Value: versionArn }], InvalidParameters: [] });
const none = ok({ Parameters: [], InvalidParameters: ["/champion/model-package-arn"] });
const metadata = (batchFormat: string) => ({
    CustomerMetadataProperties: {
        "model-name": "used-cars-xgboost-local-20260101-000000-00000000",
        transform: "s3://artifacts/runs/xgboost/20260101-000000-00000000/transform/transform.json",
        "batch-format": batchFormat,
        rmse: "2280.1",
        "baseline-location": "s3://artifacts/runs/xgboost/20260101-000000-00000000/baseline",
        attribution: "linear",
    },
    InferenceSpecification: {
        Containers: [{ ModelDataUrl: "s3://artifacts/runs/xgboost/20260101-000000-00000000/model/model.tar.gz" }],
    },
});
const { attribution: _, ...unexplained } = metadata("text/csv").CustomerMetadataProperties;
const job = (name: string) => `arn:aws:sagemaker:us-east-1:111111111111:transform-job/${name}`;
const looked = (TransformJobStatus: string, FailureReason?: string): Answer =>
    ok({ TransformJobStatus, ...(FailureReason && { FailureReason }) });

/** A file, two models, nothing in the way. */
const usual: Walk["answers"] = {
    ...told(definition),
    "Claim the data": [ok({})],
    "Keep the data": [ok({ CopyObjectResult: { ETag: "9a1b" } })],
    "Find the key": [ok({ KeyMetadata: { Arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b" } })],
    "Find the champion": [found],
    "Read the version": [ok(metadata("text/csv"))],
    "Pre-process": [ok({ ProcessingJobStatus: "Completed" })],
    "Merge by a job": [ok({ ProcessingJobStatus: "Completed" })],
    "Tell contributions": [ok({ ProcessingJobStatus: "Completed" })],
    Transform: [ok({ TransformJobArn: job("cars") })],
    "Transform: look": [looked("InProgress"), looked("Completed")],
    "Merge the scores": [
        ok({
            StatusCode: 200,
            Payload: { input: 3, output: 2, quarantined: 1, location: "s3://artifacts/result.csv" },
        }),
    ],
};

/** The function that merges, asked for more scores than it takes. */
const leftToJob: readonly Answer[] = [
    ok({ StatusCode: 200, Payload: { mergeJob: { arguments: ["--file=spring.csv", "--rule=max"] } } }),
    ...(usual["Merge the scores"] ?? []),
];

const scenarios: Readonly<Record<string, Walk["answers"]>> = {
    "two models": {},
    "one model": { "Find the champion": [none, found] },
    "no model": { "Find the champion": [none] },
    "JSON lines": { "Read the version": [ok(metadata("application/jsonlines"))] },
    "more scores than the function takes": { "Merge the scores": leftToJob },
    "no machines for merging": {
        "Merge the scores": leftToJob,
        "Merge by a job": [...shortages, ok({ ProcessingJobStatus: "Completed" })],
    },
    "rows that are not the same": {
        "Merge the scores": leftToJob,
        "Merge by a job": [fails("States.TaskFailed", JSON.stringify({ ExitMessage: "Merging failed: row 3 ..." }))],
    },
    "the same event again": { "Claim the data": [fails("DynamoDB.ConditionalCheckFailedException")] },
    "unusable file": {
        "Pre-process": [fails("States.TaskFailed", JSON.stringify({ ExitMessage: "Pre-processing failed: no rows." }))],
    },
    "failed job": { "Transform: look": [looked("Failed", "AlgorithmError: no such model")] },
    "stopped job": { "Transform: look": [looked("Stopped")] },
    "a version without metadata": { "Read the version": [ok({ ModelPackageArn: versionArn })] },
    "metadata that lacks something": {
        "Read the version": [ok({ CustomerMetadataProperties: { "model-name": "cars", "batch-format": "text/csv" } })],
    },
    "a format that nobody writes": { "Read the version": [ok(metadata("application/json"))] },
    "no machines for pre-processing": {
        "Pre-process": [
            fails("SageMaker.ResourceLimitExceededException"),
            fails("States.TaskFailed", JSON.stringify({ FailureReason: noMachines })),
            ok({ ProcessingJobStatus: "Completed" }),
        ],
    },
    "never machines for pre-processing": { "Pre-process": [fails("SageMaker.ResourceLimitExceededException")] },
    "no machines for one job": {
        "Find the champion": [none, found],
        "Transform: look": [looked("Failed", noMachines), looked("Completed")],
    },
    "a full quota": {
        "Find the champion": [none, found],
        Transform: [...shortages, ok({ TransformJobArn: job("cars") })],
    },
};

/** The same of a file that is to be explained, by what its event says in addition. */
const explain = { ...input, explain: true };
const explained: Readonly<Record<string, Walk>> = {
    "an explanation": { input: explain, answers: {} },
    "a file in the folder for it": {
        input: {
            ...input,
            detail: { ...input.detail, object: { ...input.detail.object, key: "scoring/explain/cars.csv" } },
        },
        answers: {},
    },
    "an explanation of very many scores": { input: explain, answers: { "Merge the scores": leftToJob } },
    "no machines for an explanation": {
        input: explain,
        answers: {
            "Find the champion": [none, found],
            "Tell contributions": [...shortages, ok({ ProcessingJobStatus: "Completed" })],
        },
    },
    "a linear version of long ago": {
        input: explain,
        answers: { "Read the version": [ok({ CustomerMetadataProperties: unexplained })] },
    },
    "answers that are no sum": {
        input: explain,
        answers: {
            "Tell contributions": [
                fails("States.TaskFailed", JSON.stringify({ ExitMessage: "Contributions cannot be told: no sum." })),
            ],
        },
    },
};

/** Runs by what differs from the usual one. */
export const walks: Readonly<Record<string, Walk>> = Object.fromEntries<Walk>([
    ...Object.entries(scenarios).map(
        ([name, answers]) => [name, { input, answers: { ...usual, ...answers } }] as const,
    ),
    ...Object.entries(explained).map(
        ([name, walk]) => [name, { ...walk, answers: { ...usual, ...walk.answers } }] as const,
    ),
]);

/** The same of a model of which nobody knows how to explain it. */
export const unexplainable = scoringDefinition(definitionArgs({ explanations: {} }));
export const unexplainableWalks: Readonly<Record<string, Walk>> = {
    "an explanation": { input: explain, answers: usual },
    "two models": { input, answers: usual },
};

/** Errors that a task gets over, and errors that end the run, for every task: made from the definition itself. */
export const faults: Readonly<Record<string, Walk>> = Object.fromEntries(
    fallible(definition).flatMap(({ name, retries }) => {
        const job = jobOf(name);
        const large: Walk["answers"] = name.startsWith("Merge by a job") ? { "Merge the scores": leftToJob } : {};
        const asked = name.startsWith("Tell contributions") || name === "Explain" ? explain : input;
        const short = job === undefined ? {} : { [job]: [...shortages, ...(usual[job] ?? [])] };
        const faulty = (...answers: readonly Answer[]): Walk => ({
            input: asked,
            answers: { ...usual, ...large, ...short, [name]: answers },
        });
        return [
            [`${name}: fails`, faulty(fails("Some.Error"))],
            ...retries.map((error) => [
                `${name}: retried after ${error}`,
                faulty(fails(error), ...(usual[name] ?? [])),
            ]),
        ] as [string, Walk][];
    }),
);
