"""Starts MiniStack on the loopback interface as the local stage's one AWS endpoint.

Prints one line, `{"port": N}`, as soon as the port is taken: requests sent from then on wait until the emulator
serves them. The address of the SageMaker server comes from DRIVETRAIN_SAGEMAKER_URL or, where that is not set, from
the first line of standard input, since that server is started with the emulator's own address.
"""

import asyncio
import json
import os
import signal
import socket
import sys

# What MiniStack is started with. IAM is enforced; no listener but the HTTP one is opened.
SETTINGS = {
    "AUTH": "true",
    "BIND_HOST": "127.0.0.1",
    "MINISTACK_HOST": "localhost",
    "AWS_SECRET_ACCESS_KEY": "local",
    "IOT_MTLS_ENABLED": "0",
    "SFTP_ENABLED": "0",
    "PERSIST_STATE": "0",
    "LAMBDA_EXECUTOR": "local",
}


def listen() -> socket.socket:
    """Takes a free port of the loopback interface, so that no other process can take it before MiniStack starts."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    listener.set_inheritable(False)
    return listener


def configure(port: int) -> None:
    """Sets MiniStack's environment; it reads it when it is imported."""
    os.environ.pop("AWS_ACCESS_KEY_ID", None)
    os.environ.pop("AWS_SESSION_TOKEN", None)
    os.environ.update(SETTINGS, GATEWAY_PORT=str(port))


def sagemaker_url() -> str:
    """The SageMaker server's address; empty when there is none."""
    return os.environ.get("DRIVETRAIN_SAGEMAKER_URL") or sys.stdin.readline().strip()


def end(*_: object) -> None:
    """Ends the Lambda workers and then this process, without waiting for idle connections or executions."""
    from ministack.core import lambda_runtime

    lambda_runtime.reset()
    os._exit(0)


async def serve(listener: socket.socket) -> None:
    """Serves MiniStack's application on the listening socket until the process is told to end."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    await hypercorn_serve(app, config, shutdown_trigger=asyncio.Event().wait)


def main() -> None:
    """Runs the emulator in the foreground."""
    listener = listen()
    port = listener.getsockname()[1]
    configure(port)
    print(json.dumps({"port": port}), flush=True)

    import extensions

    extensions.load()
    extensions.install(f"http://127.0.0.1:{port}", sagemaker_url())
    asyncio.run(serve(listener))


if __name__ == "__main__":
    main()
