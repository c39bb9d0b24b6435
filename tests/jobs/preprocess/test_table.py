"""Blocks of columns decide as dataset.py decides of each row, whatever state a file is in."""

import hashlib
import io
import json
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from cars import HEADER, SPEC
from data.labelled import labelled
from data.rows import DatasetError
from dataset import QuarantinedRow, is_required, read_value
from datasets import Dataset, read_dataset
from hypothesis import example, given, settings
from hypothesis import strategies as st
from identifiers import GENERATED, base_identifier
from preprocess import main
from split import SIDES, fold_of, side_of
from table import TableReader, reader_of
from transform import encode, fit, out_of_fold

NUMBERS = ["1", "2", "7", "7.0", "007", "+7", "-0", "0.5", ".5", "5.", "1e3", "1e-5", "123456.789", "9007199254740993"]
ODD_NUMBERS = ["", "nan", "inf", "-inf", "1_0", "0x10", "1e400", "4e38", "-1", "1.5", "٣", "one", "1e", ".", "1 2"]
TEXTS = ["Saab", "Buick", "red", "", "é", "e\u0301", "a, b", '"', "x\x00y", "\u2028", " ", "0.0", "a\tb"]
MARKS = [
    b'"',
    b'""',
    b'"a',
    b'a"b',
    b'"a"b',
    b' "a"',
    b'"a" ',
    b'"a""b"',
    b'"a,b"',
    b'"a\nb"',
    b'"a\r\nb",',
    b"\xff",
    b",",
]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


FIELDS = st.one_of(
    st.sampled_from(NUMBERS).map(str.encode),
    st.sampled_from(ODD_NUMBERS).map(str.encode),
    st.sampled_from(TEXTS).map(str.encode),
    st.sampled_from(NUMBERS + TEXTS).map(quoted).map(str.encode),
    st.sampled_from(NUMBERS).map(lambda text: f" {text}\t".encode()),
    st.sampled_from(MARKS),
)
IDENTIFIERS = st.one_of(st.integers(1, 20).map(lambda number: str(number).encode()), FIELDS)


@st.composite
def usual_rows(draw):
    """A row without damage, most often."""
    mileage = draw(st.sampled_from(NUMBERS))
    make = draw(st.sampled_from(["Saab", "Buick"]))
    doors = draw(st.sampled_from(["", "2", "4.0"]))
    colour = draw(st.sampled_from(["red", "a b", "", '"a, b"', "é"]))
    return f"{draw(st.integers(1, 60))},{draw(st.sampled_from(NUMBERS))},{mileage},{make},{doors},{colour}".encode()


DAMAGED_ROWS = st.builds(
    lambda first, rest: b",".join([first, *rest]), IDENTIFIERS, st.lists(FIELDS, min_size=4, max_size=6)
)
BLANKS = st.sampled_from([b"", b"  ", b"\xef\xbb\xbf", b"\t", b" \t "])
LINE_ENDS = st.sampled_from([b"\n", b"\n", b"\n", b"\r\n", b"\r"])


@st.composite
def files(draw, columns=HEADER):
    """The content of a file, with any damage after its header."""
    damage = draw(st.sampled_from(["none", "some", "much"]))
    kinds = {
        "none": [usual_rows()],
        "some": [usual_rows()] * 8 + [DAMAGED_ROWS, BLANKS],
        "much": [DAMAGED_ROWS, BLANKS],
    }
    lines = draw(st.lists(st.one_of(kinds[damage]), max_size=40))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    content = mark + columns.encode() + b"\n" + b"".join(line + draw(LINE_ENDS) for line in lines)
    return content.rstrip(b"\r\n") if draw(st.booleans()) else content


def by_rows(spec: dict, content: bytes) -> Dataset | str:
    try:
        return read_dataset(spec, [("cars.csv", content)])
    except DatasetError as error:
        return str(error)


def by_blocks(spec: dict, content: bytes, block_bytes: int) -> tuple[list, list[QuarantinedRow], TableReader]:
    """The usable rows as (digest, texts, values), and the others."""
    reader = TableReader(spec, block_bytes=block_bytes)
    used, quarantined = [], []
    columns = [column for column in spec["columns"] if column["name"] != spec["identifier"]]
    for block in reader.read("cars.csv", io.BytesIO(content)):
        texts = {name: column.to_pylist() for name, column in block.texts.items()}
        values = {
            column["name"]: block.cells[column["name"]].to_list(
                lambda text, column=column: read_value(column, text, is_required(spec, column))
            )
            for column in columns
        }
        for row, digest in enumerate(block.digests):
            some = ({name: column[row] for name, column in table.items()} for table in (texts, values))
            used.append((digest.tobytes(), *some))
        quarantined += block.quarantined
    return used, quarantined, reader


