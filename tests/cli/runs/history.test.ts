import assert from "node:assert/strict";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { failureOf, passages } from "../../../cli/runs/history";

let id = 0;
const at = (seconds: number): Date => new Date(seconds * 1000);
const event = (type: HistoryEvent["type"], seconds: number, details: Partial<HistoryEvent>): HistoryEvent => ({
    id: ++id,
    type,
    timestamp: at(seconds),
    ...details,
});
const entered = (name: string, seconds: number): HistoryEvent =>
    event("TaskStateEntered", seconds, { stateEnteredEventDetails: { name } });
const exited = (name: string, seconds: number): HistoryEvent =>
    event("TaskStateExited", seconds, { stateExitedEventDetails: { name } });
const failed = (seconds: number, error: string, cause: string): HistoryEvent =>
    event("TaskFailed", seconds, {
        taskFailedEventDetails: { resourceType: "sagemaker", resource: "x", error, cause },
    });

describe("cli: an execution's history", () => {
    it("gives the states in the order in which they passed, a state passed twice both times", () => {
        const events = [
            entered("Wait", 1),
            exited("Wait", 2),
            entered("Check", 2),
            exited("Check", 3),
            entered("Wait", 3),
        ];
        assert.deepEqual(passages(events), [
            { state: "Wait", enteredMs: 1000, leftMs: 2000 },
            { state: "Check", enteredMs: 2000, leftMs: 3000 },
            { state: "Wait", enteredMs: 3000 },
        ]);
    });

    it("gives nothing before the first state", () => {
        assert.deepEqual(passages([event("ExecutionStarted", 0, {})]), []);
    });

    it("tells why a job failed in the job's own words, and which job", () => {
        const cause = JSON.stringify({
            ProcessingJobName: "used-cars-xgboost-1",
            ProcessingJobStatus: "Failed",
            FailureReason: "AlgorithmError: exit code 1",
            ExitMessage: "500 of 804 rows cannot be used.",
        });
        const events = [
            entered("Pre-processing", 1),
            failed(5, "States.TaskFailed", cause),
            exited("Pre-processing", 5),
            entered("Run failed", 5),
        ];
        assert.deepEqual(failureOf(events, { error: "States.TaskFailed", cause: "Pre-processing: 500 of 804" }), {
            state: "Pre-processing",
            error: "States.TaskFailed",
            reason: "500 of 804 rows cannot be used.",
            job: { kind: "ProcessingJob", name: "used-cars-xgboost-1" },
        });
    });

    it("takes SageMaker's reason where the job said nothing, or what it said is not why", () => {
        const said = { ExitMessage: "Completed: all rows" };
        const cause = JSON.stringify({ ...said, TrainingJobName: "j", FailureReason: "ClientError: no data" });
        const failure = failureOf([entered("Train", 1), failed(2, "States.TaskFailed", cause)], {
            error: "States.TaskFailed",
        });
        assert.equal(failure.reason, "ClientError: no data");
        assert.deepEqual(failure.job, { kind: "TrainingJob", name: "j" });
    });

    it("does not blame a failure that was caught and lived with", () => {
        const events = [
            entered("Read the previous best", 1),
            failed(2, "Ssm.ParameterNotFoundException", "not found"),
            exited("Read the previous best", 2),
            entered("Endpoint took too long", 9),
        ];
        assert.deepEqual(failureOf(events, { error: "EndpointTimeout", cause: "The endpoint was not ready." }), {
            state: "Endpoint took too long",
            error: "EndpointTimeout",
            reason: "The endpoint was not ready.",
        });
    });

    it("finds the state and the job where others looked at the job, and blames no earlier try", () => {
        const created = JSON.stringify({
            TransformJobArn: "arn:aws:sagemaker:us-east-1:111111111111:transform-job/cars-00",
        });
        const events = [
            entered("Pre-process", 1),
            failed(2, "States.TaskFailed", JSON.stringify({ FailureReason: "CapacityError: no machines" })),
            exited("Pre-process", 2),
            entered("Score", 3),
            entered("Transform", 4),
            event("TaskStateExited", 5, { stateExitedEventDetails: { name: "Transform", output: created } }),
            entered("Transform: look", 6),
            exited("Transform: look", 7),
            entered("Not transformed", 8),
            entered("Run failed", 9),
        ];
        const cause = "Score: Transform: AlgorithmError: no such model";
        assert.deepEqual(failureOf(events, { error: "States.TaskFailed", cause }), {
            state: "Transform",
            error: "States.TaskFailed",
            reason: "AlgorithmError: no such model",
            job: { kind: "TransformJob", name: "cars-00" },
        });
    });

    it("says so when an aborted run has no reason", () => {
        assert.deepEqual(failureOf([entered("Train", 1)], {}), {
            state: "Train",
            error: "Failed",
            reason: "no reason was given",
        });
    });
});
