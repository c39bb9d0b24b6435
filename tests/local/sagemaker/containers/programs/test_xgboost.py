"""The local XGBoost container against the behaviour of the built-in algorithm."""

import re

import pytest
from contract import UserError
from xgboost_algorithm import data, parameters, serve, train
from xgboost_algorithm.library import xgboost

NUMBERS = r"\[(\d+)\]\ttrain-(\S+?):(\S+)\tvalidation-(\S+?):(\S+)"


def test_metrics_are_printed_a_round_a_line(job, csv_rows):
    job.channel("train", csv_rows(100))
    job.channel("validation", csv_rows(40, 3))
    code, output = job.train("xgboost_algorithm", num_round=5, objective="reg:linear", eval_metric="mae,rmse")
    assert code == 0, output
    rounds = [line for line in output.splitlines() if line.startswith("[")]
    assert len(rounds) == 5
    assert re.match(r"\[4\]\ttrain-mae:\S+\ttrain-rmse:\S+\tvalidation-mae:\S+\tvalidation-rmse:\S+$", rounds[-1])
    assert (job.root / "model" / "xgboost-model").exists()


def test_early_stopping_keeps_the_best_round(job, csv_rows):
    job.channel("train", csv_rows(60))
    job.channel("validation", "\n".join(f"{-i},{i},{i}" for i in range(40)))
    code, output = job.train("xgboost_algorithm", num_round=50, early_stopping_rounds=3, eval_metric="rmse")
    assert code == 0, output
    values = [float(match[4]) for match in re.findall(NUMBERS, output)]
    assert len(values) < 50
    booster = xgboost.Booster(model_file=bytearray((job.root / "model" / "xgboost-model").read_bytes()))
    assert booster.num_boosted_rounds() == values.index(min(values)) + 1


def test_early_stopping_needs_a_metric_as_in_the_container(job, csv_rows):
    job.channel("train", csv_rows(60))
    job.channel("validation", "\n".join(f"{-i},{i},{i}" for i in range(40)))
    _, output = job.train("xgboost_algorithm", num_round=30, early_stopping_rounds=3)
    assert len(re.findall(NUMBERS, output)) == 30


def test_a_round_is_checkpointed_and_the_next_run_goes_on_from_it(job, csv_rows):
    job.channel("train", csv_rows(60))
    config = job.root / "input" / "config" / "checkpointconfig.json"
    config.write_text('{"S3Uri": "s3://bucket/c", "LocalPath": "/opt/ml/checkpoints/xgboost"}')
    whole = job.train("xgboost_algorithm", num_round=9)[1]
    folder = job.root / "checkpoints" / "xgboost"
    assert sorted(path.name for path in folder.iterdir()) == [f"xgboost-checkpoint.{n}" for n in range(4, 9)]
    expected = (job.root / "model" / "xgboost-model").read_bytes()

    for number in (7, 8):
        (folder / f"xgboost-checkpoint.{number}").unlink()
    (folder / "tmp.sagemaker-ignore").write_text("half a model")
    code, output = job.train("xgboost_algorithm", num_round=9)
    assert code == 0, output
    assert "Resuming from iteration 7" in output
    assert [line for line in output.splitlines() if line.startswith("[")] == [
        line for line in whole.splitlines() if line.startswith(("[7]", "[8]"))
    ]
    assert (job.root / "model" / "xgboost-model").read_bytes() == expected

    code, output = job.train("xgboost_algorithm", num_round=9)
    assert (code, "[8]" in output) == (0, False)
    assert (job.root / "model" / "xgboost-model").read_bytes() == expected


def test_a_tuning_jobs_objective_is_evaluated_and_watched():
    values = parameters.read(
        {"num_round": "1", "_tuning_objective_metric": "validation:mae", "eval_metric": "rmse", "eta": "0.1"}
    )
    assert values["eval_metric"] == ["mae", "rmse"]
    assert "_tuning_objective_metric" not in train.library_parameters(values, 100)
    for refused in ("train:rmse", "validation:nonsense", "validation:f1"):
        with pytest.raises(UserError):
            parameters.read({"num_round": "1", "_tuning_objective_metric": refused})


def test_without_content_type_the_data_is_libsvm(job, csv_rows):
    job.channel("train", csv_rows(20), content_type=None)
    code, _ = job.train("xgboost_algorithm", num_round=1)
    assert code == 1
    assert "is not 'LIBSVM' format" in job.failure
    job.channel("train", "1 0:1 1:2\n2 0:2 1:1\n3 0:3", content_type=None)
    code, output = job.train("xgboost_algorithm", num_round=1)
    assert code == 0, output
    assert "3 rows and 2 columns" in output


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("price,mileage\n1,2\n", "train.csv: line 1: could not convert string to float: 'price'"),
        ("1,2\n1,2,3\n", "train.csv: line 2 has 3 fields, the first line has 2"),
        (",2\n", "rows without a label in the first column"),
        ("1\n2\n", "at least one feature"),
    ],
)
def test_unreadable_data_is_named(job, text, failure):
    job.channel("train", text)
    code, _ = job.train("xgboost_algorithm", num_round=1)
    assert code == 1
    assert job.failure.startswith("framework error: \n")
    assert failure in job.failure


