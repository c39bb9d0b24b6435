"""What may be asked: methods, thresholds, directions, slices, persistence; and what is no setting."""

import csv
import json
import shutil

import pytest
from data.rows import DatasetError
from monitor.settings import Settings, monitoring_config, read_settings
from sales import csv_of, sales


def moved(by, count=400, seed=2):
    return csv_of(sales(count, seed, mileage=lambda row, _: str(float(row["mileage"]) + by)))


@pytest.fixture
def violated(monitor):
    """The violated features of a window, by a baseline of 800 rows and settings."""
    monitor.baseline({"rows.csv": csv_of(sales(800))})

    def judge(content, **settings):
        result = monitor.analyze({"window.csv": content}, settings=settings)
        assert result.code == 0, result.message
        return [one["feature_name"] for one in result.violations()]

    return judge


@pytest.mark.parametrize("method", ["auto", "simple", "robust", "psi", "jensen-shannon", "wasserstein"])
def test_each_method_finds_a_large_shift(violated, method):
    assert violated(moved(8000), method=method, threshold=0.2)[0] == "mileage"
    assert "mileage" not in violated(moved(0), method=method, threshold=0.2)


def test_thresholds_may_be_those_of_single_features(violated):
    assert violated(moved(6000), features={"mileage": {"threshold": 0.6}}) == []
    assert violated(moved(6000), threshold=0.6) == []
    assert violated(moved(6000), threshold=0.6, features={"mileage": {"threshold": 0.2}}) == ["mileage"]


def test_one_direction_alone_may_be_asked(violated):
    up, down = {"mileage": {"direction": "up"}}, {"mileage": {"direction": "down"}}
    assert [violated(moved(by), features=own) for by in (6000, -6000) for own in (up, down)] == [
        ["mileage"],
        [],
        [],
        ["mileage"],
    ]
    assert violated(moved(6000), method="psi", features={"mileage": {"direction": "down", "method": "psi"}}) == []


def test_a_feature_need_not_be_watched(violated):
    assert violated(moved(6000), features={"mileage": {"watched": False}}) == []


def test_what_people_write_into_constraints_counts_where_the_settings_say_nothing(violated, monitor):
    path = monitor.folder / "baseline" / "constraints.json"
    constraints = json.loads(path.read_text())
    mileage = next(one for one in constraints["features"] if one["name"] == "mileage")
    for spelling in ("monitoring_config_overrides", "monitoringConfigOverrides"):
        mileage[spelling] = {"distribution_constraints": {"comparison_threshold": 0.6}}
        path.write_text(json.dumps(constraints))
        assert violated(moved(6000)) == []
        del mileage[spelling]
    constraints["monitoring_config"]["distribution_constraints"]["comparison_threshold"] = 0.6
    path.write_text(json.dumps(constraints))
    assert violated(moved(6000)) == []
    assert violated(moved(6000), threshold=0.1) == ["mileage"]


def test_constraints_of_model_monitor_are_judged_as_it_does():
    config = {"distribution_constraints": {"comparison_method": "Robust", "comparison_threshold": 0.2}}
    own = read_settings({}, {"monitoring_config": config}).of("mileage", True)
    assert (own.method, own.threshold) == ("robust", 0.2)


def test_our_own_constraints_say_the_same_settings_again():
    for given in ({}, {"method": "psi"}, {"threshold": 0.3, "fdr": 0.05}, {"method": "robust", "typeShare": 0.9}):
        first = read_settings(given)
        again = read_settings({}, {"monitoring_config": monitoring_config(first)})
        for is_numeric in (True, False):
            assert again.of("x", is_numeric) == first.of("x", is_numeric)
        assert (again.fdr, again.type_share) == (first.fdr, first.type_share)


def test_a_shift_within_one_value_of_a_column_is_found_in_its_slice(monitor):
    def rows(seed, by):
        cars = sales(900, seed)
        return csv_of([{**car, "mileage": str(float(car["mileage"]) + by * (car["make"] == "Saab"))} for car in cars])

    settings = {"slices": ["make"], "threshold": 0.2}
    monitor.baseline({"rows.csv": rows(1, 0)}, settings=settings)
    calm = monitor.analyze({"rows.csv": rows(2, 0)}, settings=settings)
    assert calm.violations() == []
    result = monitor.analyze({"rows.csv": rows(3, 5000)}, settings=settings)
    assert [(one["feature_name"], one["description"].partition(" (")[2]) for one in result.violations()] == [
        ("mileage", "where make is Saab)")
    ]


def test_a_finding_may_have_to_persist(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(800))})
    settings = {"persistence": {"windows": 3, "found": 2}}

    def judged(day, by):
        history = monitor.folder / "history"
        result = monitor.analyze(
            {"window.csv": moved(by)},
            *("--history", str(history), "--run", f"run-{day}", "--time", f"2026-01-0{day}T00:00:00Z"),
            settings=settings,
        )
        (history / f"run-{day}").mkdir(parents=True)
        (result.folder / "drift.csv").rename(history / f"run-{day}" / "drift.csv")
        return [one["feature_name"] for one in result.violations()]

    assert [judged(day, by) for day, by in enumerate([6000, 0, 6000, 6000, 0, 0, 0, 6000], start=1)] == [
        *([], [], ["mileage"], ["mileage"]),
        *([], [], [], []),
    ]


