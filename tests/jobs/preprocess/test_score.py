import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cars import HEADER, ROOT, SPEC
from hypothesis import example, given, settings
from hypothesis import strategies as st
from score import main
from transform import encode, fit

TRANSFORM = fit(
    SPEC,
    [
        {"id": 1.0, "price": 1.0, "mileage": 10.0, "make": "Saab", "doors": 2.0, "colour": "red"},
        {"id": 2.0, "price": 2.0, "mileage": 30.0, "make": "Buick", "doors": None, "colour": "a, b"},
    ],
)
CARRIED = ["id", "mileage", "make", "doors", "colour"]
FORMATS = {"xgboost": "text/csv", "linear-learner": "application/jsonlines"}


class Job:
    """The job in a folder of its own, with a version of two algorithms."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.output = folder / "output"

    def run(self, content: str | bytes, transform=TRANSFORM, options: tuple[str, ...] = (), **changes) -> int:
        (self.folder / "data").mkdir(exist_ok=True)
        (self.folder / "data/cars.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        (self.folder / "model.json").write_text(json.dumps({**SPEC, **changes}))
        (self.folder / "transform.json").write_text(json.dumps(transform))
        return main(
            [
                *options,
                *("--data", str(self.folder / "data"), "--model", str(self.folder / "model.json")),
                *("--transform", *(f"{algorithm}={self.folder / 'transform.json'}" for algorithm in FORMATS)),
                *("--format", "linear-learner=application/jsonlines"),
                *("--output", str(self.output), "--message", str(self.folder / "message")),
            ]
        )

    @property
    def message(self) -> str:
        return (self.folder / "message").read_text(encoding="utf-8")

    @property
    def report(self) -> dict:
        return json.loads((self.output / "report/report.json").read_text())

    def parts(self, algorithm: str) -> list[list[str]]:
        """The lines of each part file."""
        files = sorted((self.output / "encoded" / algorithm).glob("part-*"))
        return [file.read_text(encoding="utf-8").split("\n")[:-1] for file in files]

    def csv_rows(self) -> list[list[str]]:
        """The rows as they came, each with its vector as CSV has it."""
        vectors = [fields for part in self.parts("xgboost") for fields in csv.reader(part)]
        rows = self.rows()
        assert [row[0] for row in rows] == [vector[0] for vector in vectors]
        return [[*row, *vector[1:]] for row, vector in zip(rows, vectors, strict=True)]

    def json_rows(self) -> list[dict]:
        return [json.loads(line) for part in self.parts("linear-learner") for line in part]

    def rows(self) -> list[list[str]]:
        """The rows as they came."""
        return [fields for part in self.row_parts() for fields in csv.reader(part)]

    def row_parts(self) -> list[list[str]]:
        """The lines of each part file of `rows/`."""
        files = sorted((self.output / "rows").glob("part-*.csv"))
        return [file.read_text(encoding="utf-8").split("\n")[:-1] for file in files]

    def quarantined(self) -> list[list[str]]:
        path = self.output / "quarantine/quarantined.csv"
        text = path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""
        return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


def test_each_line_is_the_identifier_and_the_vector_and_rows_are_kept_as_they_came(job):
    assert job.run(f"{HEADER}\n7,,+20.0,Saab,,red\n8,x,10,Buick,4,\n") == 0
    assert job.row_parts() == [["7,+20.0,Saab,,red", "8,10,Buick,4,"]]
    assert job.parts("xgboost") == [["7,0.0,1.0,0.0,0.0,0.0,1.0", "8,-1.0,0.0,1.0,2.0,1.0,0.0"]]
    assert job.json_rows()[0] == {"identifier": "7", "vector": {"features": [0.0, 1.0, 0.0, 0.0, 0.0, 1.0]}}
    assert job.report == {
        "input": 2,
        "used": 2,
        "quarantined": 0,
        "reasons": {},
        "carried": CARRIED,
        "parts": 1,
        "ignoredColumns": [],
        "absentColumns": [],
    }


def test_the_target_may_be_absent_and_columns_come_in_any_order(job):
    assert job.run("extra,make,mileage,id\n?,Saab,20,7\n") == 0
    assert job.csv_rows() == [["7", "20", "Saab", "", "", "0.0", "1.0", "0.0", "0.0", "1.0", "0.0"]]
    assert job.report["ignoredColumns"] == ["extra"]
    assert job.report["absentColumns"] == ["colour", "doors"]


def test_text_is_quoted_and_has_no_line_break(job):
    assert job.run(f'{HEADER}\n7,1,20,Saab,4,"a, b"\n8,1,20,Saab,4,"say ""é""\r\nloud"\n') == 0
    assert [row[4] for row in job.csv_rows()] == ["a, b", 'say "é" loud']
    assert job.row_parts() == [['7,20,Saab,4,"a, b"', '8,20,Saab,4,"say ""é"" loud"']]
    # The value is what it was, whatever the line shows of it.
    assert job.csv_rows()[0][-2:] == ["1.0", "0.0"]


def test_zero_and_minus_zero_are_encoded_apart(job):
    transform = json.loads(json.dumps(TRANSFORM))
    transform["features"][0]["mean"] = 0.0
    assert job.run(f"{HEADER}\n7,1,-0,Saab,4,\n8,1,0,Saab,4,\n", transform) == 0
    assert [row[5] for row in job.csv_rows()] == ["-0.0", "0.0"]


def test_parts_have_a_fixed_number_of_rows(job, monkeypatch):
    monkeypatch.setattr("batch.PART_ROWS", 3)
    monkeypatch.setattr("score.PART_ROWS", 3)
    rows = [f"{number},1,{number},Saab,4,red" for number in range(7)]
    assert job.run("\n".join([HEADER, *rows])) == 0
    assert [len(part) for part in job.parts("xgboost")] == [3, 3, 1]
    assert [len(part) for part in job.row_parts()] == [3, 3, 1]
    assert job.report["parts"] == 3
    names = sorted(path.name for path in (job.output / "encoded/linear-learner").iterdir())
    assert names == ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl"]
    assert [row["identifier"] for row in job.json_rows()] == [str(number) for number in range(7)]


def test_poison_rows_are_quarantined_and_the_others_scored(job):
    rows = [f"{number},1,{number},Saab,4,red" for number in range(100)]
    rows[3] = "3,1,many,Saab,4,red"
    rows[5] = '5,1,5,"Saab,4,red'
    rows[7] = "6,1,7,Saab,4,red"
    assert job.run("\n".join([HEADER, *rows])) == 0
    assert [(number, reason) for number, _, reason, _ in job.quarantined()] == [
        ("4", 'mileage: expected a number, got "many"'),
        ("6", "a quoted field has no closing quote"),
        ("8", 'id: is in an earlier row already, got "6"'),
    ]
    assert (job.report["input"], job.report["used"], job.report["quarantined"]) == (100, 97, 3)
    assert len(job.csv_rows()) == 97


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cars.csv: the file is empty: send a CSV with a header and a row per example."),
        (f"{HEADER}\n", "there are no rows: send a CSV with a header and a row for each prediction."),
        ("id,make\n1,Saab\n", 'cars.csv: the header lacks the column mileage; it begins with "id,make".'),
        ("mileage,make\n1,Saab\n", 'cars.csv: the header lacks the column id; it begins with "mileage,make".'),
        (
            "id,mileage,make\n1,2,Saab\n".encode("utf-16"),
            "cars.csv: the file is in UTF-16: save it as CSV in UTF-8 (iconv -f UTF-16 -t UTF-8 FILE > NEW).",
        ),
    ],
)
def test_a_file_that_cannot_be_scored_is_told_in_a_sentence(job, capsys, content, sentence):
    assert job.run(content) == 1
    assert job.message == f"Pre-processing failed: {sentence}"
    assert capsys.readouterr().err.strip() == job.message
    assert job.report["input"] == 0
    assert not (job.output / "encoded").exists()
    assert not (job.output / "rows").exists()


def test_too_many_unusable_rows_leave_the_quarantine_and_no_encoded_row(job):
    rows = [f"{number},1,{number if number > 5 else 'x'},Saab,4,red" for number in range(100)]
    assert job.run("\n".join([HEADER, *rows])) == 1
    assert job.message == (
        "Pre-processing failed: 6 of 100 rows cannot be used, more than the accepted 5.0%; "
        'the first is row 1 of cars.csv: mileage: expected a number, got "x".'
    )
    assert len(job.quarantined()) == 6
    assert job.report["reasons"] == {"mileage: expected a number": 6}
    assert not (job.output / "encoded").exists()
    assert not (job.output / "rows").exists()


def test_rows_of_which_none_is_usable_fail_whatever_share_is_accepted(job):
    assert job.run(f"{HEADER}\n7,1,x,Saab,4,red\n", maxQuarantinedShare=1) == 1
    assert job.message.startswith("Pre-processing failed: 1 of 1 rows cannot be used; the first is row 1 of ")


def test_versions_that_encode_otherwise_have_vectors_of_their_own(job):
    other = fit(SPEC, [{"id": 1.0, "price": 1.0, "mileage": 10.0, "make": "Saab", "doors": 2.0, "colour": "red"}])
    (job.folder / "other.json").write_text(json.dumps(other))
    options = ("--transform", f"forest={job.folder / 'other.json'}")
    assert job.run(f"{HEADER}\n7,,20,Saab,2,red\n", options=options) == 0
    assert job.parts("xgboost") == [["7,0.0,1.0,0.0,0.0,0.0,1.0"]]
    assert job.parts("forest") == [["7,10.0,1.0,0.0,0.0,1.0"]]


def test_a_version_that_knows_a_column_as_another_kind_is_refused(job):
    columns = [{**column, "type": "string"} if column["name"] == "doors" else column for column in SPEC["columns"]]
    assert job.run(f"{HEADER}\n7,1,20,Saab,four,red\n", columns=columns) == 1
    assert job.message == (
        "Pre-processing failed: the xgboost model knows doors as another kind of column than the model's file does: "
        "train it anew."
    )


def test_a_column_that_the_version_does_not_know_is_carried_and_not_encoded(job):
    columns = [*SPEC["columns"], {"name": "wheels", "type": "integer", "required": False}]
    assert job.run("id,mileage,make,wheels\n7,20,Saab,4\n", columns=columns) == 0
    assert job.csv_rows() == [["7", "20", "Saab", "", "", "4", "0.0", "1.0", "0.0", "0.0", "1.0", "0.0"]]
    assert job.report["carried"] == [*CARRIED, "wheels"]


FIELD = st.sampled_from(["1", "2.5", "-0", "", "x", "1e3", '"', '"5"', '"5', '"a\nb"', "Saab", "Buick", "red", " 4 "])
ROW = st.tuples(st.integers(0, 30).map(str), FIELD, FIELD, FIELD, FIELD, FIELD).map(",".join)
GOOD = st.tuples(st.integers(0, 30), st.integers(0, 99)).map(lambda pair: f"{pair[0]},,{pair[1]},Saab,,")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.lists(st.one_of(ROW, GOOD), max_size=12).map("\n".join).map(str.encode),
        st.binary(max_size=80),
        st.text(max_size=80).map(str.encode),
    )
)
@example(b"\xef\xbb\xbf")
@example(b'1,,2,"Saab",4,"\xe2\x80\xa8"\r')
def test_every_row_comes_out_or_is_quarantined(body):
    with TemporaryDirectory() as folder:
        job = Job(Path(folder))
        code = job.run(HEADER.encode() + b"\n" + body, maxQuarantinedShare=1)
        report = job.report
        assert report["input"] == report["used"] + report["quarantined"]
        assert report["quarantined"] == len(job.quarantined())
        assert code == (0 if report["used"] else 1)
        if code == 0:
            vectors = [(row["identifier"], *map(repr, row["vector"]["features"])) for row in job.json_rows()]
            rows = [tuple(row) for row in job.csv_rows()]
            assert vectors == [(row[0], *row[len(CARRIED) :]) for row in rows]
            assert len(rows) == report["used"]
            assert all(len(row) == len(CARRIED) + len(TRANSFORM["vector"]) for row in rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(ROW, GOOD), max_size=12).map("\n".join))
def test_a_run_leaves_the_same_bytes_row_by_row(body):
    left = []
    for options in ((), ("--row-by-row",)):
        with TemporaryDirectory() as folder:
            job = Job(Path(folder))
            job.run(f"{HEADER}\n{body}", options=options, maxQuarantinedShare=0.8)
            files = [path for path in job.output.rglob("*") if path.is_file()]
            left.append({path.relative_to(job.output): path.read_bytes() for path in files})
    assert left[0] == left[1]


NUMBER = st.floats(min_value=-3.4e38, max_value=3.4e38)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(NUMBER, st.none() | NUMBER), min_size=1, max_size=5))
def test_vectors_are_those_of_training(pairs):
    records = [{"mileage": abs(mileage), "make": "Saab", "doors": doors, "colour": None} for mileage, doors in pairs]
    columns = [{"name": column["name"], "type": column["type"], "required": False} for column in SPEC["columns"]]
    rows = ["" if value is None else str(value) for record in records for value in record.values()]
    lines = [",".join([str(place // 4), "", *rows[place : place + 4]]) for place in range(0, len(rows), 4)]
    with TemporaryDirectory() as folder:
        job = Job(Path(folder))
        transform = json.loads(json.dumps(TRANSFORM))
        for feature in transform["features"]:
            # Doors are numbers with any fraction here.
            columns[[column["name"] for column in columns].index(feature["column"])]["type"] = (
                "number" if feature["kind"] == "numeric" else "string"
            )
        assert job.run("\n".join([HEADER, *lines]), transform, columns=columns) == 0
        vectors = [list(map(float, row[len(CARRIED) :])) for row in job.csv_rows()]
    assert vectors == [encode(transform, record) for record in records]


def test_runs_as_a_script_and_explains_what_it_takes(tmp_path):
    script = ROOT / "jobs/preprocess/score.py"
    options = ["--transform", "xgboost", "--message", str(tmp_path / "message")]
    done = subprocess.run([sys.executable, str(script), *options], capture_output=True, text=True)
    assert done.returncode == 2
    assert "xgboost must be ALGORITHM=VALUE" in done.stderr
