"""The engine is a package beside the jobs, as it is in the container."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "jobs"))
