"""What must hold of pre-processing and of scoring's pre-processing, whatever file they were given."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path

from kinds import File

FORMATS = {"xgboost": "csv", "linear-learner": "jsonl"}
_SENTENCE = re.compile(r"Pre-processing failed: .+\.\n?", re.DOTALL)
_NO_SENTENCE = re.compile(r"Traceback|<class|object at 0x|\w+Error\b")
# A row may have megabytes.
csv.field_size_limit(2**31 - 1)


def training_fault(file: File, code: int, message: str, output: Path) -> str | None:
    """What is wrong with a run of preprocess.py, or None."""
    report = _report(output)
    problem = _message_fault(code, message) or _rows_fault(file, report, output)
    if problem or code != 0:
        return problem
    sides = {side: _lines(output / side / f"{side}.csv") for side in ("train", "validation", "test")}
    encoded = sum(map(len, sides.values()))
    if encoded != report["used"]:
        return f"{encoded} rows were encoded of {report['used']} that were used"
    if any(len(lines) != report[side] for side, lines in sides.items()):
        return f"the sides have other numbers of rows than the report: {report}"
    widths = {len(line.split(",")) for lines in sides.values() for line in lines}
    if len(widths) > 1:
        return f"encoded rows have {widths} places"
    return _numbers_fault(line for lines in sides.values() for line in lines)


def scoring_fault(file: File, code: int, message: str, output: Path) -> str | None:
    """What is wrong with a run of score.py, or None."""
    report = _report(output)
    problem = _message_fault(code, message) or _rows_fault(file, report, output)
    if problem:
        return problem
    parts = {name: sorted((output / "encoded" / name).glob(f"part-*.{ending}")) for name, ending in FORMATS.items()}
    if code != 0:
        left = any((output / folder).exists() for folder in ("encoded", "rows"))
        return "encoded rows are left of a run that failed" if left else None
    parts["rows"] = sorted((output / "rows").glob("part-*.csv"))
    for name, paths in parts.items():
        lines = [line for path in paths for line in _lines(path)]
        if len(lines) != report["used"]:
            return f"{name} has {len(lines)} rows of {report['used']} that are used"
    rows = [json.loads(line) for path in parts["linear-learner"] for line in _lines(path)]
    if not all(math.isfinite(place) for row in rows for place in row["vector"]["features"]):
        return "a vector has a place that is no finite number"
    named = [row["identifier"] for row in rows]
    if [next(csv.reader([line]))[0] for path in parts["rows"] for line in _lines(path)] != named:
        return "the rows as they came have other identifiers than the encoded ones"
    return None if all(named) and len(set(named)) == len(named) else "identifiers are missing, or are there twice"


def _message_fault(code: int, message: str) -> str | None:
    if code == 0:
        return None
    if code != 1 or not _SENTENCE.fullmatch(message):
        return f"exit code {code}, and not a sentence: {message[:500]}"
    # A value of the file may stand in the sentence, in quotes.
    words = re.sub(r'"(\\.|[^"\\])*"?', "", message)
    return f"not for people: {message[:500]}" if _NO_SENTENCE.search(words) else None


def _rows_fault(file: File, report: dict | None, output: Path) -> str | None:
    """Every row is either used, or set aside with a reason, or the file is refused before its rows."""
    if report is None:
        return None
    path = output / "quarantine" / "quarantined.csv"
    aside = []
    if path.exists():
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as opened:
            aside = list(csv.DictReader(line.replace("\0", "") for line in opened))
    if report["input"] != report["used"] + report["quarantined"] or report["quarantined"] != len(aside):
        return f"{len(aside)} rows were set aside, and the report says {report}"
    if file.rows is not None and report["input"] not in (0, file.rows):
        return f"{report['input']} rows of {file.rows} were read"
    return (
        None
        if all(row["reason"] and row["line"] is not None for row in aside)
        else "a row is set aside without a reason"
    )


def _numbers_fault(lines) -> str | None:
    for line in lines:
        if not all(math.isfinite(float(place)) for place in line.split(",")):
            return f"a place is no finite number: {line[:200]}"
    return None


def _report(output: Path) -> dict | None:
    path = output / "report" / "report.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _lines(path: Path) -> list[str]:
    # Only "\n" ends a line here: a text may have what Unicode counts as the end of one.
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
