"""The local Linear Learner container: what it fits, what it reads, and what it refuses."""

import json

import numpy as np
import pytest
from contract import UserError
from linear_learner import data, model, parameters
from sklearn.linear_model import ElasticNet, Ridge


def sample(count=200, seed=0):
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, 4)) * [1, 10, 0.1, 3] + [5, -20, 0, 1]
    label = features @ [2.0, -0.5, 30.0, 0.0] + 7 + random.normal(size=count)
    return features, label


def test_plain_least_squares():
    features, label = sample()
    weights, bias = model.fit(features, label)
    design = np.column_stack([features, np.ones(len(label))])
    expected = np.linalg.lstsq(design, label, rcond=None)[0]
    assert np.allclose([*weights, bias], expected)


@pytest.mark.parametrize("wd", [0.01, 1.0])
def test_ridge_is_that_of_scikit_learn(wd):
    features, label = sample()
    weights, bias = model.fit(features, label, wd=wd, normalize_data=False, normalize_label=False)
    peer = Ridge(alpha=wd * len(label), tol=1e-12).fit(features, label)
    assert np.allclose([*weights, bias], [*peer.coef_, peer.intercept_])


@pytest.mark.parametrize(("wd", "l1"), [(0.0, 0.1), (0.2, 0.3)])
def test_elastic_net_is_that_of_scikit_learn(wd, l1):
    features, label = sample()
    weights, bias = model.fit(features, label, wd=wd, l1=l1, normalize_data=False, normalize_label=False)
    peer = ElasticNet(alpha=wd + l1, l1_ratio=l1 / (wd + l1), tol=1e-12, max_iter=100_000).fit(features, label)
    assert np.allclose([*weights, bias], [*peer.coef_, peer.intercept_], atol=1e-6)


def test_columns_that_depend_on_each_other_or_never_change():
    features = np.array([[1.0, 0, 9], [0, 1, 9], [1, 0, 9], [0, 1, 9]])
    label = np.array([1.0, 3, 1, 3])
    weights, bias = model.fit(features, label)
    assert np.allclose(model.predict(features, weights, bias), label)
    assert weights[2] == 0


def test_without_bias():
    features, label = sample()
    weights, bias = model.fit(features, label, use_bias=False, normalize_label=False)
    assert bias == 0
    assert np.allclose(weights, np.linalg.lstsq(features, label, rcond=None)[0])


def test_training_leaves_model_and_metrics(job, csv_rows):
    for name in ("train", "validation", "test"):
        job.channel(name, csv_rows(100 if name == "train" else 30, len(name)))
    code, output = job.train("linear_learner", predictor_type="regressor", epochs=15, mini_batch_size=50)
    assert code == 0, output
    saved = json.loads((job.root / "model" / "model_algo-1").read_text())
    assert np.allclose(saved["weights"], [3, 2], atol=0.01)
    lines = [line.split("host=algo-1, ")[1].split(" <loss>=")[0] for line in output.splitlines() if "#quality" in line]
    assert lines == [
        "train objective_loss",
        "validation objective_loss",
        "validation mse",
        "validation absolute_loss",
        "validation rmse",
        "test objective_loss",
        "test mse",
        "test absolute_loss",
    ]


def test_fits_the_shipped_data_in_one_way_only(job, csv_rows):
    job.channel("train", csv_rows(100))
    first = job.train("linear_learner", predictor_type="regressor")
    model_file = (job.root / "model" / "model_algo-1").read_bytes()
    assert job.train("linear_learner", predictor_type="regressor") == first
    assert (job.root / "model" / "model_algo-1").read_bytes() == model_file


@pytest.mark.parametrize(
    ("hyperparameters", "content_type", "text", "failure"),
    [
        ({}, "text/csv", "1,2\n", "Missing required hyperparameter: predictor_type"),
        ({"predictor_type": "regressor", "feature_dim": 3}, "text/csv", "1,2\n", "feature_dim is 3"),
        ({"predictor_type": "regressor", "mini_batch_size": 5}, "text/csv", "1,2\n", "mini_batch_size is 5"),
        ({"predictor_type": "regressor", "depth": 5}, "text/csv", "1,2\n", "Extraneous hyperparameter found: depth"),
        ({"predictor_type": "regressor"}, None, "1,2\n", "Requested content-type is 'application/x-recordio-protobuf'"),
        ({"predictor_type": "regressor"}, "text/csv;label_size=2", "1,2\n", "must have label_size=1"),
        ({"predictor_type": "regressor"}, "text/csv", "1,\n", "train.csv: line 1: could not convert"),
        ({"predictor_type": "regressor"}, "text/csv", "1,nan\n", "line 1 has a value that is not a finite number"),
        ({"predictor_type": "regressor"}, "text/csv", "", "It has no data."),
    ],
)
def test_mistakes_of_the_user_give_exit_code_2(job, hyperparameters, content_type, text, failure):
    job.channel("train", text, content_type)
    code, _ = job.train("linear_learner", **hyperparameters)
    assert code == 2
    assert failure in job.failure


@pytest.mark.parametrize("name", ["loss=huber_loss", "predictor_type=multiclass_classifier", "bias_wd_mult=1"])
def test_other_models_are_refused_by_name(name):
    key, value = name.split("=")
    with pytest.raises(UserError, match=name):
        parameters.read({"predictor_type": "regressor", key: value})


def test_auto_is_absent():
    given = {"predictor_type": "regressor", "wd": "auto", "loss": "auto", "l1": "0.5"}
    assert parameters.read(given) == {"predictor_type": "regressor", "l1": 0.5}


def test_payloads():
    assert data.payload_rows(b"1,2\r\n3,4\n", "text/csv") == [[1, 2], [3, 4]]
    instances = {"instances": [{"features": [1, 2]}, {"data": {"features": {"values": [3, 4]}}}]}
    assert data.payload_rows(json.dumps(instances).encode(), "application/json") == [[1, 2], [3, 4]]
    assert data.payload_rows(b'{"features": [1]}\n\n{"features": [2]}\n', "application/jsonlines") == [[1], [2]]
    with pytest.raises(ValueError, match="record 2 has 2 values, the first one has 1"):
        data.payload_rows(b'{"features": [1]}\n{"features": [2, 3]}\n', "application/jsonlines")
