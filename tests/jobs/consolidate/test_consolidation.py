"""From objects to the rows that are judged."""

from datetime import datetime
from pathlib import Path

from lake import capture, later, request

HOUR = "2026/03/01/10"
XGBOOST, LINEAR = f"captures/cars-xgboost/AllTraffic/{HOUR}", f"captures/cars-linear/AllTraffic/{HOUR}"


def test_a_capture_finds_its_raw_row(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("a:0", 1, identifier="8")])
    lake.put(f"{XGBOOST}/1.jsonl", [capture("a:0", "0,1,1.0,0,1\n1,0,0,0,1")])
    lake.put(f"{LINEAR}/1.jsonl", [capture("a:0", "0,1,1.0,0,1\n1,0,0,0,1", [8000.0, 100.5])])
    run = lake.run()
    first, second = run.rows()
    assert first == {
        "id": "7",
        "make": "Saab",
        "mileage": "70000",
        "inference_id": "a:0",
        "row": 0,
        "source": "realtime",
        "identifier": "7",
        "time": datetime(2026, 3, 1, 10),
        "model.xgboost": "cars-x-1",
        "score.xgboost": 9000.5,
        "score.linear": 8000.0,
        "result": 9000.5,
    }
    assert (second["identifier"], second["score.linear"]) == ("8", 100.5)
    assert not list(Path(run.folder).rglob("_SUCCESS"))
    assert run.counts == {
        "rows": 2,
        "labelled": 0,
        "pending": 2,
        "captured": 4,
        "requests": 2,
        "decoded": 0,
        "batch": 0,
        "duplicates": 0,
        "broken": [],
        "brokenLines": 0,
    }


def test_captures_without_raw_rows_are_decoded_once(lake):
    lake.put(f"{XGBOOST}/1.jsonl", [capture("mine"), capture(None, "0,0,-1,1,0", [1.0])])
    broken = lake.put(f"{LINEAR}/1.jsonl", [capture("mine", scores=[8000.0]), '{"captureData":{', capture("b", "1,2")])
    run = lake.run()
    event, mine = run.rows()
    # An unknown make is none, and what was imputed for a missing value is missing where an indicator tells so.
    assert event == {
        "mileage": "30000",
        "sold": "1",
        "inference_id": "event-1",
        "row": 0,
        "source": "decoded",
        "time": datetime(2026, 3, 1, 10),
        "score.xgboost": 1.0,
    }
    assert mine["make"] == "Saab" and mine["mileage"] == "70000" and "sold" not in mine
    assert (mine["score.xgboost"], mine["score.linear"]) == (9000.5, 8000.0)
    assert "result" not in mine and "model.xgboost" not in mine

    assert run.counts["broken"] == [
        {"object": str(broken), "line": 2, "reason": "it is no JSON, or a part of it: was it cut off?"},
        {"object": str(broken), "line": 3, "reason": "the input has 2 places, and the version's vector 5"},
    ]
    assert (run.counts["brokenLines"], run.counts["captured"], run.counts["decoded"]) == (2, 4, 2)

    # What has no name is found by its inference id.
    lake.put("labels/1.csv", ["id,price,inference_id", ",9500,mine"], later(hours=1))
    # Captured by the time of the first run, and told by the function a moment later.
    lake.put(f"requests/{HOUR}/late.jsonl", [request("mine")])
    again = lake.run()
    assert (again.counts["rows"], again.counts["duplicates"], again.labels()) == (0, 1, {"mine/0": 9500.0})
    # What is too old waits no longer.
    assert (again.counts["pending"], lake.run(now=later(days=91)).counts["pending"]) == (1, 0)


def test_what_was_told_twice_counts_once(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("a:0")])
    result = lake.result("cars.csv", ["id,make,mileage,sold,xgboost,linear,result", '7,Saab,"1,500",yes,1.5,,1.5'])
    record = {
        "run": "score-1",
        "result": result,
        "ended_at": "2026-03-01T09:00:00Z",
        "algorithms": [{"algorithm": "xgboost", "model_name": "cars-x-1"}],
    }
    for name in ("score-1", "copy"):
        lake.put(f"records/date=2026-03-01/{name}.json", [record])
    run = lake.run()
    assert (run.counts["rows"], run.counts["batch"], run.counts["duplicates"]) == (2, 1, 2)
    assert run.rows()[1] == {
        "id": "7",
        "make": "Saab",
        "mileage": "1500",
        "sold": "1",
        "identifier": "7",
        "source": "batch",
        "inference_id": "score-1",
        "row": 0,
        "time": datetime(2026, 3, 1, 9),
        "model.xgboost": "cars-x-1",
        "score.xgboost": 1.5,
        "result": 1.5,
    }
    lake.put("records/date=2026-03-01/score-1.json", [record], later(hours=1))
    assert lake.run().counts["rows"] == 0


def test_late_labels_find_the_newest_prediction_before_them(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("b:0", time="2026-03-01T11:00:00Z")])
    lake.put(f"requests/{HOUR}/c.jsonl", [request("c:0", identifier="8"), request("d:0", time="2026-03-09T11:00:00Z")])
    assert lake.run().labels() == {}
    lake.put("labels/1.csv", ["id,price,inference_id", "07.0,9500,", "9,1,", "8,100,", "8,x,", ",1,"], later(days=2))
    run = lake.run()
    assert run.labels() == {"b:0/0": 9500.0, "c:0/0": 100.0}
    assert run.counts["rows"] == 0 and run.counts["pending"] == 2
    assert [(one["line"], one["reason"]) for one in run.counts["broken"]] == [
        (5, "price: expected a number"),
        (6, "id: it names no row"),
    ]
    # An inference id tells which one, a label counts once, and one may come before what it is about.
    lake.put("labels/2.csv", ["id,price,inference_id", "7,9000,a:0", "8,100,"], later(days=3))
    assert lake.run().labels() == {"a:0/0": 9000.0}
    lake.put(f"requests/{HOUR}/e.jsonl", [request("e:0", identifier="9")])
    assert lake.run().labels() == {"e:0/0": 1.0}


def test_a_run_that_did_not_commit_is_undone_by_the_next(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("b:0", identifier="8")])
    lake.run()
    lake.put(f"requests/{HOUR}/c.jsonl", [request("c:0", identifier="9")])
    lake.put("labels/1.csv", ["id,price", "7,9500", "9,1"], later(hours=1))
    dead = lake.run(commit=False)
    again = lake.run()
    assert dead.labels() == again.labels() == {"a:0/0": 9500.0, "c:0/0": 1.0}
    assert [row["inference_id"] for row in again.rows()] == ["c:0"]
    assert again.counts == dead.counts
    assert lake.run().labels() == {}


def test_what_nobody_judged_is_carried_over(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0")])
    first = lake.run()
    lake.put(f"requests/{HOUR}/b.jsonl", [request("b:0", identifier="8")])
    lake.put("labels/1.csv", ["id,price", "7,9500"], later(hours=1))
    second = lake.run(carry_over=first.folder)
    assert [row["inference_id"] for row in second.rows()] == ["a:0", "b:0"]
    third = lake.run(carry_over=second.folder)
    assert third.rows() == second.rows() and third.labels() == {"a:0/0": 9500.0}
