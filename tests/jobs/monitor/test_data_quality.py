"""Rows that came, against those of training: what is found, and what is left."""

from sales import FEATURES, csv_of, sales


def test_rows_of_the_same_kind_are_calm(monitor):
    assert monitor.baseline({"raw/test.csv": csv_of(sales(800))}).code == 0
    judged = monitor.analyze({"window.csv": csv_of(sales(400, seed=2))})
    assert (judged.code, judged.violations()) == (0, [])
    assert judged.message == "Completed: Job completed successfully with no violations."
    assert [one["name"] for one in judged.json("xgboost/statistics.json")["features"]] == FEATURES


def test_what_has_moved_is_found_and_nothing_else(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(800))})
    moved = sales(
        400,
        seed=2,
        mileage=lambda row, _: str(float(row["mileage"]) + 6000),
        make=lambda row, numbers: numbers.choice(["Saab", "Saab", "Chevy"]),
    )
    judged = monitor.analyze({"rows.csv": csv_of(moved)})
    assert {one["feature_name"] for one in judged.violations()} == {"mileage", "make"}
    assert {one["constraint_check_type"] for one in judged.violations()} == {"baseline_drift_check"}
    assert judged.message == "CompletedWithViolations: Job completed successfully with 2 violations."
