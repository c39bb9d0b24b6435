"""How good the answers are: metrics, thresholds, and what chance does to them."""

import io
import json
import math
import random

import numpy as np
import pyarrow as pa
import pytest
from monitor.measures import MeasureCollector
from monitor.quality import Regression
from pyarrow import parquet
from sales import csv_of, sales
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score


def predicted(rows, error=1000, seed=9, bias=0):
    """What a model answered: the truth, and an error."""
    numbers = random.Random(seed)
    return [float(row["price"]) + numbers.gauss(bias, error) for row in rows]


def labelled(rows, **scores):
    """The rows as the consolidation leaves them, with their labels and what algorithms answered."""
    table = pa.table(
        {
            **{name: pa.array([row[name] for row in rows]) for name in rows[0] if name != "price"},
            "drivetrain.label": pa.array([float(row["price"]) for row in rows]),
            **{f"drivetrain.score.{name}": pa.array(values, pa.float64()) for name, values in scores.items()},
            "drivetrain.result": pa.array(next(iter(scores.values())), pa.float64()),
        }
    )
    file = io.BytesIO()
    parquet.write_table(table, file)
    return {"part-0.parquet": file.getvalue()}


@pytest.fixture
def baseline(monitor):
    """A baseline of 600 test rows, of which an algorithm's answers are off by 1000."""
    rows = sales(600)
    answers = monitor.folder / "answers"
    answers.mkdir()
    (answers / "test.csv.out").write_text("".join(f"{value}\n" for value in predicted(rows)))
    return monitor.baseline(
        {"raw/test.csv": csv_of(rows)},
        *("--predictions", str(answers), "--name", "xgboost", "--time", "2026-01-01T00:00:00Z"),
        judgement="model-quality",
    )


def judge(monitor, files, **options):
    return monitor.analyze(files, judgement="model-quality", **options)


def test_a_baseline_has_the_metrics_and_thresholds_with_slack(baseline):
    assert baseline.code == 0, baseline.message
    truth = [float(row["price"]) for row in sales(600)]
    answers = predicted(sales(600))
    statistics = baseline.json("quality_statistics.json")
    assert statistics["dataset"] == {"item_count": 600, "evaluation_time": "2026-01-01T00:00:00.000Z"}
    metrics = statistics["regression_metrics"]
    expected = {
        "mae": mean_absolute_error(truth, answers),
        "mse": mean_squared_error(truth, answers),
        "rmse": math.sqrt(mean_squared_error(truth, answers)),
        "r2": r2_score(truth, answers),
    }
    assert {name: one["value"] for name, one in metrics.items()} == pytest.approx(expected)
    # The error of a mean of 600 is a 24th of a value's deviation; resamples of 80% are half as far apart.
    assert 0.5 < metrics["mae"]["standard_error"] / (np.std(np.abs(np.subtract(truth, answers))) / 600**0.5) < 2
    assert 0 < metrics["mae"]["standard_deviation"] < metrics["mae"]["standard_error"] * 1.5
    constraints = baseline.json("quality_constraints.json")["regression_constraints"]
    assert constraints["rmse"] == {
        "threshold": pytest.approx(1.1 * expected["rmse"]),
        "comparison_operator": "GreaterThanThreshold",
    }
    assert constraints["mse"]["threshold"] == pytest.approx(constraints["rmse"]["threshold"] ** 2)
    assert constraints["r2"] == {
        "threshold": pytest.approx(1 - 1.21 * (1 - expected["r2"])),
        "comparison_operator": "LessThanThreshold",
    }


def test_answers_as_good_as_before_are_calm(baseline, monitor):
    rows = sales(300, seed=2)
    result = judge(monitor, labelled(rows, xgboost=predicted(rows, seed=3)))
    assert (result.code, result.violations()) == (0, [])
    assert result.message == "Completed: Job completed successfully with no violations."


def test_worse_answers_violate_all_that_says_so(baseline, monitor):
    rows = sales(300, seed=2)
    result = judge(monitor, labelled(rows, xgboost=predicted(rows, 1500, seed=3)))
    assert {one["metric_name"] for one in result.violations()} == {"mae", "mse", "rmse", "r2"}
    rmse = next(one for one in result.violations() if one["metric_name"] == "rmse")
    metrics = result.json("xgboost/statistics.json")["regression_metrics"]
    threshold = baseline.json("quality_constraints.json")["regression_constraints"]["rmse"]["threshold"]
    assert rmse == {
        "constraint_check_type": "GreaterThanThreshold",
        "description": f"Metric rmse with {metrics['rmse']['value']:.6g} was GreaterThanThreshold {threshold:.6g}",
        "metric_name": "rmse",
    }
    assert result.message == "CompletedWithViolations: Job completed successfully with 4 violations."


