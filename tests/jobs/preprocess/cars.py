"""A small model with every kind of column, for the tests of pre-processing."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

SPEC = {
    "name": "cars",
    "identifier": "id",
    "target": "price",
    "columns": [
        {"name": "id", "type": "integer"},
        {"name": "price", "type": "number", "min": 0},
        {"name": "mileage", "type": "number", "min": 0, "max": 1_000_000},
        {"name": "make", "type": "string", "values": ["Saab", "Buick"]},
        {"name": "doors", "type": "integer", "required": False},
        {"name": "colour", "type": "string", "required": False},
    ],
    "split": {"train": 0.7, "validation": 0.15, "test": 0.15},
    "maxQuarantinedShare": 0.05,
}

HEADER = "id,price,mileage,make,doors,colour"
