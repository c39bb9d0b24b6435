"""The serving half of the container contract: ``GET /ping`` and ``POST /invocations``.

A small server of the standard library in place of the containers' gunicorn and flask, so that an endpoint is up in the
time that its model takes to load.
"""

import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: The containers' own limit on a payload, unless MAX_CONTENT_LENGTH says otherwise.
DEFAULT_MAX_CONTENT_LENGTH = 6 * 1024 * 1024


class HttpError(Exception):
    """An answer other than 200, with the container's own text."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


def media_type(value):
    """The type of a content-type header without its parameters, in lower case."""
    return (value or "").split(";")[0].strip().lower()


def serve(invoke):
    """Serves until SIGTERM.

    :param invoke: takes the payload, its content type and the accepted type (either may be None), and returns the
        answer's bytes and content type; raises HttpError
    """
    limit = int(os.environ.get("MAX_CONTENT_LENGTH", DEFAULT_MAX_CONTENT_LENGTH))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            if self.path == "/ping":
                self.answer(200, b"", "text/plain")
            else:
                self.answer(404, b"", "text/plain")

        def do_POST(self):
            length = int(self.headers.get("content-length") or 0)
            payload = self.rfile.read(length)
            if self.path != "/invocations":
                return self.answer(404, b"", "text/plain")
            try:
                if length > limit:
                    raise HttpError(413, "The data value transmitted exceeds the capacity limit.")
                if length == 0:
                    return self.answer(204, b"", "text/plain")
                with lock:  # the models' libraries are not all safe to call from several threads
                    body, content_type = invoke(payload, self.headers.get("content-type"), self.headers.get("accept"))
                self.answer(200, body, content_type)
            except HttpError as error:
                print(f"{error.status}: {error.message}", file=sys.stderr)
                self.answer(error.status, error.message.encode(), "text/html; charset=utf-8")
            except Exception as error:
                print(f"500: {type(error).__name__}: {error}", file=sys.stderr)
                self.answer(500, b"Internal Server Error", "text/html; charset=utf-8")

        def answer(self, status, body, content_type):
            self.send_response(status)
            if body:
                self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *args):
            if self.path != "/ping":
                sys.stderr.write(f"{self.address_string()} {format % args}\n")

    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Handler)
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"Listening on port {server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