def assert_alike(spec: dict, content: bytes, block_bytes: int) -> None:
    expected = by_rows(spec, content)
    if isinstance(expected, str):
        if "no rows" not in expected:
            with pytest.raises(DatasetError) as raised:
                by_blocks(spec, content, block_bytes)
            assert str(raised.value) == expected
        return
    used, quarantined, reader = by_blocks(spec, content, block_bytes)
    assert quarantined == expected.quarantined
    assert [digest for digest, _, _ in used] == [
        hashlib.sha256(base_identifier(spec, row.identifier).encode()).digest() for row in expected.used
    ]
    names = [column["name"] for column in spec["columns"]]
    sent = [*names, GENERATED] if spec["identifier"] == GENERATED else names
    assert [texts for _, texts, _ in used] == [
        {name: row.texts.get(name, "") for name in sent} for row in expected.used
    ]
    values = [
        {name: value for name, value in row.values.items() if name != spec["identifier"]} for row in expected.used
    ]
    # As text, since 0 and -0 are equal.
    assert list(map(repr, (row for _, _, row in used))) == list(
        map(repr, ({n: v[n] for n in names if n != spec["identifier"]} for v in values))
    )
    assert (reader.ignored_columns, reader.absent_columns) == (expected.ignored_columns, expected.absent_columns)
    missing = Counter(name for values in values for name, value in values.items() if value is None)
    assert (+reader.missing, reader.duplicates) == (missing, expected.duplicates)


@settings(max_examples=300, deadline=None)
@given(files(), st.sampled_from([1, 64, 400, 2**21]))
@example(f"{HEADER}\r1,1,1,Saab,,\r2,1,1,Saab,,\r".encode(), 1)
@example(f'{HEADER}\n1,1,1,Saab,,"a\nb"\n2,1,1,Saab,,"open\n3,1,1,Saab,,x\n'.encode(), 30)
@example(f"{HEADER}\n \n1,1,1,Saab,,\n1,1\n\n2,nan,1,Saab,,\n".encode(), 2**21)
@example(f"{HEADER}\n\n\n".encode(), 1)
def test_blocks_decide_as_rows_do(content, block_bytes):
    assert_alike(SPEC, content, block_bytes)


@settings(max_examples=100, deadline=None)
@given(files("colour,mileage,extra,id,make,price"), st.sampled_from(["id", "colour"]), st.sampled_from([64, 2**21]))
def test_columns_in_any_order_and_names_of_any_type(content, identifier, block_bytes):
    columns = [dict(column, required=True) if column["name"] == identifier else column for column in SPEC["columns"]]
    first = [column for column in columns if column["name"] == identifier]
    spec = {**SPEC, "identifier": identifier, "columns": first + [one for one in columns if one not in first]}
    assert_alike(spec, content, block_bytes)


# Every kind of column that is not a plain number or text, in files without an identifier.
KINDS = {
    **SPEC,
    "identifier": GENERATED,
    "columns": [
        {"name": "price", "type": "number", "missing": ["x"]},
        {"name": "size", "type": "number", "format": {"decimal": ","}, "missing": ["?"], "required": False},
        {"name": "make", "type": "string", "encoding": "target"},
        {"name": "rooms", "type": "integer", "missing": ["-9", "NA"], "required": False, "indicator": True},
        {"name": "good", "type": "boolean", "required": False},
        {"name": "sold", "type": "date", "format": "%d.%m.%Y", "required": False},
        {"name": "state", "type": "string", "ordered": ["low", "high"]},
        {"name": "note", "type": "string", "ignored": True},
    ],
}
KIND_TEXTS = [
    ["1", "2", "2.0", "x", "3", ""],
    ["1,5", "2", "1,50", "?", "", "1.5"],
    ["a", "b", "é", "e\u0301", '"a b"', ""],
    ["1", "-9", "NA", "", "-0", "2.5"],
    ["yes", "No", "1", "", "maybe", "TRUE"],
    ["1.2.2003", "01.02.2003", "31.2.2003", "", "2003", "5.6.1967"],
    ["low", "high", "low", "high", "low", "mid"],
    ["", "kept", "as, it is", '"is; it"', "\u2028", "-1"],
]


@st.composite
def kind_files(draw, delimiter: str):
    """A file of all kinds of columns in which most values are usable, and often the same again."""
    usual = [st.sampled_from(texts[:3]) for texts in KIND_TEXTS]
    odd = [st.sampled_from(texts) for texts in KIND_TEXTS]
    rows = draw(st.lists(st.one_of(st.tuples(*usual), st.tuples(*usual), st.tuples(*odd)), max_size=30))
    lines = [delimiter.join(row).encode() for row in [[column["name"] for column in KINDS["columns"]], *rows]]
    lines += draw(st.lists(BLANKS, max_size=2))
    return b"\n".join(lines)


DELIMITERS = st.sampled_from([",", ";", "\t", "|"])


@settings(max_examples=300, deadline=None)
@given(st.data(), DELIMITERS, st.sampled_from([1, 64, 2**21]))
def test_blocks_decide_as_rows_do_of_every_kind(data, delimiter, block_bytes):
    assert_alike({**KINDS, "delimiter": delimiter}, data.draw(kind_files(delimiter)), block_bytes)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([1, 16, 2**21]))
