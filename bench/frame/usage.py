"""Runs a program and prints what it took: `{"cpu": seconds, "megabytes": the most at once}`.

    python usage.py PROGRAM ARGUMENT...

A process of its own, since on Linux a process counts the memory of the one that started it.
"""

import json
import resource
import subprocess
import sys

done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode != 0:
    sys.exit(done.stderr[-4000:])
# KiB on Linux, bytes on macOS.
unit = 1024 if sys.platform == "linux" else 1
print(json.dumps({"cpu": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss * unit / 1e6}))
