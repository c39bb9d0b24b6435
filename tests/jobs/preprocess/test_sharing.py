"""Several machines that share a table by its objects write what one machine writes of all of them."""

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import measure
import preprocess
import pytest
from cars import HEADER, SPEC
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_parquet import cars
from test_table import KINDS, files, kind_files

NAMES = ["a.csv", "a/b.csv", "b.csv", "a.parquet/x.csv"]


def laid_out(folder: Path, objects: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in objects.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def job_of(main, folder: Path, spec: dict, *options: str) -> tuple[int, str]:
    (folder / "model.json").write_text(json.dumps(spec), encoding="utf-8")
    message = folder / "message"
    arguments = ["--model", str(folder / "model.json"), "--message", str(message), *options]
    code = main(arguments)
    return code, message.read_text(encoding="utf-8") if message.exists() else ""


def contents(folder: Path) -> dict[str, bytes]:
    if not folder.exists():
        return {}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def by_one(folder: Path, spec: dict, objects: dict[str, bytes], *options: str):
    data = laid_out(folder / "data", objects)
    code, message = job_of(
        preprocess.main, folder, spec, "--data", str(data), "--output", str(folder / "output"), *options
    )
    return code, message, contents(folder / "output")


def by_many(folder: Path, spec: dict, objects: dict[str, bytes], measuring: list[int], sharing: list[int], *options):
    """As SageMaker runs both jobs: what machines write comes together under one prefix."""
    hosts = [f"algo-{number + 1}" for number in range(3)]

    def data_of(job: str, host: int, given: list[int]) -> Path:
        own = {name: content for (name, content), to in zip(objects.items(), given, strict=True) if to == host}
        return laid_out(folder / f"{job}-{host}" / "data", own)

    measures = folder / "measured"
    for host in range(len(hosts)):
        home = data_of("measure", host, measuring).parent
        code, message = job_of(measure.main, home, spec, "--data", str(home / "data"), "--output", str(home / "output"))
        if code != 0:
            return code, message, {}
        laid_out(measures, contents(home / "output" / "measures"))
    ended, together = set(), {}
    for host, name in enumerate(hosts):
        home = data_of("preprocess", host, sharing).parent
        (home / "resources.json").write_text(json.dumps({"current_host": name, "hosts": hosts}))
        places = ["--data", str(home / "data"), "--output", str(home / "output"), "--measures", str(measures)]
        ended.add(job_of(preprocess.main, home, spec, *places, "--resources", str(home / "resources.json"), *options))
        written = contents(home / "output")
        assert not written.keys() & together.keys()
        together.update(written)
    # All find the same, so all end alike.
    (ending,) = ended
    return *ending, together


def joined(left: dict[str, bytes], start: str, headers: bool = False) -> bytes:
    parts = [left[name] for name in sorted(left) if name.startswith(start)]
    return b"".join(part if place == 0 or not headers else part.split(b"\n", 1)[1] for place, part in enumerate(parts))


def assert_alike(one, many) -> None:
    (code, message, left), (same, told, together) = one, many
    assert (same, told) == (code, message)
    names = ("report/report.json", "transform/transform.json", "test/test.csv")
    contenders = [name for name in left if name.startswith(("contenders/", "shuffled/"))]
    for name in (*names, *contenders):
        assert together.get(name) == left.get(name), name
    assert {name.split("/")[0] for name in together} == {name.split("/")[0] for name in left}
    for folder in ("train", "validation"):
        assert joined(together, f"{folder}/") == joined(left, f"{folder}/")
    for start in ("raw/train", "raw/validation", "raw/test", "quarantine/"):
        assert joined(together, start, headers=True) == joined(left, start, headers=True)


GIVEN = st.lists(st.integers(0, 2), min_size=len(NAMES), max_size=len(NAMES))


def assert_shared(spec, contents, measuring, sharing, *options):
    objects = dict(zip(NAMES, contents, strict=True))
    with TemporaryDirectory() as name:
        one = by_one(Path(name) / "one", spec, objects, *options)
        assert_alike(one, by_many(Path(name) / "many", spec, objects, measuring, sharing, *options))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(files(), min_size=4, max_size=4), GIVEN, GIVEN, st.sampled_from([0.5, 1]))
def test_machines_write_what_one_would(contents, measuring, sharing, most):
    assert_shared({**SPEC, "maxQuarantinedShare": most}, contents, measuring, sharing)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(kind_files(";"), min_size=4, max_size=4), GIVEN, GIVEN, st.booleans())
def test_of_every_kind_of_column_and_without_an_identifier(contents, measuring, sharing, named):
    spec = {**KINDS, "delimiter": ";", "maxQuarantinedShare": 1}
    if named:
        spec = {**spec, "identifier": "make"}
    assert_shared(spec, contents, measuring, sharing)


def rows(start: int, count: int, make: str = "Saab") -> bytes:
    lines = [f"{number},{1000 + number},{number * 10},{make},4,red" for number in range(start, start + count)]
    return "\n".join([HEADER, *lines, ""]).encode()


