"""Runs a local container's module in a private root, as the SageMaker server does."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CONTAINERS = Path(__file__).parents[5] / "local" / "sagemaker" / "containers" / "programs"
sys.path.append(str(CONTAINERS))


@dataclass
class Job:
    """A training container's private root."""

    root: Path

    def channel(self, name, text, content_type="text/csv"):
        folder = self.root / "input" / "data" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.csv").write_text(text)
        path = self.root / "input" / "config" / "inputdataconfig.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        channels = json.loads(path.read_text()) if path.exists() else {}
        channels[name] = {"TrainingInputMode": "File", **({"ContentType": content_type} if content_type else {})}
        path.write_text(json.dumps(channels))

    def train(self, module, **hyperparameters):
        """The exit code and the output of the container."""
        path = self.root / "input" / "config" / "hyperparameters.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({name: str(value) for name, value in hyperparameters.items()}))
        result = subprocess.run(
            [sys.executable, "-m", f"{module}.train"],
            env={**os.environ, "PYTHONPATH": str(CONTAINERS), "DRIVETRAIN_OPT_ML": str(self.root)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return result.returncode, result.stdout + result.stderr

    @property
    def failure(self):
        return (self.root / "output" / "failure").read_text()


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


def rows(count, offset=0):
    """CSV rows: the label 3a + 2b with a little that repeats as noise, then a and b."""
    pairs = [((index + offset) % 17, (index * 7 + offset) % 23) for index in range(count)]
    return "\n".join(f"{3 * a + 2 * b + ((i + offset) % 3) / 10},{a},{b}" for i, (a, b) in enumerate(pairs))


@pytest.fixture
def csv_rows():
    return rows
