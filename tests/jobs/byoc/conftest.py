"""Runs the programs of jobs/byoc with a folder of the test's in place of /opt/ml."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parents[3] / "jobs" / "byoc"
sys.path.append(str(PROGRAMS))


def rows(count, offset=0):
    """CSV rows: the label 3a + 2b, then a and b."""
    pairs = [((index + offset) % 17, (index * 7 + offset) % 23) for index in range(count)]
    return "".join(f"{3 * a + 2 * b},{a},{b}\n" for a, b in pairs)


@dataclass
class Container:
    """A container's /opt/ml, and the programs that use it."""

    root: Path
    processes: list = field(default_factory=list)

    def channel(self, name, text, **settings):
        folder = self.root / "input" / "data" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.csv").write_text(text)
        path = self.config("inputdataconfig")
        channels = json.loads(path.read_text()) if path.exists() else {}
        channels[name] = {"ContentType": "text/csv", "TrainingInputMode": "File", **settings}
        path.write_text(json.dumps(channels))

    def config(self, name):
        path = self.root / "input" / "config" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def start(self, program, **environment):
        process = subprocess.Popen(
            [sys.executable, PROGRAMS / program],
            env={**os.environ, "ML_ROOT": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def train(self, **hyperparameters):
        """The exit code and the output."""
        self.config("hyperparameters").write_text(json.dumps({key: str(v) for key, v in hyperparameters.items()}))
        process = self.start("train")
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def serve(self):
        # Below what systems give to others that ask for any port, as the local stage does.
        port = next(port for port in range(31000 + os.getpid() % 1000, 32768) if is_free(port))
        process = self.start("serve", SAGEMAKER_BIND_TO_PORT=str(port))
        served = Served(process, f"http://127.0.0.1:{port}", self.root / "model")
        deadline = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if served.get("/ping") == (200, ""):
                    return served
            except urllib.error.URLError:
                time.sleep(0.05)
        raise AssertionError(process.communicate()[0])

    @property
    def failure(self):
        return (self.root / "output" / "failure").read_text()


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@dataclass
class Served:
    """A container that serves."""

    process: subprocess.Popen
    url: str
    model: Path

    def get(self, path):
        return self._ask(urllib.request.Request(self.url + path))

    def invoke(self, payload, content_type="text/csv", accept=None):
        """The status and the text of the answer."""
        headers = {"content-type": content_type, **({"accept": accept} if accept else {})}
        return self._ask(urllib.request.Request(f"{self.url}/invocations", payload.encode(), headers))

    def end(self):
        """The exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    def _ask(self, request):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def contain(root):
    container = Container(root)
    yield container
    for process in container.processes:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def container(tmp_path):
    yield from contain(tmp_path)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A model of 3a + 2b, served."""
    for container in contain(tmp_path_factory.mktemp("served")):
        container.channel("train", rows(400))
        container.channel("validation", rows(60, 5))
        code, output = container.train(max_iter=50)
        assert code == 0, output
        yield container.serve()


@pytest.fixture
def csv_rows():
    return rows
