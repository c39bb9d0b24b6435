"""Plain: a SageMaker processing job that writes rows as SageMaker Model Monitor's own container reads them.

    plain.py data-quality --data DIR --model model.json --output DIR
    plain.py model-quality --data DIR --model model.json --output DIR --name ALGORITHM ... [--predictions DIR]

The container takes CSV with a header for baselines and for judgements alike
(https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-contract-inputs.html). Both are written here, so
that the same value is the same text on both sides. Outputs below `--output`:

    rows.csv           of data-quality: the model's features and nothing else, a number in decimal notation, a boolean
                       as true or false, a date as seconds since 1970, nothing where a value is missing. A value that
                       is none of its column's type stands as it came. Rows that were decoded from a captured vector are
                       left out: what a vector does not tell would count as missing
    <NAME>/rows.csv    of model-quality: `prediction` and `label` of each row that has both, by algorithm
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

# The packages stand beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "preprocess"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from data.rows import DatasetError

from monitor.features import CategoricalCells, Feature, FeatureCells
from monitor.inputs import add_inputs, read_model
from monitor.measures import numbers_of
from monitor.predictions import read_predictions
from monitor.quality import labels_of, score_column
from monitor.source import Rows, Source


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("The writing of plain rows", lambda: write(options), options.message)


def write(options: argparse.Namespace) -> dict:
    """Reads the rows and writes them anew; returns how many by file. Raises DatasetError."""
    model = read_model(options.model)
    source = model.source(options.data, options.name, options.delimiter)
    if options.judgement == "data-quality":
        files = {"rows.csv": lambda rows: _features(rows, model.features)}
    else:
        if options.predictions is not None:
            source.attach(score_column(options.name[0]), read_predictions(options.predictions))
        files = {
            f"{name}/rows.csv": lambda rows, name=name: _answers(rows, model.target, score_column(name))
            for name in options.name
        }
    return {"rows": _write(source, options.output, files)}


def _write(source: Source, folder: Path, files: dict) -> dict[str, int]:
    from pyarrow import csv

    counts = dict.fromkeys(files, 0)
    writers: dict[str, csv.CSVWriter] = {}
    try:
        for call in source.blocks():
            rows = call()
            source.count(rows)
            for name, columns_of in files.items():
                table = pa.table(dict(columns_of(rows)))
                if name not in writers:
                    path = folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    writers[name] = csv.CSVWriter(path, table.schema)
                writers[name].write(table)
                counts[name] += table.num_rows
    finally:
        for writer in writers.values():
            writer.close()
    source.check()
    for name, count in counts.items():
        if count == 0:
            raise DatasetError(f"there is no row for {name}, and Model Monitor's container takes no file without rows")
    return counts


def _features(rows: Rows, features: list[Feature]) -> Iterator[tuple[str, pa.Array]]:
    """The features that the rows have a column of, as texts."""
    whole = None if rows.decoded is None else pa.array(~rows.decoded)
    for feature in features:
        cells = rows.cells(feature)
        if cells is not None:
            texts = _texts(feature, cells, rows.columns[feature.name])
            yield feature.name, texts if whole is None else texts.filter(whole)


def _texts(feature: Feature, cells: FeatureCells, column: pa.Array) -> pa.Array:
    if isinstance(cells, CategoricalCells):
        return pa.DictionaryArray.from_arrays(pa.array(cells.codes), pa.array(cells.names, pa.string())).cast(
            pa.string()
        )
    numbers = pa.array(np.where(cells.missing | cells.odd, np.nan, cells.values), from_pandas=True)
    if feature.inferred_type == "Integral":
        numbers = pc.cast(numbers, pa.int64())
    texts = pc.cast(numbers, pa.string())
    return pc.if_else(pa.array(cells.odd), pc.cast(column, pa.string()), texts) if cells.odd.any() else texts


def _answers(rows: Rows, target: Feature, score: str) -> Iterator[tuple[str, pa.Array]]:
    labels, scores = labels_of(rows, target), numbers_of(rows, score)
    nothing = np.full(rows.count, np.nan)
    labels, scores = (nothing if one is None else one for one in (labels, scores))
    both = np.isfinite(labels) & np.isfinite(scores)
    yield "prediction", pa.array(scores[both])
    yield "label", pa.array(labels[both])


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes rows as Model Monitor's container reads them.")
    parser.add_argument("judgement", choices=["data-quality", "model-quality"])
    add_inputs(parser)
    parser.add_argument("--name", nargs="+", default=[], help="the algorithms whose answers are written")
    parser.add_argument("--predictions", type=Path, help="folder of the answers to the rows, in their order")
    options = parser.parse_args(arguments)
    if options.judgement == "model-quality" and not options.name:
        parser.error("model-quality takes --name")
    return options


if __name__ == "__main__":
    sys.exit(main())
