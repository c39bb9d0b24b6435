"""What others use: Evidently's data-drift preset over two files that pandas has read.

python peer.py BASELINE.csv WINDOW.csv
"""

from __future__ import annotations

import json
import sys

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

result = Report([DataDriftPreset()]).run(reference_data=pd.read_csv(sys.argv[1]), current_data=pd.read_csv(sys.argv[2]))
drifted = next(one for one in json.loads(result.json())["metrics"] if "DriftedColumnsCount" in json.dumps(one))
print(json.dumps(drifted["value"]))