def test_each_run_reads_one_run_alone_however_many_windows_count(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(800))})
    settings = {"persistence": {"windows": 4, "found": 2}}
    history = monitor.folder / "history"
    history.mkdir()
    days = set()

    def judged(day, by):
        before = ["--history", str(history)] if any(history.iterdir()) else []
        result = monitor.analyze(
            {"window.csv": moved(by)},
            *("--run", f"run-{day}", "--time", f"2026-01-0{day}T00:00:00Z", *before),
            settings=settings,
        )
        # What the next run is given is what this one has left, and nothing else.
        shutil.rmtree(history)
        history.mkdir()
        for left in result.folder.glob("drift*.csv"):
            left.rename(history / left.name)
        earlier = history / "drift-earlier.csv"
        if earlier.exists():
            told = {row["run"] for row in csv.DictReader(earlier.read_text().splitlines())}
            assert len(told) <= 2
            days.update(told)
        return [one["feature_name"] for one in result.violations()]

    # Day 4 has day 1 among the last four windows, day 9 none but day 5, four windows before.
    assert [judged(day, by) for day, by in enumerate([6000, 0, 0, 6000, 6000, 0, 0, 0, 6000], start=1)] == [
        *([], [], [], ["mileage"], ["mileage"]),
        *([], [], [], []),
    ]
    assert days == {f"run-{day}" for day in range(1, 9)}


def test_what_the_baseline_was_not_made_for_is_told_and_the_rest_is_judged(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(800))})
    facet = {"column": "make", "group": "Saab", "favourable": 20_000}
    settings = {"slices": ["make"], "fairness": facet, "threshold": 0.2}
    result = monitor.analyze({"window.csv": moved(8000)}, settings=settings)
    assert result.code == 0
    assert [one["feature_name"] for one in result.violations()] == ["mileage"]
    since = "since the version was trained before the model's file asked for them"
    anew = "until a version is trained anew"
    assert result.json("report.json")["notes"] == [
        f"the baseline of xgboost has no slices by make, {since}: rows are not judged by them {anew}",
        f"the baseline of xgboost has no measures of fairness of make Saab, {since}: fairness is not judged {anew}",
    ]


def test_measures_of_another_group_are_not_compared(monitor):
    facet = {"column": "make", "group": "Saab", "favourable": 20_000}
    monitor.baseline({"rows.csv": csv_of(sales(800))}, settings={"fairness": facet})
    for changed in ({}, {"group": "Buick"}, {"favourable": 30_000}):
        result = monitor.analyze({"window.csv": moved(0)}, settings={"fairness": {**facet, **changed}})
        checks = [one["check"] for one in result.json("report.json")["names"]["xgboost"]["findings"]]
        assert ("bias_drift_check" in checks) == (not changed)
        assert len(result.json("report.json")["notes"]) == (1 if changed else 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"treshold": 1}, "settings: treshold is none; there are method, threshold, "),
        ({"method": "ks"}, "settings: method must be one of auto, simple, "),
        ({"threshold": -1}, "settings: threshold must be a number of 0 or more, got -1"),
        ({"threshold": "0.1"}, "settings: threshold must be a number of 0 or more, got '0.1'"),
        ({"fdr": 0}, "settings: fdr must be a share above 0, at most 1, got 0"),
        ({"persistence": {"windows": 1, "found": 2}}, "settings: persistence.found must be 1 at least"),
        ({"features": {"a": {"limit": 1}}}, "settings: features.a.limit is none"),
        ({"features": {"a": {"direction": "left"}}}, "settings: features.a.direction must be one of up, down, both"),
        ({"features": []}, "settings: features must be an object"),
        ({"features": {"a": 5}}, "settings: a must be an object whose threshold is a number, got 5"),
        ({"metrics": {"rmse": {"threshold": "1"}}}, "settings: rmse must be an object whose threshold is a number"),
        ({"slices": "make"}, "settings: slices must be a list"),
    ],
)
def test_what_is_no_setting_is_named(given, sentence):
    with pytest.raises(DatasetError) as error:
        read_settings(given)
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize(
    "constraints",
    [
        {"monitoring_config": []},
        {"features": [{"monitoring_config_overrides": {"comparison_threshold": 1}}]},
        {"features": [5]},
        {"features": [{"name": "a", "monitoring_config_overrides": {"comparison_threshold": "1"}}]},
    ],
)
def test_constraints_that_somebody_has_broken_are_told(constraints):
    with pytest.raises(DatasetError):
        read_settings({}, constraints)


def test_a_threshold_of_0_finds_whatever_chance_does_not_explain(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(800))})
    assert monitor.analyze({"window.csv": csv_of(sales(400, seed=2))}, settings={"threshold": 0}).violations() == []
    result = monitor.analyze({"window.csv": moved(2000)}, settings={"threshold": 0})
    assert [one["feature_name"] for one in result.violations()] == ["mileage"]


def test_a_slice_by_a_number_is_named(monitor):
    result = monitor.baseline({"rows.csv": csv_of(sales(10))}, settings={"slices": ["mileage"]})
    assert result.code == 1
    assert result.message == (
        "The baseline failed: settings: slices: mileage is none of the model's categorical features."
    )


def test_the_defaults_are_those_that_are_documented():
    assert read_settings({}) == Settings()
    assert read_settings({}).of("x", True).threshold == 0.1
    assert read_settings({"method": "psi"}).of("x", True).threshold == 0.2
