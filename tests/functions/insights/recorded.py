"""Leaves the files of some monitoring runs below a folder, as the jobs write them: `recorded.py FOLDER`.

`artifacts/` and `captures/` below it stand for the buckets. The rows have what nobody would send who means well: a
feature of 500 categories, names that are HTML, and a column that is called so.
"""

import io
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests" / "jobs" / "monitor"), str(ROOT / "jobs"), str(ROOT / "jobs" / "preprocess")]

import pyarrow as pa  # noqa: E402
from monitor.analyze import main as analyze  # noqa: E402
from monitor.baseline import main as baseline  # noqa: E402
from pyarrow import parquet  # noqa: E402
from sales import SPEC, csv_of, sales  # noqa: E402

HOSTILE = '<img src=x onerror="alert(1)">'
RUNS = 4


def main(folder: Path) -> None:
    numbers = random.Random(7)
    spec = json.loads(json.dumps(SPEC))
    spec["columns"] += [{"name": HOSTILE, "type": "string"}, {"name": "dealer", "type": "string"}]
    own = {
        HOSTILE: lambda _, numbers: numbers.choice(["</table><script>alert(1)</script>", "b", "x" * 300]),
        "dealer": lambda _, numbers: f"dealer {numbers.randint(0, 499)}",
    }
    drifted = {
        "mileage": lambda _, numbers: f"{abs(numbers.gauss(45_000, 9_000)):.1f}",
        "make": lambda _, numbers: numbers.choice(["Buick", "Saab", "<b>Tesla</b>", "Sa&ab"]),
    }
    model = _write(folder / "model.json", json.dumps(spec))
    common = ["--model", str(model), "--message", str(folder / "message")]
    training, rows = sales(1500, 1, **own), sales(400, 2, **own)
    _write(folder / "training" / "rows.csv", csv_of(training))
    _write(folder / "test" / "rows.csv", csv_of(rows))
    answers = _write(folder / "answers" / "rows.out", "".join(f"{_answer(row, numbers, 0)}\n" for row in rows))
    known = ["--output", str(folder / "baseline"), *common]
    baseline(["data-quality", "--data", str(folder / "training"), *known])
    predictions = ["--predictions", str(answers.parent), "--name", "xgboost"]
    baseline(["model-quality", "--data", str(folder / "test"), *predictions, *known])
    for day in range(1, RUNS + 1):
        is_last = day == RUNS
        window = sales(400, 10 + day, **own, **(drifted if is_last else {}))
        _judge(folder, f"2026010{day}-060000-0a1b2c3d", day, window, 4000 if is_last else 0, numbers, common)


def _judge(folder: Path, run: str, day: int, rows: list, bias: float, numbers: random.Random, common: list) -> None:
    window = folder / "windows" / run
    _write(window / "data-quality" / "rows.csv", csv_of(rows))
    _write(window / "model-quality" / "rows.parquet", _labelled(rows, bias, numbers))
    records = []
    for judgement in ("data-quality", "model-quality"):
        output = folder / "artifacts" / "monitoring" / run / judgement
        names = [f"{name}={folder / 'baseline'}" for name in ("xgboost", "linear-learner")]
        places = ["--output", str(output), "--rows", str(folder / "captures" / "reports" / run / judgement)]
        when = ["--run", run, "--time", f"2026-01-0{day}T06:00:00Z"]
        arguments = [judgement, "--data", str(window / judgement), "--baseline", *names, *when, *places, *common]
        assert analyze(arguments) == 0
        records.append((output / "drift.csv").read_text(encoding="utf-8"))
    first, second = records
    record = folder / "artifacts" / "records" / "drift" / f"date=2026-01-0{day}" / f"{run}.csv"
    _write(record, first + second.partition("\n")[2])


def _labelled(rows: list, bias: float, numbers: random.Random) -> bytes:
    scores = [_answer(row, numbers, bias) for row in rows]
    table = pa.table(
        {
            **{name: pa.array([row[name] for row in rows]) for name in rows[0] if name not in ("price", "sold")},
            "drivetrain.identifier": pa.array([row["id"] for row in rows]),
            "drivetrain.label": pa.array([float(row["price"]) for row in rows]),
            "drivetrain.score.xgboost": pa.array(scores),
            "drivetrain.score.linear-learner": pa.array([score + 250 for score in scores]),
            "drivetrain.result": pa.array(scores),
        }
    )
    file = io.BytesIO()
    parquet.write_table(table, file)
    return file.getvalue()


def _answer(row: dict, numbers: random.Random, bias: float) -> float:
    return float(row["price"]) + numbers.gauss(bias, 1200)


def _write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


if __name__ == "__main__":
    main(Path(sys.argv[1]))
