import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { validateAlgorithm } from "../../components/training/validate/algorithm";
import { listed } from "../../components/validation/listed";
import { renderProblem, within } from "../../components/validation/problem";
import { UsageError } from "../terminal/errors";

/** A hyperparameter that is tried in place of the model's own. */
export interface Setting {
    readonly algorithm: string;
    readonly name: string;
    readonly value: string;
}

/**
 * Reads `xgboost.max_depth=6`.
 * @throws UsageError where it is written otherwise
 */
export function readSetting(text: string): Setting {
    const { algorithm, name, value } = /^(?<algorithm>[^.=]+)\.(?<name>[^=]+)=(?<value>.*)$/s.exec(text)?.groups ?? {};
    if (algorithm === undefined || name === undefined || value === undefined) {
        throw new UsageError(`--set takes ALGORITHM.HYPERPARAMETER=VALUE, such as xgboost.max_depth=6, not "${text}".`);
    }
    return { algorithm, name, value };
}

/**
 * The model with other hyperparameters; of several values of one, the last counts.
 * @throws UsageError where the model has no such algorithm, or its image knows no such hyperparameter
 */
export function withSettings(model: ModelDefinition, settings: readonly Setting[]): ModelDefinition {
    const known = Object.keys(model.algorithms);
    const stranger = settings.find(({ algorithm }) => !known.includes(algorithm));
    if (stranger !== undefined) {
        throw new UsageError(
            `--set ${stranger.algorithm}.${stranger.name}: ${model.name} has no algorithm "${stranger.algorithm}"; it has ` +
                `${listed(known, "and")}.`,
        );
    }
    const algorithms = Object.fromEntries(
        Object.entries(model.algorithms).map(([name, definition]) => [name, changed(name, definition, settings)]),
    );
    return { ...model, algorithms };
}

function changed(
    algorithm: string,
    definition: AlgorithmDefinition,
    settings: readonly Setting[],
): AlgorithmDefinition {
    const own = settings.filter((setting) => setting.algorithm === algorithm);
    const values = Object.fromEntries(own.map(({ name, value }) => [name, value]));
    const result = { ...definition, hyperparameters: { ...definition.hyperparameters, ...values } };
    // What was wrong before is not this command's to tell, but it is to be told before an hour of training.
    const problems = own.length === 0 ? [] : within([algorithm], validateAlgorithm(algorithm, result));
    if (problems.length === 0) return result;
    throw new UsageError(["--set cannot be tried:", ...problems.map((one) => `  ${renderProblem(one)}`)].join("\n"));
}
