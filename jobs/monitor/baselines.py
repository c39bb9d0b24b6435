"""The baselines that a window is judged by: what baseline.py left of each version, with its importances beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import job
from data.rows import DatasetError


@dataclass(frozen=True)
class Baseline:
    """What a version was trained on, or how good it was; `same_as` is the first name whose files are the same."""

    name: str
    statistics: dict
    constraints: dict
    importance: dict[str, float]
    same_as: str


def read_baselines(folders: dict[str, Path], prefix: str) -> list[Baseline]:
    """The baselines by name; `prefix` is that of their files' names. Raises DatasetError."""
    first: dict[tuple[bytes, bytes], str] = {}
    read = []
    for name, folder in folders.items():
        files = [folder / f"{prefix}{kind}.json" for kind in ("statistics", "constraints")]
        statistics, constraints = (job.read_json(path, f"the baseline of {name}") for path in files)
        content = tuple(path.read_bytes() for path in files)
        same_as = first.setdefault(content, name)
        read.append(Baseline(name, statistics, constraints, _importance(folder / "importance.json"), same_as))
    return read


def _importance(path: Path) -> dict[str, float]:
    """Each feature's importance; nothing where nobody has measured it. A list of objects is taken, too."""
    if not path.exists():
        return {}
    found = job.read_json(path, "the importances")
    found = found.get("features", found) if isinstance(found, dict) else found
    try:
        if isinstance(found, list):
            found = {one.get("feature", one.get("name")): one["importance"] for one in found}
        return {str(name): float(value) for name, value in found.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DatasetError(f"{path} does not tell a number by feature") from None
