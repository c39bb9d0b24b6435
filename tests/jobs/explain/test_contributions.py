"""Contributions add up to the answer, whatever the model and its features are."""

import ast
import csv
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
import xgboost
from explain.contributions import main
from explain.features import features_of, place_count
from features import place_names
from hypothesis import given, settings
from hypothesis import strategies as st
from transform import fit

JOBS = Path(__file__).resolve().parents[3] / "jobs"
TRANSFORM = {
    "version": 1,
    "features": [
        {"column": "mileage", "kind": "numeric"},
        {"column": "make", "kind": "onehot", "categories": ["Buick", "Saab", 'a, "b"']},
        {"column": "age", "kind": "numeric", "indicator": True},
    ],
}
NAMES = ["mileage", "make", "age"]


def rows_of(count, seed=1):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 6))
    vectors[:, 1:4] = np.eye(3)[random.integers(0, 3, count)]
    return vectors


class Job:
    """The job in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder

    def run(self, kind: str, lines: list[str], *options: str, ending: str = "csv", transform: dict = TRANSFORM) -> int:
        (self.folder / "vectors").mkdir(exist_ok=True)
        (self.folder / f"vectors/part-00000.{ending}").write_text("".join(f"{line}\n" for line in lines))
        (self.folder / "transform.json").write_text(json.dumps(transform))
        given = {
            "linear": ["--attribution", str(self.folder / "linear.json")],
            "trees": ["--model", str(self.folder / "model.tar.gz"), "--transform", str(self.folder / "transform.json")],
        }[kind]
        places = ["--vectors", str(self.folder / "vectors"), "--output", str(self.folder / "output")]
        return main([kind, *given, *places, "--message", str(self.folder / "message"), *options])

    @property
    def message(self) -> str:
        return (self.folder / "message").read_text()

    @property
    def told(self) -> dict:
        return json.loads((self.folder / "output/attribution.json").read_text())

    def largest(self) -> list[list[str]]:
        return list(csv.reader((self.folder / "output/part-00000.csv").read_text().splitlines()))

    def linear(self, weights, means, zero=20_000.0) -> None:
        features, start = [], 0
        for feature in TRANSFORM["features"]:
            part = slice(start, start + place_count(feature))
            start = part.stop
            features.append({"feature": feature["column"], "weights": weights[part], "means": means[part]})
        attribution = {"kind": "linear", "linear": {"zero": zero, "features": features}}
        (self.folder / "linear.json").write_text(json.dumps(attribution))

    def trees(self, vectors, target, **parameters):
        booster = xgboost.train({"max_depth": 4, **parameters}, xgboost.DMatrix(vectors, target), 20)
        self.archive({"xgboost-model": booster.save_raw("ubj")})
        return booster

    def archive(self, files: dict[str, bytes]) -> None:
        with tarfile.open(self.folder / "model.tar.gz", "w:gz") as packed:
            for name, content in files.items():
                (self.folder / name).write_bytes(content)
                packed.add(self.folder / name, name)


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


def line_of(vector, identifier=None) -> str:
    numbers = ",".join(map(repr, np.asarray(vector).tolist()))
    return numbers if identifier is None else f"{identifier},{numbers}"


def sums_of(rows: list[list[str]]) -> list[float]:
    """The contributions of lines that tell all features."""
    return [sum(map(float, row[2::2])) for row in rows]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.floats(-1e4, 1e4), min_size=6, max_size=6),
    st.lists(st.floats(-10, 10), min_size=6, max_size=6),
    st.lists(st.lists(st.floats(-10, 10), min_size=6, max_size=6), min_size=1, max_size=5),
)
def test_of_a_linear_model_they_and_the_base_are_the_answer(tmp_path_factory, weights, means, vectors):
    job = Job(tmp_path_factory.mktemp("job"))
    job.linear(weights, means)
    lines = [line_of(vector, number) for number, vector in enumerate(vectors)]
    assert job.run("linear", lines, "--largest", "3") == 0
    base = job.told["explanations"]["kernel_shap"]["label0"]["expected_value"]
    answers = 20_000 + np.array(vectors) @ np.array(weights)
    assert np.array(sums_of(job.largest())) + base == pytest.approx(answers, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("booster", ["gbtree", "dart", "gblinear"])
def test_of_trees_they_and_the_bias_are_the_margin_which_is_the_answer(job, booster):
    vectors = rows_of(500)
    target = 20_000 + 3_000 * vectors[:, 0] - 2_000 * vectors[:, 2] + 500 * vectors[:, 4] * vectors[:, 0]
    model = job.trees(vectors, target, booster=booster)
    lines = [line_of(vector, number) for number, vector in enumerate(vectors)]
    assert job.run("trees", lines, "--largest", "3") == 0, job.message
    told = job.told
    base = told["explanations"]["kernel_shap"]["label0"]["expected_value"]
    matrix = xgboost.DMatrix(vectors.astype(np.float32))
    margins, answers = model.predict(matrix, output_margin=True), model.predict(matrix)
    assert np.array(sums_of(job.largest())) + base == pytest.approx(margins, rel=1e-5)
    assert margins == pytest.approx(answers)
    assert (told["kind"], told["rows"]) == ("trees", 500)


def test_places_of_a_column_go_together(job):
    job.linear([100.0, 10.0, -20.0, 0.0, 5.0, 3.0], [0.0] * 6, zero=0.0)
    vectors = [[1.0, 1.0, 0.0, 0.0, -1.0, 1.0], [0.0, 0.0, 1.0, 0.0, 2.0, 0.0]]
    assert job.run("linear", [line_of(vectors[0], "a"), line_of(vectors[1], '"b, ""c"""')], "--largest", "2") == 0
    assert job.largest() == [["a", "mileage", "100.0", "make", "10.0"], ['b, "c"', "make", "-20.0", "age", "10.0"]]
    shap = job.told["explanations"]["kernel_shap"]["label0"]["global_shap_values"]
    assert list(shap.items()) == [("mileage", 50.0), ("make", 15.0), ("age", 6.0)]