def test_a_few_answers_that_are_a_little_worse_may_be_chance(baseline, monitor):
    """Over 25 windows of 20 rows without a change some are beyond the thresholds, and none is an alarm."""
    beyond = alarms = 0
    for seed in range(25):
        rows = sales(20, seed=seed + 50)
        result = judge(monitor, labelled(rows, xgboost=predicted(rows, seed=seed)))
        beyond += any(
            one["value"] > one["threshold"]
            for one in result.json("report.json")["names"]["xgboost"]["findings"]
            if one["feature"] == "rmse"
        )
        alarms += bool(result.violations())
    assert beyond >= 3
    assert alarms == 0


def test_thresholds_may_be_given_in_the_metrics_unit(baseline, monitor):
    rows = sales(300, seed=2)
    answers = labelled(rows, xgboost=predicted(rows, 1500, seed=3))
    settings = {"metrics": {name: {"threshold": 1e9} for name in ("mae", "mse", "rmse")} | {"r2": {"threshold": 0}}}
    assert judge(monitor, answers, settings=settings).violations() == []


def test_each_algorithm_and_the_combined_result_is_judged_by_its_own_answers(baseline, monitor):
    rows = sales(300, seed=2)
    good, bad = predicted(rows, seed=3), predicted(rows, 3000, seed=4)
    result = judge(
        monitor, labelled(rows, xgboost=good, **{"linear-learner": bad}), names=("xgboost", "linear-learner", "result")
    )
    assert [len(result.violations(name)) for name in ("xgboost", "linear-learner", "result")] == [0, 4, 0]
    rmse = {
        name: result.json(f"{name}/statistics.json")["regression_metrics"]["rmse"]["value"]
        for name in ("xgboost", "linear-learner", "result")
    }
    assert rmse["result"] == rmse["xgboost"] < rmse["linear-learner"]


def test_the_combined_result_is_told_without_a_baseline_of_it(baseline, monitor):
    rows = sales(300, seed=2)
    result = judge(monitor, labelled(rows, xgboost=predicted(rows, seed=3)))
    own, combined = (result.json(f"{name}/statistics.json") for name in ("xgboost", "result"))
    assert own == combined
    assert list(result.json("report.json")["names"]) == ["xgboost"]


def test_rows_without_a_label_or_an_answer_do_not_count(baseline, monitor):
    rows = sales(300, seed=2)
    answers = [None if place % 3 == 0 else value for place, value in enumerate(predicted(rows, seed=3))]
    result = judge(monitor, labelled(rows, xgboost=answers))
    statistics = result.json("xgboost/statistics.json")
    assert statistics["dataset"]["item_count"] == 200
    nobody = judge(monitor, labelled(rows, xgboost=[None] * 300))
    assert nobody.message == "Completed: Job completed successfully; there was no row to judge."
    assert nobody.json("xgboost/statistics.json")["regression_metrics"] == {}


def test_an_answer_that_cannot_be_squared_does_not_count(baseline, monitor):
    rows = sales(300, seed=2)
    answers = [1e200 if place % 3 == 0 else value for place, value in enumerate(predicted(rows, seed=3))]
    result = judge(monitor, labelled(rows, xgboost=answers))
    assert (result.code, result.json("xgboost/statistics.json")["dataset"]["item_count"]) == (0, 200)


def test_under_200_rows_the_deviation_is_not_told(baseline, monitor):
    rows = sales(150, seed=2)
    result = judge(monitor, labelled(rows, xgboost=predicted(rows)))
    assert result.json("xgboost/statistics.json")["regression_metrics"]["mae"]["standard_deviation"] == "NaN"


