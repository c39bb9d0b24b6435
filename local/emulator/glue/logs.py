"""What a run says, in CloudWatch Logs: written with the job's role, and lost where the role may not write there.

https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-enable.html
"""

import time
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

GROUPS = {"stdout": "/aws-glue/jobs/output", "stderr": "/aws-glue/jobs/error"}
CONTINUOUS_GROUP = "/aws-glue/jobs/logs-v2"
MOST_EVENTS = 1000


def group_names(arguments: dict[str, str], security: str) -> dict[str, str]:
    """The log group of each of a run's outputs. Encrypted ones are the security configuration's own."""
    names = dict(GROUPS)
    if arguments.get("--enable-continuous-cloudwatch-log") == "true":
        names = dict.fromkeys(names, arguments.get("--continuous-log-logGroup", CONTINUOUS_GROUP))
    return {output: f"{name}-{security}" if security else name for output, name in names.items()}


class RunLog:
    """Sends the lines of a run's output as they come."""

    def __init__(self, client: Any, file: Path, group: str, stream: str, key: str | None):
        self._client = client
        self._file = file
        self._group = group
        self._stream = stream
        self._key = key
        self._sent = 0
        self._open = False
        self._refused = False

    def send(self, last: bool = False) -> None:
        """Sends whole lines; at the end, what is left too."""
        if self._refused or not self._file.exists():
            return
        with self._file.open("rb") as file:
            file.seek(self._sent)
            content = file.read()
        if not last:
            content = content[: content.rfind(b"\n") + 1]
        lines = [line for line in content.decode(errors="replace").splitlines() if line.strip()]
        self._sent += len(content)
        try:
            for start in range(0, len(lines), MOST_EVENTS):
                self._put(lines[start : start + MOST_EVENTS])
        except (ClientError, BotoCoreError):
            self._refused = True

    def _put(self, lines: list[str]) -> None:
        if not self._open:
            self._create()
        stamp = int(time.time() * 1000)
        events = [{"timestamp": stamp, "message": line} for line in lines]
        self._client.put_log_events(logGroupName=self._group, logStreamName=self._stream, logEvents=events)

    def _create(self) -> None:
        self._ignoring_existing(self._client.create_log_group, logGroupName=self._group)
        if self._key is not None:
            self._client.associate_kms_key(logGroupName=self._group, kmsKeyId=self._key)
        self._ignoring_existing(self._client.create_log_stream, logGroupName=self._group, logStreamName=self._stream)
        self._open = True

    def _ignoring_existing(self, call: Any, **arguments: str) -> None:
        try:
            call(**arguments)
        except self._client.exceptions.ResourceAlreadyExistsException:
            pass
