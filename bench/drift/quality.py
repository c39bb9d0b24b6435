"""What the default method finds, and what it makes up: printed as tables and goals.

python quality.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from scipy import stats
from windows import Windows

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "jobs"))

from monitor.distances import numeric_distances
from monitor.significance import ks_probability
from monitor.sketch import Sketch

_SIZES = (50, 100, 500, 5000)
_CALM, _SHIFTED = 1000, 200
_SHIFTS = (0.1, 0.25, 0.5, 1.0)
_MAKES = (0.1, 0.25, 0.5)


def alarms(windows: Windows, count: int, size: int, change=lambda window: window) -> list[set[str]]:
    return [windows.violated(change(window)) for window in windows.draw(count, size)]


def share(found: list, holds) -> float:
    return 100 * sum(map(holds, found)) / len(found)


def windows_of(size: int, windows: Windows) -> dict[str, float]:
    """The shares in percent of windows of one size."""
    row = {"false alarms": share(alarms(windows, _CALM, size), bool)}
    for shift in _SHIFTS:
        found = alarms(windows, _SHIFTED, size, lambda window, shift=shift: windows.with_mileage(window, shift))
        row[f"mileage + {shift:g} deviations"] = share(found, lambda one: "mileage" in one)
    for part in _MAKES:
        found = alarms(windows, _SHIFTED, size, lambda window, part=part: windows.with_makes(window, part))
        row[f"{100 * part:g}% other makes"] = share(found, lambda one: "make" in one)
    return row


def against_scipy() -> list[tuple[str, float, float, float]]:
    """Distances and probabilities of whole samples, and those of sketches as two jobs have them."""
    rows = []
    for count in (500, 50_000, 1_000_000):
        for name, draw in (
            ("normal", lambda random, n: random.normal(size=n)),
            ("lognormal", lambda random, n: random.lognormal(3, 1, n)),
            ("Poisson", lambda random, n: random.poisson(50, n).astype(float)),
        ):
            random = np.random.default_rng(count)
            before, after = draw(random, count), draw(random, count) * 1.05
            exact = stats.ks_2samp(before, after, method="exact" if count <= 10_000 else "asymp")
            found = numeric_distances(*(sketched(one, k) for one, k in ((before, 2048), (after, 2**14))), 1.0).simple
            own = ks_probability(exact.statistic, count, count)
            rows.append((f"{name}, {count:,} rows", exact.statistic, abs(found - exact.statistic), own - exact.pvalue))
    return rows


def sketched(values: np.ndarray, k: int):
    sketch = Sketch(2**14)
    for block in np.array_split(values, max(1, len(values) // 8000)):
        sketch.add(block)
    return sketch.thinned(k).items()


def main() -> dict:
    windows = Windows()
    shares = {size: windows_of(size, windows) for size in _SIZES}
    exact = against_scipy()
    head = ["what is found, % of windows", *(f"of {size} rows" for size in _SIZES)]
    found = [[name, *(f"{shares[size][name]:.1f}" for size in _SIZES)] for name in shares[_SIZES[0]]]
    return {
        "tables": [
            {"head": head, "rows": found},
            {
                "head": ["against scipy's Kolmogorov-Smirnov test", "distance", "ours is off by", "probability off by"],
                "rows": [[name, f"{one:.4f}", f"{off:.4f}", f"{by:+.4f}"] for name, one, off, by in exact],
            },
        ],
        "goals": [
            *(
                {
                    "what": f"false alarms, % of {_CALM} windows of {size}",
                    "atMost": 2,
                    "reached": shares[size]["false alarms"],
                }
                for size in _SIZES
            ),
            {
                "what": "mileage + 0.5 deviations missed, % of windows of 500",
                "atMost": 5,
                "reached": 100 - shares[500]["mileage + 0.5 deviations"],
            },
            {
                "what": "thousandths of distance that are off",
                "atMost": 5,
                "reached": 1000 * max(off for _, _, off, _ in exact),
            },
        ],
    }


if __name__ == "__main__":
    print(json.dumps(main()))
