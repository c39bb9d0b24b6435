"""Scoring reads in blocks: the size of the file does not matter, but for what tells its identifiers apart."""

import json
import subprocess
import sys
from pathlib import Path

from cars import HEADER, ROOT, SPEC
from transform import fit

# The smaller file has as many blocks as are worked on at once.
FEWER, ROWS = 100_000, 500_000
# MiB that so many more rows may take: 16 bytes each and a table's free places, and as much to spare. All rows at once
# would take several times as much.
MORE = 48

# Runs the job and tells the most memory that it had, in KiB. In a process between the two, since on Linux a process
# counts what the one that started it had.
LAUNCHER = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(folder: Path, rows: int) -> float:
    """The most memory, in MiB, that scoring this many rows by two algorithms takes."""
    data = folder / str(rows) / "data"
    data.mkdir(parents=True)
    with (data / "cars.csv").open("w") as file:
        file.write(f"{HEADER}\n")
        for number in range(rows):
            # One in a hundred cannot be used.
            mileage = "unknown" if number % 100 == 0 else f"{number % 50_000}.{number % 7}"
            file.write(f"{1_000_000_000 + number},,{mileage},Saab,{number % 5},{'red' * (number % 9)}\n")
    (folder / "model.json").write_text(json.dumps(SPEC))
    values = {"id": 1.0, "price": 1.0, "mileage": 10.0, "make": "Saab", "doors": 2.0, "colour": "red"}
    (folder / "transform.json").write_text(json.dumps(fit(SPEC, [values])))
    output = data.parent / "output"
    job = [sys.executable, "-c", LAUNCHER, str(ROOT / "jobs/preprocess/score.py"), "--data", str(data)]
    job += ["--model", str(folder / "model.json"), "--output", str(output), "--message", str(folder / "message")]
    job += ["--transform", *(f"{algorithm}={folder / 'transform.json'}" for algorithm in ("xgboost", "linear-learner"))]
    job += ["--format", "linear-learner=application/jsonlines"]
    done = subprocess.run(job, capture_output=True, text=True, check=True)
    report = json.loads((output / "report/report.json").read_text())
    assert (report["input"], report["quarantined"]) == (rows, rows // 100)
    assert report["parts"] == -(-report["used"] // 100_000)
    # KiB on Linux, bytes on macOS.
    return int(done.stdout) / (1024 if sys.platform == "linux" else 1024 * 1024)


def test_a_large_file_takes_little_more_memory_than_a_small_one(tmp_path):
    small, large = peak(tmp_path, FEWER), peak(tmp_path, ROWS)
    print(small, large)
    assert large - small < MORE, f"{ROWS} rows took {large:.0f} MiB, {FEWER} rows {small:.0f} MiB"
