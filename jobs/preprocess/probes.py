"""Vectors that tell a linear model's weights by its answers: all places 0, then one place 1 each, in their order.

What the answer grows by from the first to another is that place's weight (monitor/linear.py): nothing of the model is
read but what it says.
"""

from __future__ import annotations

from pathlib import Path

# Beside the shuffled rows, so that one batch transform asks for both.
PROBES = "probes.csv"

# Lines and numbers grow together: of so many places the model's answers would be more of a job than the scoring itself.
MOST_PLACES = 3000


def write_probes(transform: dict, folder: Path) -> None:
    """Writes the vectors as CSV without a header; none of a transform with too many places."""
    places = len(transform["vector"])
    if places > MOST_PLACES:
        return
    folder.mkdir(parents=True, exist_ok=True)
    zeros = ["0.0"] * places
    with (folder / PROBES).open("w", encoding="ascii", newline="") as file:
        file.write(",".join(zeros) + "\n")
        for place in range(places):
            file.write(",".join([*zeros[:place], "1.0", *zeros[place + 1 :]]) + "\n")
