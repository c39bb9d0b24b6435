"""What a model answered to the rows of a file, in their order: a line each, as batch transform leaves it.

A line is a number, a list of values of which the last one is the answer, or JSON: `{"score": 0.4}`,
`{"SageMakerOutput": {"score": 0.4}}`, `{"predictions": [{"score": 0.4}, ...]}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from data.rows import DatasetError


def read_predictions(place: Path) -> np.ndarray:
    """The answers of a file, or of all below a folder in the order of their paths. Raises DatasetError."""
    values = []
    paths = [place, *place.rglob("*")]
    for path in sorted(path for path in paths if path.is_file() and path.name[0] not in "._"):
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    try:
                        values += _answers(line)
                    except (ValueError, KeyError, TypeError, IndexError):
                        raise DatasetError(f"{path.name}, line {number} is no answer of a model: {line[:80]}") from None
    if not values:
        raise DatasetError(f"there is no answer in {place}")
    return np.array(values, np.float64)


def _answers(line: str) -> Iterator[float]:
    if not line.lstrip().startswith("{"):
        return [float(line.rsplit(",", 1)[-1])]
    value = json.loads(line)
    value = value.get("SageMakerOutput", value)
    return [float(one["score"]) for one in value["predictions"]] if "predictions" in value else [float(value["score"])]
