"""Errors of Node.js functions as Lambda reports them: the name that the handler gave, the message and the trace.

MiniStack's worker reports every error of a handler as `Runtime.HandlerError`, so no state could catch it by its name.
"""

import threading
from typing import Any

REPORTS = {
    'error: String(err.message || err), trace: err.stack || ""': (
        'error: String(err.message || err), errorType: err.name || "Error", trace: err.stack || ""'
    ),
    "error: e.message, trace: e.stack": 'error: e.message, errorType: e.name || "Error", trace: e.stack',
}
_worker = threading.local()


def install() -> None:
    """Changes MiniStack's worker script for Node.js, and hands on what it reports."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    for reported, wanted in REPORTS.items():
        if reported not in lambda_runtime._NODEJS_WORKER_SCRIPT:
            raise RuntimeError(f"MiniStack's worker for Node.js no longer reports errors by `{reported}`.")
        lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(reported, wanted)
    invoke, execute = lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm

    def remember(self: Any, *args: Any, **kwargs: Any) -> dict:
        _worker.result = result = invoke(self, *args, **kwargs)
        return result

    def execute_and_name(*args: Any, **kwargs: Any) -> dict:
        _worker.result = {}
        answer = execute(*args, **kwargs)
        if answer.get("error") and _worker.result.get("errorType"):
            answer["body"]["errorType"] = _worker.result["errorType"]
            # A process that was killed leaves no trace.
            if _worker.result.get("trace"):
                answer["body"]["trace"] = str(_worker.result["trace"]).splitlines()
        return answer

    lambda_runtime.Worker.invoke = remember
    lambda_svc._execute_function_warm = execute_and_name
