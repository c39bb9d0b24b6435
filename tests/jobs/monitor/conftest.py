"""The package and what stands beside it are found as in the container; jobs run as one would start them."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

HERE = Path(__file__).resolve().parent
JOBS = HERE.parents[2] / "jobs"
sys.path[:0] = [str(JOBS), str(JOBS / "preprocess"), str(HERE), str(JOBS.parent / "bench" / "drift")]

from monitor.analyze import main as analyze  # noqa: E402
from monitor.baseline import main as baseline  # noqa: E402
from sales import SPEC  # noqa: E402


@pytest.fixture
def spec() -> dict:
    return json.loads(json.dumps(SPEC))


@pytest.fixture
def monitor(tmp_path, spec):
    """Runs both jobs, as `baseline(...)` and `analyze(...)`, on the content of files by their names."""

    def places(what, files):
        folder = tmp_path / what
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    def written(what, value):
        path = tmp_path / f"{what}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return str(path)

    def common(what, settings):
        return [
            *(
                "--model",
                written("model", spec),
                "--output",
                str(tmp_path / what),
                "--message",
                str(tmp_path / "message"),
            ),
            *([] if settings is None else ["--settings", written("settings", settings)]),
        ]

    def result(code, what):
        message = tmp_path / "message"
        return SimpleNamespace(
            code=code,
            message=message.read_text(encoding="utf-8") if message.exists() else "",
            folder=tmp_path / what,
            json=lambda name: json.loads((tmp_path / what / name).read_text(encoding="utf-8")),
            violations=lambda name="xgboost": json.loads(
                (tmp_path / what / name / "constraint_violations.json").read_text(encoding="utf-8")
            )["violations"],
        )

    def run_baseline(files, *arguments, judgement="data-quality", settings=None):
        data = ["--data", str(places("training", files))]
        return result(baseline([judgement, *data, *common("baseline", settings), *arguments]), "baseline")

    def run_analyze(files, *arguments, judgement="data-quality", settings=None, names=("xgboost",)):
        data = ["--data", str(places("window", files)), "--time", "2026-01-02T03:04:05Z"]
        baselines = ["--baseline", *(f"{name}={tmp_path / 'baseline'}" for name in names)]
        return result(analyze([judgement, *data, *baselines, *common("judged", settings), *arguments]), "judged")

    return SimpleNamespace(baseline=run_baseline, analyze=run_analyze, folder=tmp_path)
