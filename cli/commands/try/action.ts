import type { ModelDefinition } from "../../../components/model/model";
import { listed } from "../../../components/validation/listed";
import { isManifest } from "../../../functions/shared/manifest";
import { models } from "../../../infra/models";
import { checkCsvFile } from "../../files/csvFile";
import { answer } from "../../terminal/answer";
import { Exit, UsageError } from "../../terminal/errors";
import { readSetting, withSettings } from "../../trial/settings";
import { trialDetails, trialExitCode, trialText } from "../../trial/text";
import { tryModel } from "../../trial/trial";

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
        const exitCode = trialExitCode(trial);
        answer(json, { ok: exitCode === Exit.ok, model: name, ...trialDetails(model, trial) }, () =>
            trialText(model, trial).join("\n"),
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