def test_any_bytes_after_the_header(content, block_bytes):
    assert_alike(SPEC, HEADER.encode() + b"\n" + content, block_bytes)


@settings(deadline=None)
@given(st.binary(max_size=100), st.sampled_from([1, 16, 2**21]))
def test_any_bytes_at_all(content, block_bytes):
    assert_alike(SPEC, content, block_bytes)


COLUMNS = [
    *SPEC["columns"],
    {"name": "any", "type": "number"},
    {"name": "any", "type": "number", "min": -1, "max": 9007199254740993},
    {"name": "any", "type": "integer", "required": False, "max": 1.5},
    {"name": "any", "type": "string"},
]


@given(
    st.sampled_from(COLUMNS),
    st.lists(st.sampled_from(NUMBERS + ODD_NUMBERS + TEXTS) | st.floats().map(repr) | st.text(max_size=5), min_size=1),
)
def test_cells_are_what_each_text_means(column, texts):
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    required = column.get("required", True)
    cells, usable = reader_of(column, required).read(pa.array(texts, pa.string()))
    expected = [read_value(column, text, required) for text in texts]
    problems = [not isinstance(value, float | str | None) for value in expected]
    assert usable.tolist() == [not problem for problem in problems]
    found = cells.filter(usable).to_list(lambda text: read_value(column, text, required))
    kept = [value for value, problem in zip(expected, problems, strict=True) if not problem]
    assert list(map(repr, found)) == list(map(repr, kept))


def run(folder: Path, content: bytes, *options: str, spec: dict = SPEC) -> tuple[int, dict[str, bytes]]:
    """The exit code of a run, and every file that it left."""
    for name in ("data", "output"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "data").mkdir()
    (folder / "data/cars.csv").write_bytes(content)
    (folder / "model.json").write_text(json.dumps({**spec, "maxQuarantinedShare": 0.5}))
    places = {"--data": "data", "--model": "model.json", "--output": "output", "--message": "output/message"}
    code = main([*options, *(text for name, path in places.items() for text in (name, str(folder / path)))])
    output = folder / "output"
    return code, {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}


CHAMPION = fit(SPEC, [{"id": 1.0, "price": 1.0, "mileage": 10.0, "make": "Saab", "doors": 2.0, "colour": "red"}])


@settings(max_examples=60, deadline=None)
@given(files())
def test_a_run_leaves_the_same_bytes_row_by_row(content):
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "champion.json").write_text(json.dumps(CHAMPION))
        for options in ([], ["--champion", str(folder / "champion.json")]):
            assert run(folder, content, *options) == run(folder, content, "--row-by-row", *options)


@settings(max_examples=60, deadline=None)
@given(st.data(), DELIMITERS)
def test_a_run_writes_what_each_row_of_every_kind_encodes_to(data, delimiter):
    spec = {**KINDS, "delimiter": delimiter}
    content = data.draw(kind_files(delimiter))
    with TemporaryDirectory() as name:
        result = run(Path(name), content, spec=spec)
        assert result == run(Path(name), content, "--row-by-row", spec=spec)
    code, left = result
    if code != 0:
        return
    rows = [(base_identifier(spec, row.identifier), row.values) for row in read_dataset(spec, [("", content)]).used]
    train = [row for row in rows if side_of(row[0], spec["split"]) == "train"]
    transform = fit(spec, [values for _, values in train])
    assert json.loads(left["transform/transform.json"]) == transform

    def labelled_of(name: str):
        column = [values[name] for _, values in train]
        return labelled(
            column, [values["price"] for _, values in train], [fold_of(identifier) for identifier, _ in train]
        )

    folds = out_of_fold(transform, labelled_of)
    lines = [[values["price"], *encode(folds[fold_of(identifier)], values)] for identifier, values in train]
    assert left["train/train.csv"].decode() == "".join(",".join(map(repr, line)) + "\n" for line in lines)
    report = json.loads(left["report/report.json"])
    assert report["used"] == len(rows)


@settings(max_examples=60, deadline=None)
@given(files())
def test_a_run_writes_what_each_row_encodes_to(content):
    with TemporaryDirectory() as name:
        code, left = run(Path(name), content)
    if code != 0:
        return
    used = read_dataset(SPEC, [("cars.csv", content)]).used
    sides = {side: [row for row in used if side_of(row.identifier, SPEC["split"]) == side] for side in SIDES}
    transform = fit(SPEC, [row.values for row in sides["train"]])
    assert json.loads(left["transform/transform.json"]) == transform
    for side, rows in sides.items():
        lines = [[row.values["price"], *encode(transform, row.values)] for row in rows]
        assert left[f"{side}/{side}.csv"].decode() == "".join(",".join(map(repr, line)) + "\n" for line in lines)
