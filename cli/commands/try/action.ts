import type { ModelDefinition } from "../../../components/model/model";
import { listed } from "../../../components/validation/listed";
import { isManifest } from "../../../functions/shared/manifest";
import { models } from "../../../infra/models";
import { checkCsvFile } from "../../files/csvFile";
import { rowsText } from "../../runs/rows";
import { answer } from "../../terminal/answer";
import { Exit, UsageError } from "../../terminal/errors";
import { readSetting, withSettings } from "../../trial/settings";
import { combinedIn, shownRuns, trialText } from "../../trial/text";
import { type Trial, tryModel } from "../../trial/trial";

export interface TryOptions {
    readonly set?: readonly string[];
    readonly json?: boolean;
}

/** Trains a model with a file in the containers alone, and shows what a training run would judge by. */
export async function tryOut(name: string, file: string, { set = [], json }: TryOptions): Promise<number> {
    const settings = set.map(readSetting);
    const model = withSettings(findModel(name), settings);
    if (isManifest(file)) {
        throw new UsageError(`"${file}" names objects in S3, and a trial reads files alone: give it one of them.`);
    }
    await checkCsvFile(file, "training", model);
    return tryModel(model, file, (trial) => {
        const exitCode = exitCodeOf(trial);
        answer(json, { ok: exitCode === Exit.ok, model: name, ...details(model, trial) }, () =>
            [...trialText(model, trial), rowsText(trial.rows)].join("\n"),
        );
        return Promise.resolve(exitCode);
    });
}

function findModel(name: string): ModelDefinition {
    const found = models.find((model) => model.name === name);
    if (found !== undefined) return found;
    const names = models.map((model) => model.name);
    throw new UsageError(`There is no model "${name}"; there are ${listed(names, "and")} (infra/models).`);
}

/** What `--json` tells, in the shape of `train`. */
function details(model: ModelDefinition, trial: Trial): object {
    const reasons = new Map(trial.runs.map(({ algorithm, result, failure }) => [algorithm, result?.reason ?? failure]));
    return {
        training: Object.fromEntries(
            shownRuns(model, trial).map(({ algorithm, status, seconds, output }) => [
                algorithm,
                {
                    ...{ status, seconds, verdict: output?.verdict ?? "", reason: reasons.get(algorithm) },
                    hyperparameters: model.algorithms[algorithm]?.hyperparameters,
                    metrics: output?.metrics ?? {},
                    metric: output?.metric,
                    comparison: output?.comparison,
                },
            ]),
        ),
        combined: combinedIn(model, trial),
        rows: trial.rows,
    };
}

/** As of `train`: a failed run outweighs a model that would not come to serve. */
function exitCodeOf({ runs }: Trial): number {
    if (runs.some(({ result }) => result === undefined)) return Exit.failed;
    return runs.some(({ result }) => !result?.passes) ? Exit.rejected : Exit.ok;
}