def test_channels_are_checked(job, csv_rows):
    code, _ = job.train("xgboost_algorithm", num_round=1)
    assert (code, job.failure) == (1, "framework error: \nMissing required channel: train")
    job.channel("train", csv_rows(10))
    job.channel("test", csv_rows(10))
    job.train("xgboost_algorithm", num_round=1)
    assert job.failure.endswith("Extraneous channel found: test")


@pytest.mark.parametrize(
    "column",
    [["0.5"], ["-0.7071067811865475", "1.0"], ["0.0", "-0.0"], ["1e-05", "2"], ["100"], ["-1.2e-17", "7"]],
)
def test_a_payload_may_have_one_column(column):
    matrix = data.payload_matrix("\n".join([*column, ""]).encode(), data.CSV)
    assert (matrix.num_row(), matrix.num_col(), matrix.num_nonmissing()) == (len(column), 1, len(column))


def test_a_payload_without_a_number_in_its_first_line_is_refused_as_in_the_container():
    with pytest.raises(UserError, match="Could not determine delimiter"):
        data.payload_matrix(b"\n\n", data.CSV)


def test_a_model_of_one_feature_trains(job):
    job.channel("train", "\n".join(f"{3 * index},{index / 10}" for index in range(50)))
    code, output = job.train("xgboost_algorithm", num_round=5)
    assert code == 0, output
    assert "50 rows and 1 columns" in output


def test_weights_stand_in_the_second_column(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1,0.5,7,8\n2,1.5,,9\n")
    matrix = data.training_matrix([path], data.CSV, csv_weights=True)
    assert matrix.get_label().tolist() == [1, 2]
    assert matrix.get_weight().tolist() == [0.5, 1.5]
    assert (matrix.num_col(), matrix.num_nonmissing()) == (2, 3)


def test_defaults_are_those_of_version_1_7():
    values = parameters.read({"num_round": "1", "learning_rate": "0.3", "updater": "prune,refresh"})
    assert train.library_parameters(values, 100) == {
        "base_score": 0.5,
        "nthread": 1,
        "seed": 0,
        "eta": 0.3,
        "updater": "prune,refresh",
        "tree_method": "exact",
    }
    assert train.library_parameters({"num_round": 1}, 5_000_000)["tree_method"] == "approx"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"eval_metric": "nonsense"}, "Hyperparameter eval_metric: nonsense is not in"),
        ({"eval_metric": "rmse@0.5"}, "Metric 'rmse@0.5' is not supported."),
        ({"eval_metric": "auc"}, "Metric 'auc' can only be applied for classification and ranking problems."),
        ({"eval_metric": "f1"}, "does not support the evaluation metric f1"),
        ({"objective": "multi:softmax"}, "Require input for parameter 'num_class'"),
        ({"monotone_constraints": "(1,0)"}, "monotone_constraints can be used only when"),
        ({"tree_method": "gpu_hist"}, "does not support the hyperparameter tree_method=gpu_hist"),
        ({"_kfold": "5"}, "does not support the hyperparameter _kfold=5"),
        ({"subsample": "0"}, "Hyperparameter subsample: 0.0 is not in (0, 1]"),
    ],
)
def test_hyperparameters_are_refused(given, message):
    with pytest.raises(UserError) as refused:
        parameters.read({"num_round": "1", **given})
    assert message in str(refused.value)


def test_content_types():
    assert data.content_type("text/csv; label_size=1; charset=utf8") == data.CSV
    assert data.content_type("text/x-libsvm") == data.LIBSVM
    for refused in ("text/csv;label_size=2", "application/x-parquet", "application/json"):
        with pytest.raises(UserError):
            data.content_type(refused)


def test_answers():
    assert serve.encode([1.5, 2.0], None) == (b"1.5\n2.0\n", "text/csv; charset=utf-8")
    assert serve.encode([[0.25, 0.75]], "text/csv") == (b"0.25,0.75\n", "text/csv; charset=utf-8")
    assert serve.encode([1.5], "Application/JSON;charset=utf-8") == (
        b'{"predictions": [{"score": 1.5}]}',
        "application/json",
    )


def test_a_transform_job_gets_a_number_a_line_whatever_it_accepts():
    assert serve.encode([1.5, 2.0], "text/csv", batch=True) == (b"1.5\n2.0\n", "text/csv")
    assert serve.encode([1.5], "application/json", batch=True) == (b"1.5\n", "application/json")
    with pytest.raises(serve.HttpError, match="not supported"):
        serve.encode([1.5], "text/html", batch=True)
