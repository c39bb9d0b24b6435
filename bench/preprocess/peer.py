"""What a data scientist would write: pandas reads and splits, scikit-learn's ColumnTransformer fits and encodes.

    python peer.py FILE.csv OUTPUT

Writes `train.csv`, `validation.csv` and `test.csv`, encoded, the target first. It checks nothing but that each column
is what it should be, sets no rows aside and keeps no raw ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

IDENTIFIER, TARGET = "listing_id", "price"
TEXTS = ["make", "body"]
SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}


def main(path: Path, output: Path) -> None:
    table = pd.read_csv(path).drop_duplicates(IDENTIFIER)
    numbers = [column for column in table.columns if column not in (IDENTIFIER, TARGET, *TEXTS)]
    places = pd.util.hash_array(table[IDENTIFIER].to_numpy()) / 2**64
    ends = np.cumsum(list(SHARES.values()))
    sides = {side: table[np.searchsorted(ends, places) == place] for place, side in enumerate(SHARES)}
    transformer = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False), TEXTS),
        ]
    ).fit(sides["train"])
    output.mkdir(parents=True, exist_ok=True)
    for side, rows in sides.items():
        encoded = pd.DataFrame(transformer.transform(rows))
        encoded.insert(0, TARGET, rows[TARGET].to_numpy())
        encoded.to_csv(output / f"{side}.csv", header=False, index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
