import { basename, join } from "node:path";
import type { Draft } from "../../cli/draft/draft";
import { draftModel } from "../../cli/draft/model";
import { profileFile } from "../../cli/draft/profile";
import type { DayOrder } from "../../cli/draft/recognize/dates";
import { UsageError } from "../../cli/terminal/errors";
import { tryBaselines } from "../../cli/trial/baselines";
import { combinedIn } from "../../cli/trial/text";
import { tryModel } from "../../cli/trial/trial";
import { splitOtherwise, writeSplit } from "./splits";

/** A table, and what `new-model` has to be told of it. */
export interface TableOf {
    readonly file: string;
    readonly target: string;
    readonly dates?: DayOrder;
}

/** Errors on the test rows: means over the splits. */
export interface Evaluated {
    readonly name: string;
    readonly rows: number;
    /** Of what would be served: the combined result. */
    readonly served: number;
    readonly models: Readonly<Record<string, number>>;
    readonly baselines: Readonly<Record<string, number>>;
    /** The served error over that of the better plain model. */
    readonly ratio: number;
}

/** A table of which no model is drafted, and the sentence that says why. */
export interface Refused {
    readonly name: string;
    readonly refused: string;
}

/** Drafts a model of a table, and trains it on several splits beside plain models. */
export async function evaluate(table: TableOf, splits: number, folder: string): Promise<Evaluated | Refused> {
    const name = basename(table.file, ".csv");
    try {
        const draft = await draftModel("draft", await profileFile(table.file), table);
        return { name, ...(await train(draft, table, splits, folder)) };
    } catch (error) {
        if (error instanceof UsageError) return { name, refused: error.message };
        throw error;
    }
}

async function train({ model, source }: Draft, table: TableOf, splits: number, folder: string) {
    const errors = new Map<string, number[]>();
    const note = (name: string, error: number) => errors.set(name, [...(errors.get(name) ?? []), error]);
    for (let split = 1; split <= splits; split++) {
        const copy = join(folder, `${split}.csv`);
        await writeSplit(model, table.file, split, copy);
        const other = splitOtherwise(model);
        await tryModel(other, copy, async (trial, place) => {
            const failed = trial.runs.find(({ failure }) => failure !== undefined);
            if (failed) throw new Error(`${table.file}: ${failed.algorithm}: ${failed.failure}`);
            note("served", combinedIn(other, trial)?.rmse ?? NaN);
            for (const { algorithm, result } of trial.runs) note(algorithm, result?.comparison.challenger.rmse ?? NaN);
            for (const { name, rmse } of await tryBaselines(place, true)) note(name, rmse);
        });
    }
    const mean = (name: string) => (errors.get(name) ?? []).reduce((sum, error) => sum + error, 0) / splits;
    const baselines = [...errors.keys()].filter((name) => name !== "served" && !(name in model.algorithms));
    const served = mean("served");
    const plain = baselines.filter((name) => name !== "the mean").map(mean);
    return {
        rows: source.rows,
        served,
        models: Object.fromEntries(Object.keys(model.algorithms).map((name) => [name, mean(name)])),
        baselines: Object.fromEntries(baselines.map((name) => [name, mean(name)])),
        ratio: served / Math.min(...plain),
    };
}
