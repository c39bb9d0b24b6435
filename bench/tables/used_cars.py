"""Writes a table of used cars of any length, from those of data/used-cars.csv: the same on each machine.

    python used_cars.py ROWS FILE.csv

Each row is one of the real ones with another price and mileage, and a number of its own.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from random import Random

SOURCE = Path(__file__).resolve().parents[2] / "data" / "used-cars.csv"


def main(rows: int, path: Path) -> None:
    random = Random(20)
    with SOURCE.open(newline="") as file:
        header, *known = csv.reader(file)
    cars = [(float(car[1]), int(car[2]), ",".join(car[3:])) for car in known]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        file.write(",".join(header) + "\n")
        for number in range(1, rows + 1):
            price, mileage, rest = cars[int(random.random() * len(cars))]
            noise = random.random()
            file.write(f"{number},{price * (0.9 + noise / 5):.2f},{mileage + int(1000 * noise)},{rest}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
