"""Baseline: a SageMaker processing job that tells what a model was trained on, for the monitor to compare with.

    baseline.py data-quality --data DIR --model model.json --output DIR
    baseline.py model-quality --data DIR --model model.json --output DIR (--predictions DIR | --name ALGORITHM)
                              [--shuffled DIR --transform transform.json [--linear]]

Runs in the SKLearn container (1.4-2: Python 3.10, pyarrow 17, NumPy 2.1). Reads raw rows (CSV with a header), or
consolidated ones (Parquet). Of the quality, the answers stand in files of their own, a line a row in the same order
(predictions.py), or in the rows' column `drivetrain.score.<ALGORITHM>`; of the first rows there may be answers to each
column shuffled (importance.py), and with --linear to probes (linear.py). Outputs below `--output`:

    statistics.json, constraints.json                    of data-quality: each feature's distribution, and limits
    quality_statistics.json, quality_constraints.json    of model-quality: the metrics, and thresholds with slack
    importance.json                                      with --shuffled: how much the model goes by each feature
    attribution.json                                     with --linear: what each feature adds to an answer

A baseline that is not possible exits with 1 and one sentence, on standard error and in the message file that SageMaker
shows as the job's ExitMessage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# The packages stand beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "preprocess"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job
from data.rows import DatasetError

from monitor.documents import write_statistics
from monitor.importance import Answered, importance_of
from monitor.inputs import Model, add_inputs, now, read_given, read_model
from monitor.judgements import JUDGEMENTS
from monitor.linear import Contributions, Probed, no_attribution, probe_answers, too_wide
from monitor.predictions import read_predictions
from monitor.profiles import Collector, collect
from monitor.quality import RESULT, score_column
from monitor.settings import read_settings


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("The baseline", lambda: baseline(options), options.message)


def baseline(options: argparse.Namespace) -> dict:
    """Reads the rows and writes the files; returns what was read. Raises DatasetError."""
    model = read_model(options.model)
    settings = read_settings(read_given(options))
    name: str = options.name
    source = model.source(options.data, [name], options.delimiter)
    if options.predictions is not None:
        source.attach(score_column(name), read_predictions(options.predictions))
    judgement = JUDGEMENTS[options.judgement](model, settings, [name])
    answered = Answered(model.target, score_column(name))
    collect(source, [*judgement.collectors, *([] if options.shuffled is None else [answered])])
    if judgement.rows == 0:
        wanted = "no row" if source.rows == 0 else f"no row with both the target and an answer of {name}"
        raise DatasetError(f"there is {wanted} in {options.data}: a baseline needs what the model was trained on")
    statistics = judgement.statistics(name, options.time or now())
    write_statistics(options.output / f"{judgement.prefix}statistics.json", statistics)
    job.write_json(options.output / f"{judgement.prefix}constraints.json", judgement.constraints(name, settings))
    if options.shuffled is not None:
        importance = importance_of(job.read_transform(options.transform), answered, options.shuffled)
        job.write_json(options.output / "importance.json", importance)
    if options.linear:
        job.write_json(options.output / "attribution.json", _attribution(options, model))
    return {"rows": judgement.rows, "brokenLines": source.broken_count}


def _attribution(options: argparse.Namespace, model: Model) -> dict:
    """attribution.json of a linear version: one look at the test rows for the means, another for the contributions."""
    transform = job.read_transform(options.transform)
    answers = probe_answers(options.shuffled, transform)
    if answers is None:
        return no_attribution(too_wide(transform))
    probed = Probed(model.features, transform, score_column(options.name), answers)
    _look(options, model, probed)
    attribution = probed.attribution()
    if "linear" not in attribution:
        return attribution
    contributions = Contributions(model.features, attribution)
    _look(options, model, contributions)
    return {**attribution, **contributions.document()}


def _look(options: argparse.Namespace, model: Model, collector: Collector) -> None:
    source = model.source(options.data, [options.name], options.delimiter)
    source.attach(score_column(options.name), read_predictions(options.predictions))
    collect(source, [collector])


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tells what a model was trained on, or how good it is.")
    parser.add_argument("judgement", choices=list(JUDGEMENTS))
    add_inputs(parser)
    parser.add_argument("--predictions", type=Path, help="folder of the model's answers to the rows, in their order")
    parser.add_argument("--shuffled", type=Path, help="folder of the model's answers to shuffled rows (importance.py)")
    parser.add_argument("--transform", type=Path, help="transform.json of the model, beside --shuffled")
    parser.add_argument("--linear", action="store_true", help="tell what each feature adds, by answers to probes")
    parser.add_argument("--name", default=RESULT, help="the algorithm whose answers they are")
    options = parser.parse_args(arguments)
    if options.linear and None in (options.shuffled, options.transform, options.predictions):
        parser.error("--linear takes --shuffled, --transform and --predictions")
    return options


if __name__ == "__main__":
    sys.exit(main())
