"""A linear version by its answers alone: its weights, what each feature adds, and whether that has drifted."""

import json

import numpy as np
import pytest
from data.rows import DatasetError
from dataset import read_value
from explain.contributions import main as contributions
from monitor.attribution import read_attribution
from monitor.encode import main as encode_window
from monitor.linear import probe_answers
from probes import MOST_PLACES, PROBES, write_probes
from sales import FEATURES, SPEC, csv_of, sales
from transform import encode, fit

COLUMNS = {column["name"]: column for column in SPEC["columns"]}
COUNT = 300


def records_of(rows):
    return [
        {
            name: read_value(COLUMNS[name], row[name], COLUMNS[name].get("required", True))
            for name in ["price", *FEATURES]
        }
        for row in rows
    ]


TRANSFORM = fit(SPEC, records_of(sales(COUNT)))
WEIGHTS = np.random.default_rng(5).normal(0, 800, len(TRANSFORM["vector"]))
# So that mileage matters most, and doors least.
WEIGHTS[0], WEIGHTS[TRANSFORM["vector"].index("doors")] = -4_000, 1


def answer(vector) -> float:
    return 20_000 + float(np.dot(WEIGHTS, vector))


def vectors_of(rows):
    return [encode(TRANSFORM, record) for record in records_of(rows)]


@pytest.fixture
def version(monitor):
    """Makes the baseline of a version by its answers, linear or not; returns attribution.json."""

    def make(rows=None, model=answer, transform=TRANSFORM, probes=True):
        rows = rows or sales(COUNT)
        folder = monitor.folder
        (folder / "transform.json").write_text(json.dumps(transform))
        (folder / "predictions").mkdir(exist_ok=True)
        (folder / "predictions/test.csv.out").write_text("".join(f"{model(vector)!r}\n" for vector in vectors_of(rows)))
        (folder / "answers").mkdir(exist_ok=True)
        for place in range(len(dict.fromkeys(one["column"] for one in transform["features"]))):
            same = "".join(f'{{"score": {model(vector)!r}}}\n' for vector in vectors_of(rows))
            (folder / f"answers/{place:03}.csv.out").write_text(same)
        if probes:
            write_probes(transform, folder / "probes")
            lines = (folder / "probes" / PROBES).read_text().splitlines()
            said = [json.dumps({"score": model([float(one) for one in line.split(",")])}) for line in lines]
            (folder / f"answers/{PROBES}.out").write_text("".join(f"{one}\n" for one in said))
        result = monitor.baseline(
            {"test.csv": csv_of(rows)},
            *("--predictions", str(folder / "predictions"), "--name", "xgboost", "--linear"),
            *("--shuffled", str(folder / "answers"), "--transform", str(folder / "transform.json")),
            judgement="model-quality",
        )
        assert result.code == 0, result.message
        assert monitor.baseline({"test.csv": csv_of(rows)}).code == 0
        return result.json("attribution.json")

    return make


def numbers_in(lines):
    return np.array([[float(one) for one in line.split(",")] for line in lines])


def shap(document):
    return document["explanations"]["kernel_shap"]["label0"]["global_shap_values"]


def test_weights_and_means_are_told_by_answers_alone(version):
    told = version()
    assert (told["kind"], told["rows"]) == ("linear", COUNT)
    features = told["linear"]["features"]
    assert [one["feature"] for one in features] == FEATURES
    assert np.concatenate([one["weights"] for one in features]) == pytest.approx(WEIGHTS, rel=1e-6, abs=1e-6)
    means = np.mean(vectors_of(sales(COUNT)), axis=0)
    assert np.concatenate([one["means"] for one in features]) == pytest.approx(means, abs=1e-9)


def test_contributions_and_the_base_are_the_answer(version):
    """Of the whole: the mean absolute sums by feature are those of each row's places, and the rows add up."""
    told = version()
    vectors = np.array(vectors_of(sales(COUNT)))
    added = WEIGHTS * (vectors - vectors.mean(axis=0))
    base = told["explanations"]["kernel_shap"]["label0"]["expected_value"]
    assert added.sum(axis=1) + base == pytest.approx([answer(vector) for vector in vectors], rel=1e-6)
    start = 0
    for one in told["linear"]["features"]:
        own = added[:, start : start + len(one["weights"])].sum(axis=1)
        start += len(one["weights"])
        assert shap(told)[one["feature"]] == pytest.approx(np.abs(own).mean(), rel=1e-6)
    assert next(iter(shap(told))) == "mileage"


def test_answers_that_are_not_linear_are_told_so(version, monitor):
    told = version(model=lambda vector: answer(vector) * (1 + 0.2 * vector[0]))
    assert set(told) == {"kind", "reason"}
    assert told["reason"].startswith("the model's answers are not linear: to a test row one is ")
    # The monitor then has nothing to compare, and judges the rest.
    judged = monitor.analyze({"window.csv": csv_of(sales(200, 2))}, settings={"attribution": True})
    assert judged.code == 0
    assert not (judged.folder / "xgboost/analysis.json").exists()


def test_answers_of_32_bits_are_linear_enough(version):
    told = version(model=lambda vector: float(np.float32(answer(vector))))
    weights = np.concatenate([one["weights"] for one in told["linear"]["features"]])
    assert weights == pytest.approx(WEIGHTS, rel=1e-3, abs=0.01)


def test_a_vector_that_is_too_wide_is_not_probed(tmp_path, version):
    write_probes({"vector": ["x"] * (MOST_PLACES + 1)}, tmp_path / "wide")
    assert not (tmp_path / "wide").exists()
    told = version(probes=False)
    assert told["reason"] == f"the vector has {len(WEIGHTS)} places, and no more than {MOST_PLACES} are probed"


