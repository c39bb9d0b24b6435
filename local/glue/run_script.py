"""Runs a Glue job's script in a process of its own, as local/emulator/glue/process.py asks by a file of settings.

Spark is configured from outside, as it is on AWS, so that a script needs to know nothing of where it runs.
"""

import json
import os
import runpy
import signal
import sys
import threading
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Loopback alone, and no page of Spark's own. To plan anew after each step, and to compile code for each, takes longest
# where rows are few.
SPARK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.session.timeZone": "UTC",
    "spark.log.level": "ERROR",
}
# A machine that is there for seconds compiles little, and collects by one thread.
JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def watch_emulator() -> None:
    """Ends this process and all that it started as soon as standard input, the emulator's pipe, ends."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def configure(settings: dict) -> None:
    """Sets what the script finds: Spark, modules, arguments and the service that keeps its bookmark."""
    paths = [str(HERE), *settings["modules"]]
    sys.path[:0] = paths
    folder = Path.cwd()
    options = {**SPARK, "spark.sql.warehouse.dir": str(folder / "warehouse"), "spark.local.dir": str(folder)}
    # Workers are processes of their own.
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join(
        [
            *("--master", f"local[{min(os.cpu_count() or 1, 4)}]"),
            *(text for name, value in options.items() for text in ("--conf", f"{name}={value}")),
            *("--driver-java-options", f"'{' '.join(JAVA)}'"),
            "pyspark-shell",
        ]
    )
    sys.argv = [settings["script"], *settings["arguments"]]
    from awsglue.local import s3_files, service

    service.connect(settings["bookmark"], folder / "bookmark.json")
    s3_files.install(settings["s3Key"])


def failure(error: BaseException, script: str) -> str:
    """A run's ErrorMessage: the line of the script, the error and its message."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == script]
    line = f"Failed Line Number: {lines[-1]}; " if lines else ""
    return f"Error Category: UNCLASSIFIED_ERROR; {line}{type(error).__name__}: {error}"


def main() -> None:
    """Runs the script as the main program."""
    threading.Thread(target=watch_emulator, daemon=True).start()
    settings = json.loads(Path(sys.argv[1]).read_text())
    try:
        configure(settings)
        runpy.run_path(settings["script"], run_name="__main__")
    except BaseException as error:
        if isinstance(error, SystemExit) and not error.code:
            return
        traceback.print_exc()
        Path("failure").write_text(failure(error, settings["script"]))
        sys.exit(1)


if __name__ == "__main__":
    main()
