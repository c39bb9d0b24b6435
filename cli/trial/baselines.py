"""What a person would compare a model with: plain models on the rows of its own split.

    python baselines.py TRAIN.csv VALIDATION.csv TEST.csv [--all]

The files have the target first and no header. The plain models need no rows to stop by, so they learn from the
validation rows, too. Prints `{"baselines": [{"name", "rmse", "mae", "r2", "seconds"}, ...]}`, by name what was tried:
scikit-learn's defaults. `--all` tries both kinds of gradient boosting, however many rows there are.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from pyarrow import csv
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

# As scikit-learn's documentation says where its two kinds of gradient boosting part.
MANY_ROWS = 10_000


def main(train: str, validation: str, test: str, everything: bool) -> None:
    known, asked = np.vstack([_read(train), _read(validation)]), _read(test)
    baselines = [
        _try(name, model, known, asked)
        for name, model in {
            "the mean": DummyRegressor(),
            "linear regression": LinearRegression(),
            **_boosting(len(known), everything),
        }.items()
    ]
    print(json.dumps({"baselines": baselines}))


def _boosting(rows: int, everything: bool) -> dict:
    both = {
        "gradient boosting": GradientBoostingRegressor(random_state=0),
        "gradient boosting on histograms": HistGradientBoostingRegressor(random_state=0),
    }
    names = both if everything else ["gradient boosting on histograms" if rows >= MANY_ROWS else "gradient boosting"]
    return {name: both[name] for name in names}


def _try(name: str, model, known: np.ndarray, asked: np.ndarray) -> dict:
    start = time.perf_counter()
    answers = model.fit(known[:, 1:], known[:, 0]).predict(asked[:, 1:])
    truth = asked[:, 0]
    return {
        "name": name,
        "rmse": root_mean_squared_error(truth, answers),
        "mae": mean_absolute_error(truth, answers),
        "r2": r2_score(truth, answers) if len(truth) > 1 else None,
        "seconds": round(time.perf_counter() - start, 1),
    }


def _read(path: str) -> np.ndarray:
    table = csv.read_csv(path, read_options=csv.ReadOptions(autogenerate_column_names=True))
    return np.column_stack([column.to_numpy() for column in table.columns]).astype(float)


if __name__ == "__main__":
    main(*sys.argv[1:4], everything="--all" in sys.argv)
