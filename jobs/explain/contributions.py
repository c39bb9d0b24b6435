"""Contributions: a SageMaker processing job that tells what each feature adds to a model's answers to encoded rows.

    contributions.py linear --attribution attribution.json --vectors DIR --output DIR [--largest 3]
    contributions.py trees --model model.tar.gz --transform transform.json --vectors DIR --output DIR [--largest 3]

Runs in the algorithm's own image (see the package), on the vectors that the model is asked (vectors.py). Contributions
are by raw feature, all places of a column together, and in the answer's unit. Output:

    attribution.json    the mean absolute contribution of each feature, in the shape of Clarify's analysis.json:
                        {"kind": "trees", "rows": 120, "explanations": {"kernel_shap": {"label0":
                        {"global_shap_values": {"mileage": 2113.4, ...}, "expected_value": 21343.1}}}}
    part-00000.csv      with --largest: for each file of vectors one, a line a row: its identifier, then the features
                        that add or take most, each with what it adds, as feature and contribution, the greatest first

With --largest, lines begin with identifiers. What is not possible exits with 1 and one sentence, on standard error and
in the message file that SageMaker shows as the job's ExitMessage.

https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-processing-job-analysis-results.html
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

# The package stands where this file's folder does.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explain.models import Linear, Trees
from explain.problem import Problem
from explain.vectors import blocks_of, vector_files

_MESSAGE = "/opt/ml/output/message"

# SageMaker keeps this much of the message.
_LONGEST_MESSAGE = 1024


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    try:
        report = attribute(options)
    except (Problem, OSError, ValueError) as error:
        _explain(f"Contributions cannot be told: {error}.", options.message)
        return 1
    print(json.dumps({"rows": report["rows"], "kind": report["kind"]}))
    return 0


def attribute(options: argparse.Namespace) -> dict:
    """Reads vectors block by block and writes what they tell; returns attribution.json. Raises Problem."""
    model = _model(options)
    options.output.mkdir(parents=True, exist_ok=True)
    rows, totals = 0, np.zeros(len(model.features.names))
    for number, path in enumerate(vector_files(options.vectors)):
        told = _Largest(options.output / f"part-{number:05}.csv", model.features.names, options.largest)
        with told:
            for identifiers, vectors in blocks_of(path, model.features.places, options.largest > 0):
                added = model.features.summed(model.contributions(vectors))
                rows += len(added)
                totals += np.abs(added).sum(axis=0)
                told.write(identifiers, added)
    means = totals / max(1, rows)
    report = {"kind": model.kind, "rows": rows, **explanations(model.features.names, means, model.base)}
    _write(options.output / "attribution.json", json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return report


def explanations(names: list[str], means: Iterable[float], base: float) -> dict:
    """The mean absolute contributions as Clarify's analysis.json has them, the greatest first."""
    ranked = sorted(zip(names, (float(mean) for mean in means)), key=lambda one: (-one[1], one[0]))
    told = {"global_shap_values": dict(ranked), "expected_value": base}
    return {"explanations": {"kernel_shap": {"label0": told}}}


class _Largest:
    """Writes the greatest contributions of each row; none where none are asked for."""

    def __init__(self, path: Path, names: list[str], count: int):
        self._path = path
        self._fields = [_field(name) for name in names]
        self._count = min(count, len(names))
        self._missing = [",", ","] * (count - self._count)
        self._file = None

    def __enter__(self) -> _Largest:
        if self._count:
            self._file = self._path.open("w", encoding="utf-8", newline="\n")
        return self

    def __exit__(self, *_) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, identifiers: list[str] | None, added: np.ndarray) -> None:
        if self._file is None:
            return
        # Of equal ones the first: what a row shows must not depend on how it was sorted.
        order = np.argsort(-np.abs(added), axis=1, kind="stable")[:, : self._count]
        values = np.take_along_axis(added, order, axis=1)
        for identifier, places, amounts in zip(identifiers, order.tolist(), values.tolist()):
            line = [_field(identifier)]
            for place, amount in zip(places, amounts):
                line += [",", self._fields[place], ",", repr(amount)]
            self._file.write("".join(line + self._missing + ["\n"]))


def _model(options: argparse.Namespace) -> Linear | Trees:
    if options.kind == Linear.kind:
        return Linear(_read(options.attribution))
    return Trees(options.model, _read(options.transform))


def _field(text: str) -> str:
    """As the lines of rows/ have it (preprocess/batch.py), which begin with the same identifiers."""
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def _read(path: Path | None) -> dict:
    if path is None or not path.is_file():
        raise Problem(f"there is no {path}")
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _explain(sentence: str, message: Path) -> None:
    print(sentence, file=sys.stderr)
    _write(message, sentence.encode("utf-8")[:_LONGEST_MESSAGE].decode("utf-8", "ignore"))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tells what each feature adds to a model's answers.")
    parser.add_argument("kind", choices=[Linear.kind, Trees.kind])
    parser.add_argument("--attribution", type=Path, help="attribution.json of a linear version")
    parser.add_argument("--model", type=Path, help="model.tar.gz of trees")
    parser.add_argument("--transform", type=Path, help="transform.json of the version of trees")
    parser.add_argument("--vectors", type=Path, required=True, help="folder of encoded rows")
    parser.add_argument("--output", type=Path, required=True, help="folder of the outputs")
    parser.add_argument("--largest", type=int, default=0, help="how many contributions to tell of each row")
    parser.add_argument("--message", type=Path, default=Path(_MESSAGE), help="file of the exit message")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
