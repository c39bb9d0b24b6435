"""Vectors that tell a linear model's weights."""

import json

from cars import HEADER, SPEC
from preprocess import main
from probes import MOST_PLACES, PROBES, write_probes


def test_each_place_is_moved_by_one_alone(tmp_path):
    write_probes({"vector": ["a", "b", "c"]}, tmp_path)
    assert (tmp_path / PROBES).read_text() == "0.0,0.0,0.0\n1.0,0.0,0.0\n0.0,1.0,0.0\n0.0,0.0,1.0\n"


def test_a_vector_that_is_too_wide_is_not_probed(tmp_path):
    write_probes({"vector": ["a"] * (MOST_PLACES + 1)}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_they_stand_beside_the_shuffled_rows_where_they_are_asked_for(tmp_path):
    rows = [f"{number},{1000 + number},{number * 10},{('Saab', 'Buick')[number % 2]},4,red" for number in range(200)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/cars.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    (tmp_path / "model.json").write_text(json.dumps(SPEC))
    places = ["--data", str(tmp_path / "data"), "--model", str(tmp_path / "model.json")]
    for output, options, probed in (("with", ["--probes"], True), ("without", [], False)):
        folder = tmp_path / output
        assert main([*places, "--output", str(folder), "--message", str(tmp_path / "message"), *options]) == 0
        assert (folder / "shuffled" / PROBES).exists() is probed
    transform = json.loads((tmp_path / "with/transform/transform.json").read_text())
    lines = (tmp_path / "with/shuffled" / PROBES).read_text().splitlines()
    assert len(lines) == len(transform["vector"]) + 1
