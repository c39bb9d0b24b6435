import json
import math

import pytest
from cars import SPEC
from data.rows import DatasetError
from hypothesis import given
from hypothesis import strategies as st
from transform import encode, fit, strangers

NUMBERS = st.floats(min_value=-3.4e38, max_value=3.4e38)
RECORDS = st.fixed_dictionaries(
    {
        "id": st.just(1.0),
        "price": NUMBERS,
        "mileage": NUMBERS,
        "make": st.sampled_from(["Saab", "Buick"]),
        "doors": st.none() | NUMBERS,
        "colour": st.none() | st.text(max_size=2),
    }
)


def record(mileage=0.0, make="Saab", doors=None, colour=None):
    return {"id": 1.0, "price": 1.0, "mileage": mileage, "make": make, "doors": doors, "colour": colour}


def test_fits_what_the_training_rows_say():
    rows = [record(10.0, "Saab", 2.0, "red"), record(20.0, "Buick", None, "blue"), record(60.0, "Saab", 4.0, "red")]
    mileage, make, doors, colour = fit(SPEC, rows)["features"]
    assert mileage == {
        "column": "mileage",
        "kind": "numeric",
        "impute": 20.0,
        "mean": 30.0,
        "scale": math.sqrt(1400 / 3),
    }
    assert make == {"column": "make", "kind": "onehot", "categories": ["Saab", "Buick"], "impute": "Saab"}
    assert (doors["impute"], doors["mean"], doors["scale"]) == (3.0, 3.0, 1.0)
    assert colour == {"column": "colour", "kind": "onehot", "categories": ["blue", "red"], "impute": "red"}


def test_names_every_place_of_the_vector_and_no_identifier_or_target():
    transform = fit(SPEC, [record(colour="red")])
    assert transform["vector"] == ["mileage", "make=Saab", "make=Buick", "doors", "colour=red"]
    assert len(encode(transform, record())) == 5


def test_encodes_missing_values_and_unknown_categories():
    transform = fit(SPEC, [record(1.0, "Saab", 2.0, "red"), record(3.0, "Buick", 4.0, "red")])
    assert encode(transform, record(3.0, "Buick", None, None)) == [1.0, 0.0, 1.0, 0.0, 1.0]
    assert encode(transform, record(1.0, "Saab", 2.0, "green")) == [-1.0, 1.0, 0.0, -1.0, 0.0]


def test_a_column_without_a_value_is_imputed_by_nothing():
    transform = fit(SPEC, [record()])
    assert encode(transform, record()) == [0.0, 1.0, 0.0, 0.0]


def test_refuses_a_place_for_each_of_very_many_texts():
    columns = [{**column, "encoding": "onehot"} if column["name"] == "colour" else column for column in SPEC["columns"]]
    with pytest.raises(DatasetError, match=r"colour: 1001 different texts .*: give the column the encoding target,"):
        fit({**SPEC, "columns": columns}, [record(colour=str(number)) for number in range(1001)])


def test_keeps_the_champions_units_and_fits_imputation_anew():
    champion = fit(SPEC, [record(10.0, colour="red"), record(30.0, colour="blue")])
    transform = fit(SPEC, [record(100.0, "Buick", 4.0, "red"), record(300.0, "Buick", 2.0, "red")], champion)
    assert transform["vector"] == champion["vector"]
    mileage, make, doors, colour = transform["features"]
    assert (mileage["mean"], mileage["scale"], mileage["impute"]) == (20.0, 10.0, 200.0)
    assert (doors["mean"], doors["scale"], doors["impute"]) == (0.0, 1.0, 3.0)
    assert make == {"column": "make", "kind": "onehot", "categories": ["Saab", "Buick"], "impute": "Buick"}
    assert colour == {"column": "colour", "kind": "onehot", "categories": ["blue", "red"], "impute": "red"}


def test_a_category_that_the_champion_does_not_know_makes_a_list_of_its_own():
    champion = fit(SPEC, [record(colour="red"), record(colour="blue")])
    colour = fit(SPEC, [record(colour="red"), record(colour="green")], champion)["features"][3]
    assert colour["categories"] == ["green", "red"]


def test_a_column_of_another_kind_or_unknown_to_the_champion_is_fitted_anew():
    champion = fit(SPEC, [record(10.0, colour="red")])
    columns = [
        {"name": "id", "type": "integer"},
        {"name": "price", "type": "number"},
        {"name": "mileage", "type": "string"},
        {"name": "colour", "type": "number"},
        {"name": "wheels", "type": "number"},
    ]
    spec = {**SPEC, "columns": columns}
    rows = [{"id": 1.0, "price": 1.0, "mileage": mileage, "colour": 2.0, "wheels": 4.0} for mileage in ("few", None)]
    assert fit(spec, rows, champion) == fit(spec, rows)
    assert strangers(spec, champion) == ["mileage", "colour"]
    assert strangers(SPEC, champion) == []
    assert fit(spec, [{**row, "mileage": None} for row in rows], champion)["vector"] == ["colour", "wheels"]


@given(st.lists(RECORDS, min_size=1, max_size=6), st.lists(RECORDS, min_size=1, max_size=6), RECORDS)
def test_versions_in_the_same_units_encode_a_whole_record_alike(before, after, other):
    champion = fit(SPEC, before)
    transform = fit(SPEC, after, champion)
    whole = {**other, "doors": other["doors"] or 0.0, "colour": other["colour"] or "red"}
    if transform["vector"] == champion["vector"]:
        assert encode(transform, whole) == encode(champion, whole)


@given(st.lists(RECORDS, min_size=1, max_size=6), RECORDS)
def test_encodes_any_record_into_finite_numbers(rows, other):
    transform = json.loads(json.dumps(fit(SPEC, rows), allow_nan=False))
    for one in [*rows, other]:
        vector = encode(transform, one)
        assert len(vector) == len(transform["vector"])
        assert all(math.isfinite(number) for number in vector)


@given(st.lists(RECORDS, min_size=1, max_size=6), st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert fit(SPEC, shuffled) == fit(SPEC, rows)
