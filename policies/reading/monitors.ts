import { isObject } from "../engine/judgement";
import { jobKinds } from "./sagemakerJobs";
import { callsOf, type Task } from "./stateMachine";

/** Schedules of monitors, and the definitions that they name, as resources. */
export const monitorType = /^aws:sagemaker\/(monitoringSchedule:|\w+JobDefinition:)/;

/** The calls that make schedules of monitors, or definitions for them. */
export const monitorActions: readonly string[] = jobKinds
    .map(({ action }) => action)
    .filter((action) => /Monitoring|JobDefinition/.test(action));

/** Model Monitor's and Clarify's own images: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-pre-built-container.html */
const analyzer = /\/(sagemaker-model-monitor-analyzer|sagemaker-clarify-processing)(:|@|$)/;

/**
 * Whether a Task state makes a baseline: a processing job of Model Monitor's image that is given none to compare with, or
 * one that writes an output of that name.
 */
export function makesBaseline({ resource, input }: Task): boolean {
    if (!/:createProcessingJob(\.sync)?$/.test(resource) || !isObject(input)) return false;
    const app = input["AppSpecification"];
    const image = isObject(app) ? String(app["ImageUri"]) : "";
    const environment = input["Environment"];
    const compares = isObject(environment) && environment["baseline_constraints"] !== undefined;
    const outputs = JSON.stringify(input["ProcessingOutputConfig"] ?? {});
    return (analyzer.test(image) && !compares) || /baseline|constraints/i.test(outputs);
}

/** The calls of a definition that monitor, or could: monitors of SageMaker's, and processing jobs. */
export function monitoringCalls(definition: Parameters<typeof callsOf>[0]): readonly Task[] {
    return callsOf(definition, "sagemaker", [...monitorActions, "createProcessingJob"]);
}
