"""Features of every kind: what is fitted, what is kept of the champion, and what a fold is told of its own rows."""

import csv
import json
import math

import pyarrow as pa
import pytest
from cars import SPEC as CARS
from data.labelled import labelled
from data.seen import digests
from dataset import Problem, read_value
from dates import PARTS, cycle_places, part_of, place_of, read_date
from features import bucket_of
from hypothesis import given
from hypothesis import strategies as st
from split import FOLDS, fold_of, folds_of
from transform import encode, fit, out_of_fold, strangers


def spec_of(**column) -> dict:
    return {**CARS, "columns": [*CARS["columns"][:2], {"name": "x", "type": "string", **column}]}


def records(*values, prices=None) -> list[dict]:
    prices = prices or range(1, len(values) + 1)
    return [{"id": 1.0, "price": float(price), "x": value} for price, value in zip(prices, values, strict=True)]


def only(transform: dict) -> dict:
    (feature,) = transform["features"]
    return feature


def vectors(transform: dict, *values) -> list[list[float]]:
    return [encode(transform, {"x": value}) for value in values]


def test_a_boolean_is_a_number():
    column = {"name": "x", "type": "boolean"}
    assert [read_value(column, text, True) for text in ("Yes", "FALSE", "y", "0")] == [1.0, 0.0, 1.0, 0.0]
    assert str(read_value(column, "maybe", True)) == 'x: expected yes or no, got "maybe"'
    transform = fit(spec_of(type="boolean"), records(1.0, 0.0, 1.0, 1.0))
    assert (only(transform)["kind"], transform["vector"]) == ("numeric", ["x"])


def test_an_order_is_encoded_by_rank():
    spec = spec_of(ordered=["low", "mid", "high"], required=False)
    transform = fit(spec, records("low", "high", "high", None))
    assert only(transform)["impute"] == "high"
    assert transform["vector"] == ["x"]
    low, mid, high, missing = (vector[0] for vector in vectors(transform, "low", "mid", "high", None))
    assert high - mid == pytest.approx(mid - low)
    assert missing == high
    assert vectors(transform, "unheard of") == vectors(transform, "high")


@pytest.mark.parametrize(
    ("format", "text", "seconds"),
    [
        ("iso", "1970-01-02", 86400.0),
        ("iso", "1970-01-01T02:00:00+02:00", 0.0),
        ("iso", "1969-12-31 23:59:59.5", -0.5),
        ("%d/%m/%Y", "3/12/2016", 1480723200.0),
        ("%m/%d/%Y", "3/12/2016", 1457740800.0),
        ("%d-%b-%y", "03-Dec-16", 1480723200.0),
        ("%B %d, %Y %I:%M %p", "December 3, 2016 12:30 AM", 1480725000.0),
        ("%Y%m%dT%H%M%S", "20141013T000000", 1413158400.0),
        ("epoch", "1480723200", 1480723200.0),
        ("epoch-ms", "1480723200500", 1480723200.5),
    ],
)
def test_a_date_is_read_by_its_format(format, text, seconds):
    assert read_date(format, text) == seconds


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("iso", "2019-02-29"),
        ("iso", "3/12/2016"),
        ("%d/%m/%Y", "12/31/2016"),
        ("%d/%m/%Y", "3/12/2016 "),
        ("%H:%M %Y", "24:00 2016"),
        ("epoch", "1e9"),
    ],
)
def test_what_is_no_date_is_told_with_the_format(format, text):
    problem = read_value({"name": "x", "type": "date", "format": format}, text, True)
    assert isinstance(problem, Problem)
    assert "x: expected a date written as " in str(problem)


@given(st.datetimes())
def test_dates_are_those_of_the_calendar(moment):
    seconds = read_date("iso", moment.isoformat(timespec="milliseconds"))
    assert math.floor(seconds) == (moment.replace(microsecond=0) - moment.__class__(1970, 1, 1)).total_seconds()
    parts = [part_of(part, seconds, 0.0) for part in ("year", "month", "weekday", "hour")]
    assert parts == [moment.year, moment.month, moment.isoweekday(), moment.hour]
    assert place_of("yearCycle", seconds) == moment.timetuple().tm_yday - 1
    for cycle in (part for part in PARTS if part.endswith("Cycle")):
        assert 0 <= place_of(cycle, seconds) < len(cycle_places(cycle))


def test_a_date_is_learnt_by_its_parts():
    spec = spec_of(type="date", encoding=["age", "monthCycle"], reference="2020-01-31")
    transform = fit(spec, records(read_date("iso", "2020-01-01"), read_date("iso", "2020-01-21")))
    assert transform["vector"] == ["x age", "x monthCycle sin", "x monthCycle cos"]
    assert vectors(transform, read_date("iso", "2020-01-11")) == [[0.0, 0.0, 1.0]]
    assert vectors(transform, read_date("iso", "2020-07-21"))[0][1:] == [0.0, -1.0]


def test_a_text_stands_for_the_mean_of_the_target_drawn_to_that_of_all():
    transform = fit(spec_of(encoding="target"), records("a", "a", "b", "b", "c", prices=[10, 20, 50, 60, 10]))
    feature = only(transform)
    assert feature["other"] == 30.0
    # Two rows of mean 15 against ten of mean 30; a text that one row has is not there.
    assert feature["table"] == {"a": (30 + 300) / 12, "b": (110 + 300) / 12}
    assert vectors(transform, "c") == vectors(transform, "never met") == vectors(transform, None)
    assert len(transform["vector"]) == 1


