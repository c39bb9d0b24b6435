"""The jobs' modules import each other as siblings, and the engine as a package, as they do in the container."""

import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
JOBS = HERE.parents[2] / "jobs"
sys.path[:0] = [str(JOBS), str(JOBS / "preprocess"), str(HERE)]

from cars import SPEC  # noqa: E402
from preprocess import main  # noqa: E402


@pytest.fixture
def spec() -> dict:
    return json.loads(json.dumps(SPEC))


@pytest.fixture
def run(tmp_path, spec):
    """Runs the job on one CSV (bytes or text); returns its exit code, its message and the folder of its outputs."""

    def run_job(content, champion=None, **changes):
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "cars.csv").write_bytes(data)
        (tmp_path / "model.json").write_text(json.dumps({**spec, **changes}), encoding="utf-8")
        message = tmp_path / "message"
        if champion is not None:
            (tmp_path / "champion.json").write_text(json.dumps(champion), encoding="utf-8")
        code = main(
            [
                *(("--champion", str(tmp_path / "champion.json")) if champion is not None else ()),
                *("--data", str(tmp_path / "data")),
                *("--model", str(tmp_path / "model.json")),
                *("--output", str(tmp_path / "output")),
                *("--message", str(message)),
            ]
        )
        return code, message.read_text(encoding="utf-8") if message.exists() else "", tmp_path / "output"

    return run_job