def test_fewer_features_than_are_asked_for_leave_empty_fields(job):
    job.linear([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.0] * 6)
    assert job.run("linear", [line_of([1, 0, 0, 0, 0, 0], 1)], "--largest", "5") == 0
    assert len(job.largest()[0]) == 11
    assert job.largest()[0][7:] == ["", "", "", ""]


def test_rows_of_json_are_those_of_csv(job):
    job.linear([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.5] * 6)
    vectors = rows_of(20)
    assert job.run("linear", [line_of(vector, f"r{n}") for n, vector in enumerate(vectors)], "--largest", "3") == 0
    expected = job.largest()
    (job.folder / "vectors/part-00000.csv").unlink()
    lines = [
        json.dumps({"identifier": f"r{number}", "vector": {"features": vector.tolist()}})
        for number, vector in enumerate(vectors)
    ]
    assert job.run("linear", lines, "--largest", "3", ending="jsonl") == 0
    assert job.largest() == expected


@pytest.mark.parametrize("objective", ["reg:gamma", "count:poisson", "reg:logistic"])
def test_answers_that_are_no_sum_are_told_so(job, objective):
    vectors = rows_of(200)
    job.trees(vectors, 1 / (1 + np.exp(-vectors[:, 0])), objective=objective)
    assert job.run("trees", [line_of(vector) for vector in vectors]) == 1
    assert job.message == (
        "Contributions cannot be told: the model's answers are no sums of contributions: its objective makes something "
        "else of the sum."
    )


def test_what_is_wrong_is_one_sentence(job):
    (job.folder / "linear.json").write_text(json.dumps({"kind": "linear", "reason": "the answers are not linear"}))
    assert job.run("linear", ["1,2"]) == 1
    assert job.message == "Contributions cannot be told: the answers are not linear."
    job.linear([0.0] * 6, [0.0] * 6)
    assert job.run("linear", [line_of([0] * 6), "1,2,oops,4,5,6"]) == 1
    assert job.message == "Contributions cannot be told: lines 1 to 2 of part-00000.csv are not vectors."
    assert job.run("linear", ["1,2"]) == 1
    assert "are not vectors, of 6 numbers a row." in job.message
    assert job.run("trees", [line_of([0] * 6)]) == 1
    assert "model.tar.gz" in job.message
    job.archive({"one": b"", "two": b""})
    assert job.run("trees", [line_of([0] * 6)]) == 1
    assert "has 2 models in place of one." in job.message
    vectors = rows_of(50)
    job.trees(vectors[:, :4], vectors[:, 0])
    assert job.run("trees", [line_of([0] * 6)]) == 1
    assert job.message == "Contributions cannot be told: the model takes 4 numbers, and its transform makes 6."


@pytest.mark.parametrize("indicator", [False, True])
def test_a_feature_has_the_places_that_pre_processing_gives_it(indicator):
    kinds = [
        {"type": "number"},
        {"type": "boolean"},
        {"type": "date", "encoding": ["age", "year", "month", "weekday"]},
        {"type": "string"},
        {"type": "string", "ordered": ["a", "b", "c"]},
        *({"type": "string", "encoding": encoding} for encoding in ("target", "frequency", "hash")),
    ]
    columns = [{"name": f"c{place}", "indicator": indicator, **kind} for place, kind in enumerate(kinds)]
    spec = {"name": "m", "identifier": "id", "target": "y", "columns": columns}
    records = [{"y": 1.0, **{f"c{n}": 1e9 if n < 3 else "abc"[row] for n in range(8)}} for row in range(3)]
    transform = fit(spec, records)
    for feature in transform["features"]:
        assert place_count(feature) == len(place_names(feature)), feature["kind"]
    assert features_of(transform).names == [column["name"] for column in columns]
    assert features_of(transform).places == len(transform["vector"])


def test_it_is_python_3_8_and_takes_nothing_that_the_image_lacks():
    taken = set()
    for path in sorted((JOBS / "explain").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(), feature_version=(3, 8))):
            if isinstance(node, ast.Import):
                taken |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                taken.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call):
                assert "strict" not in {one.arg for one in node.keywords}, f"{path.name}: zip takes it from 3.10 on"
    assert taken - set(sys.stdlib_module_names) == {"explain", "numpy", "xgboost"}


def test_it_runs_by_its_path(job):
    job.linear([1.0] * 6, [0.0] * 6)
    (job.folder / "vectors").mkdir()
    (job.folder / "vectors/rows.csv").write_text(line_of([1] * 6) + "\n")
    command = [sys.executable, str(JOBS / "explain/contributions.py"), "linear"]
    options = ["--attribution", "linear.json", "--vectors", "vectors", "--output", "output"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=job.folder)
    assert (done.returncode, done.stdout) == (0, '{"rows": 1, "kind": "linear"}\n'), done.stderr
