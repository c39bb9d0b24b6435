import assert from "node:assert/strict";
import { UsageError } from "../../../cli/terminal/errors";
import { readSetting, withSettings } from "../../../cli/trial/settings";
import { usedCars } from "../../../infra/models/used-cars";

describe("cli: settings of a trial", () => {
    const withAll = (...texts: string[]) => withSettings(usedCars, texts.map(readSetting));
    const refused = (texts: string[], sentence: RegExp) =>
        assert.throws(
            () => withAll(...texts),
            (error) => error instanceof UsageError && sentence.test(error.message),
        );

    it("take the place of the model's hyperparameters, the last of several", () => {
        const { algorithms } = withAll("xgboost.max_depth=6", "xgboost.eval_metric=mae,rmse", "xgboost.max_depth=7");
        const { xgboost, "linear-learner": linearLearner } = usedCars.algorithms;
        assert.deepEqual(algorithms["xgboost"], {
            ...xgboost,
            hyperparameters: { ...xgboost?.hyperparameters, max_depth: "7", eval_metric: "mae,rmse" },
        });
        assert.deepEqual(algorithms["linear-learner"], linearLearner);
    });

    it("are refused where they are written otherwise", () => {
        for (const text of ["max_depth=6", "xgboost.max_depth", "=6", "xgboost.=6", ".eta=1"]) {
            refused([text], /--set takes ALGORITHM\.HYPERPARAMETER=VALUE, such as xgboost\.max_depth=6, not "/);
        }
    });

    it("are refused where there is no such algorithm or hyperparameter", () => {
        refused(
            ["lightgbm.max_depth=6"],
            /^--set lightgbm\.max_depth: used-cars has no algorithm "lightgbm"; it has xgboost and linear-learner\.$/,
        );
        refused(["xgboost.depth=6"], /xgboost\.hyperparameters\.depth: is no hyperparameter of this image; see https/);
        refused(["xgboost.eval_metric=mae"], /XGBoost measures "validation:rmse" only where/);
    });
});
