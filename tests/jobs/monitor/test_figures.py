"""What charts show: the same bins and categories for both sides, every value in one of them, and no row."""

import json

import pytest
from sales import csv_of, sales
from test_model_quality import baseline, labelled, predicted  # noqa: F401


@pytest.fixture
def figures(monitor):
    """The features' figures, by name, of windows of rows."""

    def made(rows, before=None, names=("xgboost",)):
        monitor.baseline({"rows.csv": csv_of(before or sales(600))})
        result = monitor.analyze({"rows.csv": csv_of(rows)}, names=names)
        assert result.code == 0, result.message
        return result.json("figures.json")

    return made


def by_feature(figures, name="xgboost"):
    return {one["feature"]: one for one in figures["names"][name]["features"]}


def test_every_value_of_both_sides_is_in_one_bin(figures):
    rows = sales(400, seed=2, mileage=lambda row, _: "900000" if row["id"] == "7" else row["mileage"])
    mileage = by_feature(figures(rows))["mileage"]
    assert mileage["kind"] == "bins"
    assert len(mileage["edges"]) == len(mileage["window"]["counts"]) + 1
    assert sum(mileage["baseline"]["counts"]) == 600
    assert sum(mileage["window"]["counts"]) == 400
    # One outlier does not hide all others: it is in the last bin, and told.
    assert mileage["edges"][-1] < 100_000
    assert mileage["window"]["most"] == 900_000


def test_a_number_of_few_values_is_told_value_by_value(figures):
    doors = by_feature(figures(sales(300, seed=2)))["doors"]
    assert (doors["kind"], doors["labels"]) == ("values", [2, 4])
    assert sum(doors["window"]["counts"]) == 300


def test_dates_say_so(figures):
    assert by_feature(figures(sales(300, seed=2)))["sold"]["type"] == "date"


def test_the_largest_of_five_hundred_categories_are_told_and_the_rest_is_counted(figures):
    changes = {"make": lambda row, numbers: f"make {numbers.randint(0, 499)}"}
    make = by_feature(figures(sales(2000, seed=2, **changes), sales(2000, seed=1, **changes)))["make"]
    assert len(make["labels"]) == 20
    assert make["others"] >= 460
    for side in ("baseline", "window"):
        assert sum(make[side]["counts"]) + make[side]["rest"] == 2000


def test_a_category_that_the_baseline_lacks_is_marked_and_a_long_one_is_cut(figures):
    names = ["Chevy", "N" * 5000]
    make = by_feature(figures(sales(300, seed=2, make=lambda _, numbers: numbers.choice(names))))["make"]
    unknown = {label[:5]: unknown for label, unknown in zip(make["labels"], make["unknown"], strict=True)}
    assert unknown["NNNNN"] and not unknown["Chevy"]
    assert max(map(len, make["labels"])) == 80


def test_a_feature_that_nobody_told_has_no_bar(figures):
    weight = by_feature(figures(sales(50, seed=2, weight=lambda *_: "?")))["weight"]
    assert weight["window"] == {"present": 0, "missing": 50, "counts": [0] * 20}


def test_baselines_that_are_the_same_are_told_once(figures):
    assert list(figures(sales(100, seed=2), names=("xgboost", "linear-learner"))["names"]) == ["xgboost"]


def judge_rows(monitor, rows, scores, name="rows"):
    folder = monitor.folder / name
    result = monitor.analyze(labelled(rows, xgboost=scores), "--rows", str(folder), judgement="model-quality")
    assert result.code == 0, result.message
    return result.json("figures.json")["answers"], json.loads((folder / "rows.json").read_text(encoding="utf-8"))


def test_groups_of_answers_have_all_rows_and_their_means(monitor, baseline):  # noqa: F811
    rows = sales(250, seed=3)
    answers, _ = judge_rows(monitor, rows, predicted(rows))
    groups = answers["xgboost"]["groups"]
    assert [len(groups), sum(group["rows"] for group in groups), answers["xgboost"]["sampled"]] == [10, 250, 250]
    truth = sum(float(row["price"]) for row in rows) / 250
    assert sum(group["rows"] * group["actual"] for group in groups) / 250 == pytest.approx(truth)
    assert [group["least"] for group in groups] == sorted(group["least"] for group in groups)


def test_the_worst_rows_are_those_with_the_largest_errors_wherever_they_are(monitor, baseline):  # noqa: F811
    rows = sales(300, seed=3)
    scores = predicted(rows)
    scores[17] = float(rows[17]["price"]) + 90_000
    scores[203] = float(rows[203]["price"]) - 80_000
    answers, told = judge_rows(monitor, rows, scores)
    assert [row["values"]["mileage"] for row in told["worst"][:2]] == [rows[17]["mileage"], rows[203]["mileage"]]
    assert [round(row["error"]) for row in told["worst"][:2]] == [90_000, -80_000]
    assert len(told["worst"]) == 20
    # Rows are told there alone.
    assert rows[17]["mileage"] not in json.dumps(answers)
    assert len(told["points"]["xgboost"]) == 300


def test_a_sample_of_many_answers_is_bounded_and_the_same_each_time(monitor, baseline):  # noqa: F811
    rows = sales(1000, seed=3) * 50
    scores = predicted(rows)
    first, told = judge_rows(monitor, rows, scores)
    assert first["xgboost"]["sampled"] == 2**15
    assert len(told["points"]["xgboost"]) == 400
    second, again = judge_rows(monitor, rows, scores, "again")
    assert (first, told) == (second, again)
