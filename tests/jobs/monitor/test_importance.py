import json

import numpy as np
import pytest
from sales import csv_of, sales
from shuffled import write_shuffled

NUMBERS = ["mileage", "doors"]
TRANSFORM = {
    "version": 1,
    "features": [{"column": name, "kind": "numeric", "impute": 0, "mean": 0, "scale": 1} for name in NUMBERS],
}


def predict(line: str) -> float:
    """A model that goes by the mileage alone."""
    return 30_000 - 0.5 * float(line.split(",")[0])


@pytest.fixture
def importance(monitor):
    """Runs the baseline of a model that goes by the mileage alone, on its answers to shuffled rows."""

    def run(rows, spoil=lambda folder: None):
        folder = monitor.folder
        for name in ("rows.csv", "predictions", "answers"):
            (folder / name).mkdir(exist_ok=True) if "." not in name else None
        encoded = [",".join(row[name] for name in NUMBERS) for row in rows]
        (folder / "rows.csv").write_text("".join(f"{line}\n" for line in encoded))
        (folder / "predictions/test.csv.out").write_text("".join(f"{predict(line)}\n" for line in encoded))
        (folder / "transform.json").write_text(json.dumps(TRANSFORM))
        write_shuffled(folder / "rows.csv", TRANSFORM, folder / "shuffled")
        for path in (folder / "shuffled").iterdir():
            answers = [{"score": predict(line)} for line in path.read_text().splitlines()]
            (folder / "answers" / f"{path.name}.out").write_text("".join(f"{json.dumps(one)}\n" for one in answers))
        spoil(folder / "answers")
        return monitor.baseline(
            {"test.csv": csv_of(rows)},
            *("--predictions", str(folder / "predictions"), "--name", "xgboost"),
            *("--shuffled", str(folder / "answers"), "--transform", str(folder / "transform.json")),
            judgement="model-quality",
        )

    return run


def cars(count):
    noise = np.random.default_rng(1).normal(0, 100, count)
    rows = sales(count)
    return [{**row, "price": f"{predict(row['mileage'] + ',') + noise[place]:.2f}"} for place, row in enumerate(rows)]


def test_a_column_is_as_important_as_the_error_grows_by_it(importance):
    result = importance(cars(400))
    assert (result.code, result.message) == (0, "")
    found = result.json("importance.json")
    quality = result.json("quality_statistics.json")["regression_metrics"]
    assert found["rows"] == 400
    assert found["metric"] == "rmse"
    assert found["value"] == pytest.approx(quality["rmse"]["value"])
    assert list(found["features"]) == ["mileage", "doors"]
    # Two of the same distribution, half a dollar a mile: the difference has the square root of twice the variance.
    spread = np.std([float(row["mileage"]) for row in cars(400)]) * 0.5 * 2**0.5
    assert found["features"]["mileage"] == pytest.approx(spread, rel=0.1)
    assert found["features"]["doors"] == 0


def test_the_monitor_ranks_by_it(importance, monitor):
    importance(cars(400))
    assert monitor.baseline({"test.csv": csv_of(cars(400))}).code == 0
    (monitor.folder / "training/test.csv").unlink()
    shifted = sales(400, 2, mileage=lambda row, _: str(float(row["mileage"]) * 2), doors=lambda *_: "2")
    judged = monitor.analyze({"window.csv": csv_of(shifted)})
    findings = judged.json("report.json")["names"]["xgboost"]["findings"]
    assert findings[0]["feature"] == "mileage"
    assert findings[0]["importance"] > 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda folder: (folder / "001.csv.out").unlink(),
            "there are answers to 1 files of shuffled rows, and 2 columns",
        ),
        (lambda folder: (folder / "001.csv.out").write_text("1\n" * 399), "are not the "),
        (lambda folder: (folder / "001.csv.out").write_text("x\n"), "001.csv.out, line 1 is no answer of a model: x"),
    ],
)
def test_answers_that_do_not_fit_are_told_of(importance, spoil, said):
    result = importance(cars(400), spoil)
    assert result.code == 1
    assert said in result.message
