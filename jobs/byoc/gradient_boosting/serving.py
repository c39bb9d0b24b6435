"""Serves: what ``docker run IMAGE serve`` starts: ``GET /ping`` and ``POST /invocations``."""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import joblib

from . import contract
from .answers import HttpError, answer_type, read_payload, write_answer
from .training import ABOUT_FILE, MODEL_FILE

#: Bytes; more than batch transform can be told to send (100 MB).
LONGEST_PAYLOAD = 128 * 1024 * 1024

#: SageMaker sends SIGTERM, and SIGKILL half a minute later: the time for invocations that are under way, in seconds.
GRACE_SECONDS = 20


def main():
    """Serves until SIGTERM, and answers what is under way by then; ends with 1 where there is no model to load."""
    try:
        model, features = load()
    except Exception as error:
        sys.exit(f"The model in {contract.model_folder()} cannot be loaded: {error}")
    address = os.environ.get("BIND_ADDRESS", "127.0.0.1")
    server = Server((address, int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), model, features)
    # shutdown() waits for serve_forever(), which this thread runs.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"Listening on port {server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.drain()


def load():
    """The model, and how many features a row must have."""
    folder = contract.model_folder()
    return joblib.load(folder / MODEL_FILE), json.loads((folder / ABOUT_FILE).read_text())["features"]


class Server(ThreadingHTTPServer):
    """A thread a connection; a connection that is kept open does not keep the process from ending."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address, model, features):
        super().__init__(address, Handler)
        self.model = model
        self.features = features
        self.under_way = 0
        self.changed = threading.Condition()

    def drain(self):
        """Waits until what is under way has been answered."""
        self.server_close()
        with self.changed:
            self.changed.wait_for(lambda: self.under_way == 0, GRACE_SECONDS)

    def predict(self, payload, content_type, accept):
        """The answer to a payload and its content type. Raises HttpError where the payload or the types do not fit."""
        kind = answer_type(accept, content_type)
        table = read_payload(payload, content_type, self.features)
        return write_answer(self.model.predict(table).tolist(), kind), kind


class Handler(BaseHTTPRequestHandler):
    """One connection: answers with a sentence in plain text where it cannot predict."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    #: Seconds that a connection may be silent.
    timeout = 120

    def do_GET(self):
        if self.path == "/ping":
            self.answer(200, b"", "text/plain")
        elif self.path == "/execution-parameters":
            # What batch transform takes where its request does not say.
            limits = {"MaxConcurrentTransforms": os.cpu_count(), "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}
            self.answer(200, json.dumps(limits).encode(), "application/json")
        else:
            self.answer(404, b"There is GET /ping and POST /invocations.", "text/plain")

    def do_POST(self):
        with self.server.changed:
            self.server.under_way += 1
        try:
            self.invoke()
        finally:
            with self.server.changed:
                self.server.under_way -= 1
                self.server.changed.notify_all()

    def invoke(self):
        """Answers: the caller's mistakes with 4xx, any other error with 500, its reason in the log alone."""
        try:
            payload = self.payload()
            if self.path != "/invocations":
                raise HttpError(404, "There is GET /ping and POST /invocations.")
            body, kind = self.server.predict(payload, self.headers["content-type"], self.headers["accept"])
            self.answer(200, body, kind)
        except HttpError as error:
            print(f"{error.status}: {error}", file=sys.stderr)
            self.answer(error.status, str(error).encode(), "text/plain; charset=utf-8")
        except Exception as error:
            print(f"500: {type(error).__name__}: {error}", file=sys.stderr)
            self.answer(500, b"The model could not answer.", "text/plain")

    def payload(self):
        """The bytes that were sent. Raises HttpError where their length is not told or too great."""
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LONGEST_PAYLOAD:
            # What was not read would be taken for the next request.
            self.close_connection = True
            if not length.isdigit():
                raise HttpError(411, "The request must have a Content-Length.")
            raise HttpError(413, f"The payload has {length} bytes; {LONGEST_PAYLOAD} is the most.")
        return self.rfile.read(int(length))

    def answer(self, status, body, kind):
        """Sends a whole answer."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        pass  # SageMaker pings every few seconds; failures are told above.