def test_answers_to_other_probes_are_refused(tmp_path):
    (tmp_path / f"{PROBES}.out").write_text("1\n2\n")
    with pytest.raises(DatasetError, match=f"there are 2 answers to probes, and {len(WEIGHTS) + 1} were asked for"):
        probe_answers(tmp_path, TRANSFORM)


def test_a_window_like_training_has_not_drifted(version, monitor):
    before = version()
    judged = monitor.analyze({"window.csv": csv_of(sales(400, 2))}, settings={"attribution": True})
    assert judged.violations() == []
    after = judged.json("xgboost/analysis.json")
    assert after["version"] == "1.0"
    assert next(iter(shap(after))) == "mileage"
    assert shap(after)["mileage"] == pytest.approx(shap(before)["mileage"], rel=0.15)
    (own,) = [one for one in judged.json("report.json")["names"]["xgboost"]["findings"] if one["method"] == "NDCG"]
    assert (own["feature"], own["violation"], own["threshold"]) == ("label0", False, 0.9)


def test_a_window_that_the_model_answers_by_other_features_has_drifted(version, monitor):
    version()
    # Cars that have all been driven as far, and were sold at one time, are told apart by what hardly mattered before.
    same = {"mileage": lambda *_: "20000", "sold": lambda *_: "01/06/2025", "make": lambda *_: "Chevy"}
    window = csv_of(sales(400, 2, **same, doors=lambda row, numbers: str(numbers.choice([2, 40_000]))))
    judged = monitor.analyze({"window.csv": window}, settings={"attribution": True, "leastNdcg": 0.95})
    (violation,) = [one for one in judged.violations() if "attribution" in one["constraint_check_type"]]
    value = float(violation["description"].split()[3])
    assert violation == {
        "label": "label0",
        "metric_name": "shap",
        "constraint_check_type": "feature_attribution_drift_check",
        "description": f"Feature attribution drift {value:.4g} exceeds threshold 0.95",
    }
    drift = (judged.folder / "drift.csv").read_text()
    assert "feature_attribution_drift_check" in drift
    # Nobody is told who has not asked.
    silent = monitor.analyze({"window.csv": window})
    assert all("attribution" not in one["constraint_check_type"] for one in silent.violations())


def test_what_a_job_in_the_algorithms_image_has_told_is_compared(version, monitor):
    """A window of trees: encoded here, explained there; the same rows by a linear version give the same means."""
    before = version()
    (monitor.folder / "linear.json").write_text(json.dumps(before))
    (monitor.folder / "window").mkdir()
    (monitor.folder / "window/window.csv").write_text(csv_of(sales(400, 2)))
    (monitor.folder / "model.json").write_text(json.dumps(SPEC))
    code = encode_window(
        [
            *("--data", str(monitor.folder / "window"), "--model", str(monitor.folder / "model.json")),
            *("--transform", f"xgboost={monitor.folder / 'transform.json'}"),
            *("--output", str(monitor.folder / "vectors"), "--message", str(monitor.folder / "message")),
        ]
    )
    assert code == 0
    lines = (monitor.folder / "vectors/xgboost/vectors.csv").read_text().splitlines()
    assert numbers_in(lines) == pytest.approx(np.array(vectors_of(sales(400, 2))))
    told = ["--vectors", str(monitor.folder / "vectors/xgboost"), "--output", str(monitor.folder / "told")]
    assert contributions(["linear", "--attribution", str(monitor.folder / "linear.json"), *told]) == 0

    asked = {"attribution": True}
    inline = monitor.analyze({}, settings=asked).json("xgboost/analysis.json")
    judged = monitor.analyze({}, "--attribution", f"xgboost={monitor.folder / 'told'}", settings=asked)
    assert shap(judged.json("xgboost/analysis.json")) == pytest.approx(shap(inline))
    assert judged.violations() == []


def test_a_long_window_is_thinned_evenly(monkeypatch, tmp_path):
    monkeypatch.setattr("monitor.encode._MOST_ROWS", 100)
    (tmp_path / "window").mkdir()
    (tmp_path / "window/rows.csv").write_text(csv_of(sales(1000)))
    (tmp_path / "model.json").write_text(json.dumps(SPEC))
    (tmp_path / "transform.json").write_text(json.dumps(TRANSFORM))
    places = ["--data", str(tmp_path / "window"), "--model", str(tmp_path / "model.json"), "--output", str(tmp_path)]
    options = ["--transform", f"xgboost={tmp_path / 'transform.json'}", "--message", str(tmp_path / "message")]
    assert encode_window([*places, *options]) == 0
    lines = (tmp_path / "xgboost/vectors.csv").read_text().splitlines()
    assert numbers_in(lines) == pytest.approx(np.array(vectors_of(sales(1000))[::16]))


def test_attributions_that_are_none_are_refused(tmp_path):
    (tmp_path / "attribution.json").write_text(json.dumps({"explanations": {}}))
    (tmp_path / "window").mkdir()
    (tmp_path / "window/attribution.json").write_text(json.dumps({"rows": 3, "explanations": {}}))
    read = read_attribution([], "xgboost", tmp_path, tmp_path / "window")
    with pytest.raises(DatasetError, match=r"attribution\.json is not as Clarify's"):
        read.findings(0.9)
    assert read_attribution([], "xgboost", tmp_path / "nowhere", None) is None
