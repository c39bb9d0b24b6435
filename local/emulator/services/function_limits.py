"""A function's memory as Lambda limits it: what takes more is killed, and the invocation ends with `Runtime.ExitError`.

MiniStack runs a function in a process of its own without a limit. A limit of its address space would not do, since
Node.js reserves far more than it ever uses; so the memory that the process really has is watched, where the system
tells it (Linux).
"""

import contextlib
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

# Seconds between two looks. A peak in between is seen by the next one, since the kernel keeps it.
INTERVAL = 0.05
# How Lambda's supervisor, a program in Go, calls the signals that end a process.
SIGNALS = {signal.SIGKILL: "killed", signal.SIGABRT: "aborted", signal.SIGSEGV: "segmentation fault"}


def install() -> None:
    """Watches each invocation of MiniStack's workers, and tells of a process that ended as Lambda does."""
    from ministack.core import lambda_runtime

    invoke = lambda_runtime.Worker.invoke

    def invoke_within_memory(self: Any, event: Any, request_id: str, **rest: Any) -> dict:
        watch = _Watch(self)
        try:
            result = invoke(self, event, request_id, **rest)
        except RuntimeError as error:
            # The worker ended while it loaded the function.
            result = {"status": "error", "error": str(error), "log": ""}
            if not watch.end():
                raise
        if watch.end():
            return exit_error(result, request_id, -signal.SIGKILL)
        if result.get("error") == "Worker process died":
            return exit_error(result, request_id, watch.exit_code())
        return result

    lambda_runtime.Worker.invoke = invoke_within_memory


def exit_error(result: dict, request_id: str, code: int | None) -> dict:
    """A result with the words by which Lambda tells that a function's process ended before it answered.

    https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
    """
    if not code:
        how = "Runtime exited without providing a reason"
    elif code < 0:
        how = f"Runtime exited with error: signal: {SIGNALS.get(-code, -code)}"
    else:
        how = f"Runtime exited with error: exit status {code}"
    error = f"RequestId: {request_id} Error: {how}"
    return {**result, "status": "error", "result": None, "error": error, "errorType": "Runtime.ExitError", "trace": ""}


class _Watch:
    """Looks at a worker's process until the invocation has ended, and kills it once it had more than it may."""

    def __init__(self, worker: Any):
        self._worker = worker
        self._limit = int(worker.config.get("MemorySize", 128)) * 1024
        self._exceeded = False
        # The worker forgets a process that has ended.
        self._process = worker._proc
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> bool:
        """Ends the watch; whether the process had too much. It is gone then, even where it came to its answer."""
        self._ended.set()
        self._thread.join()
        self._look()
        return self._exceeded

    def exit_code(self) -> int | None:
        """What the process ended with; minus the signal, where it was one."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return None if self._process is None else self._process.wait(1)
        return None

    def _run(self) -> None:
        while not self._exceeded and not self._ended.wait(INTERVAL):
            self._look()

    def _look(self) -> None:
        self._process = process = self._worker._proc or self._process
        if process is not None and process.poll() is None and peak(process.pid) > self._limit:
            self._exceeded = True
            process.kill()


def peak(pid: int) -> int:
    """The most memory that a process has had, in KiB; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0
