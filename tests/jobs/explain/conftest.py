"""The packages are found as in the container."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
JOBS = HERE.parents[2] / "jobs"
sys.path[:0] = [str(JOBS), str(JOBS / "preprocess"), str(HERE.parent / "preprocess"), str(HERE.parent / "monitor")]
