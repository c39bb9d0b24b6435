"""Runs a command in a process group of its own, and ends the group when the parent goes.

Usage: ``python -S -E supervise.py COMMAND [ARGUMENT...]``

The parent holds the other end of this process's standard input and never writes to it. When that pipe closes, for
whatever reason, the group is killed. SIGTERM is passed on. The exit code is the command's, 128 + the signal's number
when a signal ended it.
"""

import os
import signal
import subprocess
import sys
import threading


def main(command):
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        print(f"Could not start {command[0]}: {error.strerror}", file=sys.stderr)
        return 127

    def signal_group(number):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            pass

    def watch_parent():
        while os.read(0, 1):
            pass
        signal_group(signal.SIGKILL)

    signal.signal(signal.SIGTERM, lambda *_: signal_group(signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=watch_parent, daemon=True).start()
    code = child.wait()
    signal_group(signal.SIGKILL)  # whatever the command left running
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)
