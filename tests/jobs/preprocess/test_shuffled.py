import json

import numpy as np
import pytest
import shuffled
from shuffled import learnt_columns, write_shuffled


def feature(column, kind="numeric", **more):
    return {"column": column, "kind": kind, "impute": 0, "mean": 0, "scale": 1, **more}


TRANSFORM = {
    "features": [
        feature("mileage"),
        feature("make", "onehot", categories=["Saab", "Buick"], indicator=True),
        feature("nothing", "onehot", categories=[]),
        feature("doors"),
    ]
}
BLOCKS = {"mileage": slice(0, 1), "make": slice(1, 4), "doors": slice(4, 5)}


@pytest.fixture
def shuffle(tmp_path):
    """Shuffles rows of five numbers; the lines of each file by its name, and those that came."""

    def run(count, transform=TRANSFORM):
        rows = [f"{number}.5,{number % 2},{1 - number % 2},0,{number * 2}" for number in range(count)]
        (tmp_path / "test.csv").write_text("".join(f"{row}\n" for row in rows))
        write_shuffled(tmp_path / "test.csv", transform, tmp_path / "shuffled")
        written = sorted((tmp_path / "shuffled").iterdir())
        files = {path.name: [line.split(",") for line in path.read_text().splitlines()] for path in written}
        return files, [row.split(",") for row in rows]

    return run


def test_each_file_has_one_column_shuffled_and_all_others_as_they_are(shuffle):
    files, rows = shuffle(40)
    assert list(files) == ["000.csv", "001.csv", "002.csv"]
    for lines, (name, block) in zip(files.values(), BLOCKS.items(), strict=True):
        assert len(lines) == 5 * 40, name
        for start in range(0, len(lines), 40):
            some = lines[start : start + 40]
            kept = [[cell for place, cell in enumerate(line) if not block.start <= place < block.stop] for line in some]
            own = [line[block] for line in some]
            expected = [[c for place, c in enumerate(row) if not block.start <= place < block.stop] for row in rows]
            assert kept == expected, name
            assert sorted(own) == sorted(row[block] for row in rows), name
            assert own != [row[block] for row in rows], name


def test_the_columns_are_those_that_have_a_place_in_the_vector():
    assert learnt_columns(TRANSFORM) == ["mileage", "make", "doors"]


def test_the_same_rows_are_shuffled_alike(shuffle):
    assert shuffle(40)[0] == shuffle(40)[0]


def test_many_rows_are_few_of_each_file(shuffle, monkeypatch):
    monkeypatch.setattr(shuffled, "_MOST_ROWS", 100)
    files, rows = shuffle(40)
    assert {len(lines) for lines in files.values()} == {33}
    assert sorted(line[0] for line in files["000.csv"]) == sorted(row[0] for row in rows[:33])


def test_wide_rows_are_fewer(shuffle, monkeypatch):
    monkeypatch.setattr(shuffled, "_MOST_BYTES", 300)
    files, _ = shuffle(40)
    assert sum(len(",".join(line)) + 1 for lines in files.values() for line in lines) <= 300 * 1.2


def test_a_single_row_has_nothing_to_be_shuffled_with(shuffle):
    files, rows = shuffle(1)
    assert all(lines == rows * 5 for lines in files.values())


def test_pre_processing_leaves_them_beside_what_the_challenger_reads(run):
    rows = [f"{number},{1000 + number},{number * 10},{['Saab', 'Buick'][number % 2]},4,red" for number in range(200)]
    _, _, output = run("\n".join(["id,price,mileage,make,doors,colour", *rows]))
    transform = json.loads((output / "transform/transform.json").read_text())
    challenger = (output / "contenders/challenger/test.csv").read_text().splitlines()
    files = sorted((output / "shuffled").iterdir())
    assert [path.name for path in files] == [f"{place:03}.csv" for place in range(len(learnt_columns(transform)))]
    width = len(transform["vector"])
    for path in files:
        lines = [line.split(",") for line in path.read_text().splitlines()]
        assert len(lines) % len(challenger) == 0
        assert {len(line) for line in lines} == {width}
        assert np.isfinite(np.array(lines, np.float64)).all()
