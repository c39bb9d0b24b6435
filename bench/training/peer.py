"""The same training by the plain libraries.

    python peer.py xgboost|linear TRAIN.csv VALIDATION.csv HYPERPARAMETERS.json

On one thread, as the containers' programs; it writes no model.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

# One thread, before a library starts more.
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
import pandas as pd


def main(library: str, train: str, validation: str, hyperparameters: str) -> None:
    known, watched = (pd.read_csv(path, header=None).to_numpy() for path in (train, validation))
    if library == "linear":
        from sklearn.linear_model import LinearRegression

        answers = LinearRegression().fit(known[:, 1:], known[:, 0]).predict(watched[:, 1:])
        print(np.sqrt(np.mean((answers - watched[:, 0]) ** 2)))
        return
    import xgboost

    given = json.loads(Path(hyperparameters).read_text())
    rounds, patience = given.pop("num_round"), given.pop("early_stopping_rounds")
    trees = xgboost.XGBRegressor(n_estimators=rounds, early_stopping_rounds=patience, n_jobs=1, **given)
    trees.fit(known[:, 1:], known[:, 0], eval_set=[(watched[:, 1:], watched[:, 0])], verbose=False)
    print(trees.best_score)


if __name__ == "__main__":
    main(*sys.argv[1:])