@pytest.mark.parametrize(
    "line",
    ["{value}", "1,2,{value}", '{{"score": {value}}}', '{{"SageMakerOutput": {{"score": {value}}}, "row": {{}}}}'],
)
def test_answers_come_in_the_forms_of_batch_transform(monitor, line):
    rows = sales(50)
    (monitor.folder / "answers").mkdir()
    (monitor.folder / "answers" / "a.out").write_text("".join(line.format(value=row["price"]) + "\n" for row in rows))
    result = monitor.baseline(
        {"test.csv": csv_of(rows)}, "--predictions", str(monitor.folder / "answers"), judgement="model-quality"
    )
    assert result.json("quality_statistics.json")["regression_metrics"]["mae"]["value"] == 0.0


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("1\n2\n", "The baseline failed: there are 2 answers for more rows than that in "),
        ("1\n" * 60, "The baseline failed: there are 60 answers for 50 rows in "),
        ("1\nx\n", "The baseline failed: a.out, line 2 is no answer of a model: x"),
        ("", "The baseline failed: there is no answer in "),
    ],
)
def test_answers_that_are_not_those_of_the_rows_are_told(monitor, answers, sentence):
    (monitor.folder / "answers").mkdir()
    (monitor.folder / "answers" / "a.out").write_text(answers)
    arguments = ["--predictions", str(monitor.folder / "answers")]
    result = monitor.baseline({"test.csv": csv_of(sales(50))}, *arguments, judgement="model-quality")
    assert result.code == 1
    assert result.message.startswith(sentence)


def test_a_baseline_without_answers_is_told(monitor):
    result = monitor.baseline({"test.csv": csv_of(sales(50))}, "--name", "xgboost", judgement="model-quality")
    assert (result.code, result.message.partition(" in /")[0]) == (
        1,
        "The baseline failed: there is no row with both the target and an answer of xgboost",
    )


def test_a_kind_of_problem_without_metrics_is_told(monitor, spec):
    spec["problem"] = "ranking"
    result = monitor.baseline({"test.csv": csv_of(sales(50))}, judgement="model-quality")
    assert result.message == (
        "The baseline failed: the model's problem ranking has no measures of quality; there are regression."
    )


def test_large_labels_that_hardly_differ_have_an_r2():
    measures = Regression(None, "")
    collector = MeasureCollector(measures)
    labels = 1e9 + np.random.default_rng(1).normal(size=1000)
    errors = np.random.default_rng(2).normal(0, 0.1, 1000)
    collector.add((labels[:300], errors[:300]))
    collector.add((labels[300:], errors[300:]))
    assert collector.measured()["r2"].value == pytest.approx(r2_score(labels - 1e9, labels - 1e9 + errors), abs=1e-6)


def test_fairness_is_measured_and_judged_by_the_baseline(monitor, spec):
    """Of Saabs fewer sell for 20,000 and more, then far fewer, and the model is worse there."""
    spec["fairness"] = {"column": "make", "group": "Saab", "favourable": 20_000}

    def rows(seed, saab):
        return sales(1500, seed, price=lambda row, _: str(float(row["price"]) - (saab if row["make"] == "Saab" else 0)))

    files = labelled(rows(1, 0), xgboost=predicted(rows(1, 0)))
    arguments = ["--name", "xgboost"]
    for judgement in ("data-quality", "model-quality"):
        assert monitor.baseline(files, *arguments, judgement=judgement).code == 0
    measures = json.loads((monitor.folder / "baseline" / "quality_statistics.json").read_text())["fairness"]["measures"]
    own = [row for row in rows(1, 0) if row["make"] == "Saab"]
    others = [row for row in rows(1, 0) if row["make"] != "Saab"]

    def share(some):
        return sum(float(row["price"]) >= 20_000 for row in some) / len(some)

    assert measures["CI"]["value"] == pytest.approx((len(others) - len(own)) / 1500)
    assert measures["DPL"]["value"] == pytest.approx(share(others) - share(own))
    assert set(measures) == {"CI", "DPL", "DPPL", "DI", "DE"}
    calm = judge(monitor, labelled(rows(2, 0), xgboost=predicted(rows(2, 0), seed=4)))
    assert calm.violations() == []
    cheaper = rows(3, 3000)
    result = judge(monitor, labelled(cheaper, xgboost=predicted(cheaper, seed=4)))
    bias = [one for one in result.violations() if one["constraint_check_type"] == "bias_drift_check"]
    assert {one["feature_name"] for one in bias} == {"make"}
    assert {one["description"].split()[0] for one in bias} == {"DPL", "DPPL", "DI"}


@pytest.mark.parametrize(
    ("facet", "sentence"),
    [
        ({"column": "make"}, "fairness lacks group, favourable"),
        ({"column": "mileage", "group": "1", "favourable": 1}, "fairness.column mileage is none of the model's categ"),
        ({"column": "make", "group": "Saab", "favourable": "yes"}, "fairness.favourable must be a number, "),
    ],
)
def test_a_facet_that_is_none_is_told(monitor, spec, facet, sentence):
    spec["fairness"] = facet
    result = monitor.baseline({"test.csv": csv_of(sales(50))})
    assert result.message.startswith(f"The baseline failed: {sentence}")
