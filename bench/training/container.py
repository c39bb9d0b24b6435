"""Trains as the local stage's container does.

    python container.py MODULE FOLDER

FOLDER stands for the container's `/opt/ml`.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parents[2] / "local" / "sagemaker" / "containers" / "programs"

module, os.environ["DRIVETRAIN_OPT_ML"] = sys.argv[1:]
# As local/sagemaker/containers/container.ts has it.
os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(PROGRAMS))
runpy.run_module(module, run_name="__main__")
