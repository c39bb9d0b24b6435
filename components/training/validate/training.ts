import type { Scope } from "../../access/scope";
import type { RunSettings } from "../../deployment/runSettings";
import { validateRunSettings } from "../../deployment/validate/runSettings";
import { validateLocations } from "../../model/locations";
import type { AlgorithmDefinition, Locations } from "../../model/model";
import { type Path, type Problem, problemIf, within } from "../../validation/problem";
import { validateTrainingNames } from "../names";
import { validateAlgorithm } from "./algorithm";

export interface TrainingShape extends Required<RunSettings> {
    readonly scope: Scope;
    readonly model: string;
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    readonly locations?: Locations;
}

/** Every problem of a training pipeline's arguments; those of the model have their paths in it. */
export function validateTraining(shape: TrainingShape): Problem[] {
    const { scope, model, algorithm, definition } = shape;
    return [
        ...within(
            ["algorithms", algorithm],
            [
                ...validateTrainingNames(scope, model, algorithm),
                ...validateAlgorithm(algorithm, definition),
                ...validateTimes(definition, shape.timeoutSeconds),
            ],
        ),
        ...validateLocations({ name: shape.model, locations: shape.locations }),
        ...validateRunSettings(shape),
    ];
}

/**
 * Jobs of an algorithm that may outlast its run and are then never heard of: the run times out first, and tells of no
 * job.
 *
 * @param timeoutSeconds the longest run
 */
export function validateTimes({ preprocessing, training }: AlgorithmDefinition, timeoutSeconds: number): Problem[] {
    const limits: readonly (readonly [Path, number])[] = [
        [["preprocessing", "maxRuntime"], preprocessing.maxRuntime],
        training.spot
            ? [["training", "spot", "maxWait"], training.spot.maxWait]
            : [["training", "maxRuntime"], training.maxRuntime],
    ];
    return limits.flatMap(([path, limit]) =>
        problemIf(
            limit >= timeoutSeconds,
            path,
            `${limit} must be less than timeoutSeconds (${timeoutSeconds}), the longest run, or a run times out before ` +
                `its job does and cannot tell of it.`,
        ),
    );
}
