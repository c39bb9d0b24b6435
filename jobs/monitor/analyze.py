"""Analyze: a SageMaker processing job that compares what came with the baselines of the models that answered.

    analyze.py data-quality|model-quality --data DIR --model model.json --baseline NAME=DIR ... --output DIR

Runs in the SKLearn container (1.4-2: Python 3.10, pyarrow 17, NumPy 2.1). Reads the window's rows once (consolidated
ones in Parquet, raw ones in CSV, captures in JSON Lines), then judges them by each baseline (baseline.py). NAME is an
algorithm, or `result` for the combined answer. `importance.json` beside a baseline ranks what is found;
`attribution.json` beside it is what the window's attributions are compared with. Outputs below `--output`:

    <NAME>/statistics.json, constraints.json, constraint_violations.json    in Model Monitor's shapes
    result/statistics.json       of model-quality: the combined answer's metrics, with a baseline or without
    <NAME>/analysis.json         of data-quality, where attributions are asked for (settings.py): the window's
    drift.csv                    a row per feature, name and slice (report.py)
    drift-earlier.csv            what earlier windows had, where violations must persist (history.py)
    report.json                  all findings with value, threshold, baseline, method and rank, and why; as `notes`
                                 what was asked and could not be judged
    figures.json                 what charts show of it (figures.py)

Of model-quality, below `--rows`, what tells rows of the window, to be kept where captures are:

    rows.json                    the worst rows, and a sample of what was true against what was answered (answers.py)

The job succeeds whatever it finds: the verdict stands in the message file, which SageMaker shows as the ExitMessage. A
judgement that is not possible exits with 1 and one sentence in its place.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# The packages stand beside this one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "preprocess"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import job

from monitor.attribution import Attribution, read_attribution
from monitor.baselines import Baseline, read_baselines
from monitor.checks import Finding
from monitor.documents import violations_document, write_statistics
from monitor.figures import figures_of
from monitor.history import read_history, write_earlier
from monitor.inputs import Model, add_inputs, job_name, named, now, read_given, read_model
from monitor.judgements import JUDGEMENTS, DataQuality, ModelQuality
from monitor.profiles import collect
from monitor.report import Run, message_of, report_of, violations_of, write_drift
from monitor.settings import Settings, read_settings
from monitor.verdict import Judged, judge


def main(arguments: list[str] | None = None) -> int:
    """Runs the job; returns the process's exit code."""
    options = _parse(arguments)
    return job.run("The analysis", lambda: analyze(options), options.message)


def analyze(options: argparse.Namespace) -> dict:
    """Reads the window, judges it and writes the files; returns the verdict. Raises DatasetError."""
    model = read_model(options.model)
    given = read_given(options)
    kind = JUDGEMENTS[options.judgement]
    time = options.time or now()
    baselines = read_baselines(options.baseline, kind.prefix)
    names = list(dict.fromkeys([*options.baseline, *kind.also]))
    source = model.source(options.data, names, options.delimiter)
    asked = read_settings(given)
    judgement = kind(model, asked, names)
    attributions = _attributions(options, model, asked) if kind is DataQuality else {}
    explaining = [one.collector for one in attributions.values() if one.collector is not None]
    collect(source, [*judgement.collectors, *judgement.shown, *explaining])
    judged: dict[str, list[Judged]] = {}
    notes: list[str] = []
    for baseline in baselines:
        settings = read_settings(given, baseline.constraints)
        findings = judgement.findings(baseline, source, settings)
        notes += judgement.notes(baseline, settings)
        folder: Path = options.output / baseline.name
        if baseline.name in attributions:
            findings += attributions[baseline.name].findings(settings.least_ndcg)
            job.write_json(folder / "analysis.json", attributions[baseline.name].document())
        judged[baseline.name] = _judge(findings, judgement, baseline, settings, options.history)
        write_statistics(folder / "statistics.json", judgement.statistics(baseline.name, time))
        job.write_json(folder / "constraints.json", judgement.constraints(baseline.name, settings))
        violations = violations_document(violations_of(judged[baseline.name]))
        job.write_json(folder / "constraint_violations.json", violations)
    for name in names:
        if name not in judged:
            write_statistics(options.output / name / "statistics.json", judgement.statistics(name, time))
    run = Run(options.run, f"{time:%Y-%m-%dT%H:%M:%SZ}", kind.name)
    same = {baseline.name: baseline.same_as for baseline in baselines}
    report = {**report_of(run, source, judged, same), "notes": notes}
    write_drift(options.output / "drift.csv", run, judged)
    write_earlier(options.output / "drift-earlier.csv", options.history, kind.name, asked)
    job.write_json(options.output / "report.json", report)
    ranked = {name: [one.finding.feature for one in own] for name, own in judged.items()}
    figures = figures_of(run, source.rows, **judgement.figures(baselines, ranked))
    job.write_json(options.output / "figures.json", figures)
    if options.rows is not None and isinstance(judgement, ModelQuality):
        job.write_json(options.rows / "rows.json", figures_of(run, source.rows, **judgement.told()))
    message = message_of(report["violations"], judgement.rows)
    options.message.parent.mkdir(parents=True, exist_ok=True)
    options.message.write_text(message, encoding="utf-8")
    told = {"status": report["status"], "rows": source.rows, "violations": report["violations"]}
    return {**told, **({"notes": notes} if notes else {})}


def _attributions(options: argparse.Namespace, model: Model, settings: Settings) -> dict[str, Attribution]:
    """What tells the window's attributions, of each version that has some, where they are asked for."""
    if not settings.attribution:
        return {}
    read = {
        name: read_attribution(model.features, name, folder, options.attribution.get(name))
        for name, folder in options.baseline.items()
    }
    return {name: one for name, one in read.items() if one is not None}


def _judge(
    findings: list[Finding],
    judgement: DataQuality | ModelQuality,
    baseline: Baseline,
    settings: Settings,
    history: Path | None,
) -> list[Judged]:
    earlier = read_history(history, judgement.name, baseline.name)
    return judge(findings, settings, baseline.importance, earlier)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compares what came with what the models were trained on.")
    parser.add_argument("judgement", choices=list(JUDGEMENTS))
    add_inputs(parser)
    parser.add_argument(
        "--baseline", type=named, required=True, action="extend", nargs="+", help="NAME=folder of its baseline"
    )
    parser.add_argument(
        "--attribution", type=named, default=[], action="extend", nargs="+", help="NAME=folder of the window's own"
    )
    parser.add_argument(
        "--history", type=Path, help="folder of drift.csv of the run before, for persistence (history.py)"
    )
    parser.add_argument("--rows", type=Path, help="folder of rows.json: none")
    parser.add_argument("--run", default=job_name(), help="the run's id: the job's name")
    options = parser.parse_args(arguments)
    options.baseline = dict(options.baseline)
    options.attribution = dict(options.attribution)
    return options


if __name__ == "__main__":
    sys.exit(main())
