"""What a judgement leaves beside Model Monitor's files: report.json, drift.csv and the message.

drift.csv has a row for each feature (of quality: each metric), each name and each slice, whatever came of it, so that
tables of many runs can be joined: `found` and `violations` are the checks that found something, with semicolons.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.lines import NO_ESCAPE

from monitor.source import Source
from monitor.verdict import Judged, violation_of

_DISTANCES = ("simple", "robust", "psi", "jensen_shannon", "wasserstein", "total_variation")

COLUMNS = (
    *("run", "time", "judgement", "name", "feature", "slice", "rank", "importance"),
    *("method", "value", "threshold", "probability", "baseline", "observed", "rows"),
    *(*_DISTANCES, "found", "violations"),
)

# The check that a feature's row tells the distance of.
_FIRST = "baseline_drift_check"


@dataclass(frozen=True)
class Run:
    """What is judged, when, and by what."""

    id: str
    time: str
    judgement: str


def message_of(violations: int, rows: int) -> str:
    """The verdict as the job's ExitMessage has it; Model Monitor's begins in the same way."""
    if rows == 0:
        return "Completed: Job completed successfully; there was no row to judge."
    if violations == 0:
        return "Completed: Job completed successfully with no violations."
    plural = "" if violations == 1 else "s"
    return f"CompletedWithViolations: Job completed successfully with {violations} violation{plural}."


def report_of(run: Run, source: Source, judged: dict[str, list[Judged]], baselines: dict[str, str]) -> dict:
    """report.json; `baselines` says of each name whose baseline is the same."""
    violations = {name: [one for one in own if one.violation] for name, own in judged.items()}
    different = {name: own for name, own in violations.items() if baselines[name] == name}
    count = sum(map(len, different.values()))
    return {
        "run": run.id,
        "time": run.time,
        "judgement": run.judgement,
        "status": "CompletedWithViolations" if count else "Completed",
        "violations": count,
        "rows": source.rows,
        "brokenLines": source.broken_count,
        "broken": [vars(one) for one in source.broken],
        "names": {
            name: {
                "sameBaselineAs": baselines[name],
                "violations": len(violations[name]),
                "findings": [_told(one, rank) for rank, one in enumerate(own, start=1)],
            }
            for name, own in judged.items()
        },
    }


def _told(judged: Judged, rank: int) -> dict:
    finding = judged.finding
    distances = finding.distances
    return {
        "rank": rank,
        "feature": finding.feature,
        "slice": finding.slice or None,
        "check": finding.check,
        "violation": judged.violation,
        "found": judged.found,
        "value": finding.value,
        "threshold": finding.threshold,
        "baseline": finding.baseline,
        "observed": finding.observed,
        "method": finding.method,
        "why": judged.why,
        "probability": finding.probability,
        "importance": judged.importance,
        "weight": judged.weight,
        "windows": judged.windows,
        "distances": None if distances is None else distances._asdict(),
        "description": finding.description if judged.violation else None,
    }


def write_drift(path: Path, run: Run, judged: dict[str, list[Judged]]) -> None:
    """Writes drift.csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", escapechar=NO_ESCAPE)
        writer.writeheader()
        for name, own in judged.items():
            for rank, (feature, slice), some in _by_feature(own):
                writer.writerow(
                    {
                        "run": run.id,
                        "time": run.time,
                        "judgement": run.judgement,
                        "name": name,
                        "feature": feature,
                        "slice": slice,
                        "rank": rank,
                        **_figures(some),
                        "found": ";".join(one.finding.check for one in some if one.found),
                        "violations": ";".join(one.finding.check for one in some if one.violation),
                    }
                )


def _by_feature(judged: Sequence[Judged]) -> Iterator[tuple[int, tuple[str, str], list[Judged]]]:
    features: dict[tuple[str, str], list[Judged]] = {}
    for one in judged:
        features.setdefault((one.finding.feature, one.finding.slice), []).append(one)
    for rank, (key, some) in enumerate(features.items(), start=1):
        yield rank, key, some


def _figures(judged: Sequence[Judged]) -> dict:
    first = next((one for one in judged if one.finding.check == _FIRST), judged[0])
    finding = first.finding
    distances = finding.distances._asdict() if finding.distances is not None else {}
    return {
        "importance": first.importance,
        "method": finding.method,
        "value": finding.value,
        "threshold": finding.threshold,
        "probability": finding.probability,
        "baseline": finding.baseline,
        "observed": finding.observed,
        "rows": finding.rows,
        **{name: distances.get(name) for name in _DISTANCES},
    }


def violations_of(judged: Sequence[Judged]) -> list[dict]:
    """The violations of constraint_violations.json, the weightiest first."""
    return [violation_of(one.finding) for one in judged if one.violation]
