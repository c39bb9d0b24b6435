"""From objects to the rows that are judged. Each run of Spark takes some seconds, so there are few."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
from lake import capture, later, request

HOUR = "2026/03/01/10"
XGBOOST, LINEAR = f"captures/cars-xgboost/AllTraffic/{HOUR}", f"captures/cars-linear/AllTraffic/{HOUR}"


def test_what_was_asked_counts_once_with_all_that_is_known_of_it(lake):
    two = "0,1,1.0,0,1\n1,0,0,0,1"
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("a:0", 1, identifier="8"), request("a:0")])
    lake.put(f"{XGBOOST}/1.jsonl", [capture("a:0", two)])
    lake.put(f"{LINEAR}/1.jsonl", [capture("a:0", two, [8000.0, 100.5])])
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
    first, second, scored = run.rows()
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
    assert scored == {
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
    assert run.counts == {
        "rows": 3,
        "labelled": 0,
        "labels": 0,
        "pending": 3,
        "unmatched": 0,
        "captured": 4,
        "requests": 3,
        "decoded": 0,
        "batch": 1,
        "duplicates": 2,
        "broken": [],
        "brokenLines": 0,
    }
    assert not list(Path(run.folder).rglob("_SUCCESS"))

    lake.put("records/date=2026-03-01/score-1.json", [record], later(hours=1))
    lake.put(f"{LINEAR}/2.jsonl", [capture("a:0", two, [8000.0, 100.5])])
    again = lake.run()
    assert (again.counts["rows"], again.counts["duplicates"]) == (0, 1)


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
    again = lake.run(now=later(days=91))
    assert (again.counts["rows"], again.counts["duplicates"], again.labels()) == (0, 1, {"mine/0": 9500.0})
    # What is too old waits no longer.
    assert (run.counts["pending"], again.counts["pending"]) == (2, 0)


def test_labels_find_the_newest_prediction_before_them_however_late_they_come(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("b:0", time="2026-03-01T11:00:00Z")])
    lake.put(f"requests/{HOUR}/c.jsonl", [request("c:0", identifier="8"), request("d:0", time="2026-03-09T11:00:00Z")])
    lake.put("labels/1.csv", ["id,price", "8,100", "9,1"])
    run = lake.run()
    assert (run.labels(), run.counts["pending"]) == ({"c:0/0": 100.0}, 3)
    assert (run.counts["labels"], run.counts["unmatched"]) == (2, 1)
    # An inference id tells which one, a prediction has one label, and a label may come before what it is about is read.
    late = ["id,price,inference_id", "07.0,9500,", "7,9000,a:0", "8,200,", "8,x,", ",1,"]
    lake.put("labels/2.csv", late, later(days=2))
    lake.put(f"requests/{HOUR}/e.jsonl", [request("e:0", identifier="9")])
    run = lake.run()
    assert run.labels() == {"a:0/0": 9000.0, "b:0/0": 9500.0, "e:0/0": 1.0}
    assert (run.counts["rows"], run.counts["pending"], run.counts["labels"]) == (1, 1, 3)
    assert [(one["line"], one["reason"]) for one in run.counts["broken"]] == [
        (5, "price: expected a number"),
        (6, "id: it names no row"),
    ]


def test_what_was_not_committed_is_undone_and_what_was_not_judged_is_carried_over(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0"), request("b:0", identifier="8")])
    first = lake.run()
    lake.put(f"requests/{HOUR}/c.jsonl", [request("c:0", identifier="9")])
    lake.put("labels/1.csv", ["id,price", "7,9500", "9,1"], later(hours=1))
    dead = lake.run(commit=False, carry_over=first.folder)
    again = lake.run(carry_over=first.folder)
    assert again.labels() == {"a:0/0": 9500.0, "c:0/0": 1.0}
    assert [row["inference_id"] for row in again.rows()] == ["a:0", "b:0", "c:0"]
    assert (dead.rows(), dead.labels(), dead.counts) == (again.rows(), again.labels(), again.counts)
    last = lake.run(carry_over=again.folder)
    assert (last.rows(), last.labels()) == (again.rows(), again.labels())
    assert last.counts["requests"] == 0
    # So are those of a run that came no further than to its rows, whatever runs came not even there.
    gone = f"{lake.output}gone/"
    ended = lake.run(carry_over=gone, begun=(gone, last.folder))
    assert (ended.rows(), ended.labels(), ended.counts["broken"]) == (last.rows(), last.labels(), [])
    # What was kept for long enough, and never judged, holds up nothing that came since.
    shutil.rmtree(last.folder)
    lake.put(f"requests/{HOUR}/d.jsonl", [request("d:0", values={"make": "\ud800"})])
    end = lake.run(carry_over=last.folder)
    assert [(row["inference_id"], row["make"]) for row in end.rows()] == [("d:0", "\ufffd")]
    assert end.counts["broken"] == [
        {
            "object": last.folder,
            "line": 0,
            "reason": "the rows of this window, which nobody had judged, are not there any more",
        }
    ]


def test_what_is_sampled_apart_is_judged_with_what_is_known_of_it(lake):
    """Below 100% SageMaker draws invocations and the function requests: a row has both, or one of the two."""
    lake.put(f"requests/{HOUR}/a.jsonl", [request("both"), request("raw"), request("one-endpoint")])
    of = {"make": None, "mileage": "30000", "sold": "1"}
    lake.put(f"{XGBOOST}/1.jsonl", [capture("both"), capture("captured", "0,0,-1,1,0", [1.0])])
    lake.put(f"{LINEAR}/1.jsonl", [capture("both", scores=[8000.0]), capture("one-endpoint", scores=[7000.0])])
    run = lake.run()
    both, captured, one, raw = run.rows()
    assert [row["source"] for row in (both, captured, one, raw)] == ["realtime", "decoded", "realtime", "realtime"]
    # What the function kept has its answers of its own; a capture adds those of an endpoint that it does not tell.
    assert (both["score.xgboost"], both["score.linear"]) == (9000.5, 8000.0)
    assert (one["score.xgboost"], one["score.linear"]) == (9000.5, 7000.0)
    assert (raw["score.xgboost"], "score.linear" in raw, raw["make"]) == (9000.5, False, "Saab")
    assert {name: captured.get(name) for name in of} == of
    assert "identifier" not in captured
    counts = run.counts
    assert (counts["rows"], counts["requests"], counts["captured"], counts["decoded"]) == (4, 3, 4, 1)
    assert (counts["duplicates"], counts["brokenLines"]) == (0, 0)
    # The other sample of the same request comes with the next run, and makes no second row.
    lake.put(f"requests/{HOUR}/late.jsonl", [request("captured")])
    lake.put(f"{XGBOOST}/2.jsonl", [capture("raw")])
    again = lake.run()
    assert (again.counts["rows"], again.counts["decoded"], again.counts["duplicates"]) == (0, 0, 1)


def test_invocations_that_were_captured_are_counted_by_when_they_were(lake):
    def at(time, data="0,1,1.0,0,1"):
        line = capture(time, data)
        line["eventMetadata"]["inferenceTime"] = f"2026-03-01T{time}Z"
        return line

    long_ago = at("10:00:00")
    long_ago["eventMetadata"]["inferenceTime"] = "2026-01-01T10:00:00Z"
    rows = "0,1,1.0,0,1\n1,0,0,0,1"
    lake.put(f"{XGBOOST}/1.jsonl", [at("10:00:00", rows), at("10:59:59"), at("11:00:00"), long_ago])
    # Cut off, or not in CSV: captured all the same, at the latest when the object was written.
    json_input = capture("j", '{"make":"Saab"}', [1.0], encoding="JSON", observedContentType="application/json")
    lake.put(f"{LINEAR}/1.jsonl", [json_input, '{"captureData":{'], later(minutes=-30))
    run = lake.run(capture_period=3600)
    ten, eleven = (str(int(datetime(2026, 3, 1, hour, tzinfo=UTC).timestamp())) for hour in (10, 11))
    assert run.counts["watch"] == {
        "generation": 1,
        "invocations": {"cars-linear": {eleven: 2}, "cars-xgboost": {ten: 2, eleven: 1}},
    }
    assert lake.run(capture_period=3600).counts["watch"] == {"generation": 2, "invocations": {}}


def test_rows_are_written_to_tables_in_columns_of_their_types(lake):
    columns = [
        {"from": "drivetrain.row", "name": "row_number", "type": "int"},
        {"from": "drivetrain.time", "name": "predicted_at", "type": "timestamp"},
        {"from": "drivetrain.score.xgboost", "name": "score_xgboost", "type": "double"},
        {"from": "make", "name": "make", "type": "string"},
        {"from": "mileage", "name": "mileage_km", "type": "bigint"},
        {"from": "sold", "name": "sold", "type": "boolean"},
    ]
    values = [
        {"make": "Saab", "mileage": "70000", "sold": "1"},
        {"make": "", "mileage": "7.5", "sold": "maybe"},
        {"make": None, "mileage": "1e3", "sold": "0"},
    ]
    requests = [request("a:0", row, values={"id": "7", **one}) for row, one in enumerate(values)]
    lake.put(f"requests/{HOUR}/a.jsonl", requests)
    run = lake.run(tables={"data": {"table": "predictions", "columns": columns}})
    run_id = Path(run.folder).name
    table = Path(run.folder).parent / "tables" / "predictions" / "date=2026-03-01" / run_id
    rows = sorted(pq.read_table(table).to_pylist(), key=lambda row: row["row_number"])
    time = datetime(2026, 3, 1, 10, tzinfo=UTC)
    common = {"run": run_id, "predicted_at": time, "score_xgboost": 9000.5}
    assert [{name: row[name] for name in common} for row in rows] == [common] * 3
    assert [(row["make"], row["mileage_km"], row["sold"]) for row in rows] == [
        ("Saab", 70000, True),
        ("", None, None),
        (None, None, False),
    ]


def test_a_run_that_is_repeated_keeps_what_its_first_attempt_has_read(lake):
    lake.put(f"requests/{HOUR}/a.jsonl", [request("a:0")])
    open_window = lake.run()
    lake.put(f"requests/{HOUR}/b.jsonl", [request("b:0", identifier="8")])
    lake.put("labels/1.csv", ["id,price", "7,9500"], later(hours=1))
    first = lake.run(carry_over=open_window.folder)
    # Its bookmark is committed, so that there is nothing new but what came meanwhile.
    lake.put(f"requests/{HOUR}/c.jsonl", [request("c:0", identifier="9")])
    for _ in range(2):
        again = lake.run(again=True, carry_over=open_window.folder)
        assert again.folder == first.folder
        assert again.labels() == {"a:0/0": 9500.0}
        assert [row["inference_id"] for row in again.rows()] == ["a:0", "b:0", "c:0"]
    # An attempt that does not commit is read again, and counts once.
    lake.put(f"requests/{HOUR}/d.jsonl", [request("d:0", identifier="10")])
    dead = lake.run(commit=False)
    again = lake.run(again=True)
    assert [row["inference_id"] for row in dead.rows()] == [row["inference_id"] for row in again.rows()] == ["d:0"]