def test_very_many_texts_take_a_table_where_nobody_says_how_they_are_encoded():
    rows = records(*(str(number // 2) for number in range(2002)))
    assert only(fit(spec_of(), rows))["kind"] == "lookup"
    assert only(fit(spec_of(), rows[:2000]))["kind"] == "onehot"


def test_a_frequency_is_the_share_of_the_rows():
    feature = only(fit(spec_of(encoding="frequency"), records("a", "a", "a", "b")))
    assert (feature["table"], feature["other"]) == ({"a": 0.75}, 0.25)


def test_a_hash_has_a_place_for_any_text():
    transform = fit(spec_of(encoding="hash"), records("a", "b"))
    assert (bucket_of("a"), bucket_of("foobar")) == (0xE40C292C % 256, 0xBF9CF968 % 256)
    assert all(sum(vector) == 1.0 for vector in vectors(transform, "a", "never met", ""))


def test_an_indicator_tells_what_is_missing_beside_what_is_imputed():
    for column in ({"type": "number"}, {"type": "string"}, {"type": "string", "encoding": "target"}):
        values = (1.0, 3.0, None) if column["type"] == "number" else ("a", "a", None)
        transform = fit(spec_of(**column, required=False, indicator=True), records(*values))
        assert transform["vector"][-1] == "x missing"
        assert [vector[-1] for vector in vectors(transform, values[0], None)] == [0.0, 1.0]


def test_the_champions_units_are_kept_where_they_cover_the_data():
    cases = [
        ({"encoding": "target"}, ["a", "a", "b", "b"], ["a", "a", "c"]),
        ({"encoding": "frequency"}, ["a", "a", "b", "b"], ["b", "b", "b"]),
        ({"ordered": ["low", "high"]}, ["low", "high"], ["low", "low"]),
        ({"type": "date"}, [0.0, 86400.0], [1e9]),
        ({"encoding": "hash"}, ["a"], ["b", "b"]),
    ]
    for column, before, after in cases:
        champion = fit(spec_of(**column), records(*before))
        transform = fit(spec_of(**column), records(*after, prices=[1000] * len(after)), champion)
        assert vectors(transform, before[0]) == vectors(champion, before[0])
        assert transform["vector"] == champion["vector"]


def test_new_texts_make_a_table_anew():
    champion = fit(spec_of(encoding="target"), records("a", "a"))
    table = only(fit(spec_of(encoding="target"), records("a", "b", "b", "a"), champion))["table"]
    assert set(table) == {"a", "b"}


def test_texts_may_be_encoded_otherwise_and_dates_may_not_become_numbers():
    transform = fit(spec_of(), records("a", "b"))
    assert strangers(spec_of(encoding="target"), transform) == []
    assert strangers(spec_of(type="date"), transform) == ["x"]
    assert strangers(spec_of(type="number"), fit(spec_of(type="date"), records(0.0))) == ["x"]
    assert strangers(spec_of(type="boolean"), fit(spec_of(type="number"), records(0.0))) == []


def test_a_fold_is_told_nothing_of_its_own_rows():
    rows = records(*"aabbab" * 5, prices=range(30))
    folds = [place % FOLDS for place in range(30)]
    transform = fit(spec_of(encoding="target"), rows)

    def labelled_of(name: str):
        return labelled([row[name] for row in rows], [row["price"] for row in rows], folds)

    own = out_of_fold(transform, labelled_of)
    for fold, (other,) in enumerate(one["features"] for one in own):
        others = [row for row, at in zip(rows, folds, strict=True) if at != fold]
        assert other["table"] == only(fit(spec_of(encoding="target"), others))["table"]
        assert (other["mean"], other["scale"]) == (only(transform)["mean"], only(transform)["scale"])
    assert out_of_fold(fit(spec_of(), rows), labelled_of) == []


def test_folds_are_told_by_the_identifier_alone():
    names = [str(number) for number in range(50)]
    assert folds_of(digests(pa.array(names))).tolist() == [fold_of(name) for name in names]
    counts = [0] * FOLDS
    for number in range(1000):
        counts[fold_of(str(number))] += 1
    assert min(counts) > 150


def test_a_target_of_noise_is_not_learnt_by_the_texts_that_came_with_it(run):
    """Each text comes twice, with targets that have nothing to do with it: in-fold, the table would tell them."""
    lines = [f"{number},{number * 7919 % 1009},20,Saab,4,t{number // 2}" for number in range(2000)]
    columns = [*CARS["columns"][:-1], {"name": "colour", "type": "string", "encoding": "target"}]
    code, message, output = run("\n".join(["id,price,mileage,make,doors,colour", *lines]), columns=columns)
    assert (code, message) == (0, "")
    transform = json.loads((output / "transform/transform.json").read_text())
    assert transform["features"][-1]["of"] == "target"
    rows = [[float(field) for field in row] for row in csv.reader((output / "train/train.csv").open())]
    assert correlation([row[0] for row in rows], [row[-1] for row in rows]) < 0.1


def correlation(x: list[float], y: list[float]) -> float:
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    xy = math.fsum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return xy / math.sqrt(math.fsum((a - mx) ** 2 for a in x) * math.fsum((b - my) ** 2 for b in y))
