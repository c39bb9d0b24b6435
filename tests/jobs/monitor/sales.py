"""A small model with every kind of column, and tables of its rows, for the tests of the monitor."""

import random
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

SPEC = {
    "name": "sales",
    "identifier": "id",
    "target": "price",
    "columns": [
        {"name": "id", "type": "integer"},
        {"name": "price", "type": "number", "min": 0},
        {"name": "mileage", "type": "number", "min": 0, "max": 1_000_000},
        {"name": "make", "type": "string", "values": ["Buick", "Chevy", "Saab"]},
        {"name": "doors", "type": "integer"},
        {"name": "leather", "type": "boolean"},
        {"name": "sold", "type": "date", "format": "%d/%m/%Y"},
        {"name": "weight", "type": "number", "required": False, "format": {"decimal": ","}, "missing": ["?"]},
        {"name": "note", "type": "string", "required": False, "ignored": True},
    ],
    "split": {"train": 0.7, "validation": 0.15, "test": 0.15},
    "maxQuarantinedShare": 0.05,
}

COLUMNS = [column["name"] for column in SPEC["columns"]]
FEATURES = [name for name in COLUMNS if name not in ("id", "price", "note")]


def sales(count: int, seed: int = 1, **changes) -> list[dict[str, str]]:
    """Rows, by column their texts; `changes` are functions of a row and of the random numbers, by column."""
    numbers = random.Random(seed)
    rows = []
    for place in range(count):
        row = {
            "id": str(place),
            "price": f"{numbers.gauss(20_000, 4_000):.2f}",
            "mileage": f"{abs(numbers.gauss(20_000, 8_000)):.1f}",
            "make": numbers.choice(["Buick", "Chevy", "Chevy", "Saab"]),
            "doors": numbers.choice(["2", "4", "4"]),
            "leather": numbers.choice(["yes", "no", "Yes"]),
            "sold": f"{numbers.randint(1, 28):02}/{numbers.randint(1, 12):02}/2025",
            "weight": "?" if numbers.random() < 0.1 else f"{numbers.gauss(1.4, 0.2):.3f}".replace(".", ","),
            "note": "-",
        }
        rows.append({**row, **{name: change(row, numbers) for name, change in changes.items()}})
    return rows


def csv_of(rows: list[dict[str, str]], columns: list[str] | None = None) -> str:
    """A file with a header; values with a comma in quotes."""
    names = columns or (list(rows[0]) if rows else COLUMNS)
    lines = [",".join(names)]
    lines += [",".join(f'"{row[name]}"' if "," in row[name] else row[name] for name in names) for row in rows]
    return "\n".join(lines) + "\n"