def test_an_identifier_of_an_earlier_object_is_set_aside_on_every_machine(tmp_path):
    objects = {"a.csv": rows(1, 60), "b.csv": rows(59, 60, "Buick"), "c.parquet": cars(id=[118, 119, 120])}
    code, _, left = by_many(tmp_path / "many", SPEC, objects, [0, 1, 2], [2, 0, 1])
    assert code == 0
    report = json.loads(left["report/report.json"])
    assert (report["input"], report["used"]) == (123, 119)
    assert report["reasons"] == {"id: is in an earlier row already": 3, "price: the value is missing": 1}
    table = list(csv.reader(left["quarantine/quarantined-00001.csv"].decode().splitlines()))
    assert table[1] == [
        "1",
        "59,1059,590,Buick,4,red",
        'id: is in an earlier row already, got "59"',
        "b.csv",
    ]
    assert_alike(by_one(tmp_path / "one", SPEC, objects), (code, "", left))


def test_objects_of_different_columns_and_types_are_read_each_by_its_own(tmp_path):
    """They lack a column that may be missing, or have more, or texts for numbers, or another order of columns."""
    without = [line.rsplit(b",", 2)[0] for line in rows(101, 40).splitlines()]
    other = [b",".join(reversed(line.split(b","))) for line in rows(201, 40).splitlines()]
    objects = {
        "a.csv": rows(1, 60),
        "b.csv": b"\n".join(line + b",x" for line in without).replace(b"make,x", b"make,extra", 1),
        "c.csv": b"\n".join(other),
        "d.parquet": cars(id=[300, 301, 302], mileage=["5", "x", "7"], doors=["2", None, "4"], price=[1, 2, 3]),
        "e.parquet": cars(id=[1, 400, 401], price=[1, 2, 3]),
    }
    one = by_one(tmp_path / "one", SPEC, objects)
    report = json.loads(one[2]["report/report.json"])
    assert (report["input"], report["quarantined"]) == (146, 2)
    assert (report["absentColumns"], report["ignoredColumns"]) == (["colour", "doors"], ["extra"])
    assert report["missing"] == {"doors": 41, "colour": 42}
    assert_alike(one, by_many(tmp_path / "many", SPEC, objects, [0, 1, 2, 0, 1], [2, 2, 0, 1, 0]))


def test_the_champions_vectors_are_those_of_all_test_rows(tmp_path):
    objects = {"a.csv": rows(1, 100), "b.csv": rows(101, 100, "Buick")}
    _, _, first = by_one(tmp_path / "first", SPEC, {"a.csv": rows(500, 200)})
    champion = tmp_path / "champion.json"
    champion.write_bytes(first["transform/transform.json"])
    options = ("--champion", str(champion))
    one = by_one(tmp_path / "one", SPEC, objects, *options)
    assert "contenders/champion/test.csv" in one[2]
    assert_alike(one, by_many(tmp_path / "many", SPEC, objects, [0, 1], [1, 1], *options))


def test_the_first_row_that_cannot_be_used_is_told_by_every_machine(tmp_path):
    objects = {"a.csv": rows(1, 20), "b.csv": rows(15, 6) + rows(30, 2).split(b"\n", 1)[1].replace(b"Saab", b"Fiat")}
    one = by_one(tmp_path / "one", SPEC, objects)
    assert one[1].endswith(
        "8 of 28 rows cannot be used, more than the accepted 5.0%; the first is row 1 of b.csv: "
        'id: is in an earlier row already, got "15".'
    )
    assert_alike(one, by_many(tmp_path / "many", SPEC, objects, [0, 1], [1, 2]))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"id,price\n1,2\n", 'b.csv: the header lacks the columns mileage, make; it begins with "id,price".'),
        (b"", "b.csv: the file is empty: send a CSV with a header and a row per example."),
    ],
)
def test_an_object_that_cannot_be_read_fails_the_job_that_measures_it(tmp_path, content, told):
    objects = {"a.csv": rows(1, 20), "b.csv": content}
    assert by_many(tmp_path, SPEC, objects, [0, 1], [0, 1]) == (1, f"Pre-processing failed: {told}", {})


def test_an_object_that_nobody_measured_is_told(tmp_path):
    data = laid_out(tmp_path / "data", {"a.csv": rows(1, 20)})
    (tmp_path / "measures").mkdir()
    (tmp_path / "resources.json").write_text('{"current_host": "algo-1", "hosts": ["algo-1"]}')
    places = [str(tmp_path / name) for name in ("output", "measures", "resources.json")]
    options = [word for pair in zip(["--output", "--measures", "--resources"], places, strict=True) for word in pair]
    code, told = job_of(preprocess.main, tmp_path, SPEC, "--data", str(data), *options)
    assert (code, told) == (1, "Pre-processing failed: the object a.csv was not measured.")
