"""The program `train` of jobs/byoc, as SageMaker starts it."""

import json
import re
import signal
import time

import pytest
from gradient_boosting import parameters, training
from gradient_boosting.contract import UserError


def metrics_of(output):
    """The metrics in the output, by the regular expressions that components/blocks/image.ts gives to SageMaker."""
    names = ("train:rmse", "train:mae", "validation:rmse", "validation:mae")
    return {
        name: [float(value) for value in re.findall(rf"(?:^|\s){name}=([-+0-9.eE]+)", output, re.MULTILINE)]
        for name in names
    }


def test_a_model_its_metrics_and_the_same_again(container, csv_rows):
    container.channel("train", csv_rows(300))
    container.channel("validation", csv_rows(60, 5))
    code, output = container.train(max_iter=60, random_state=7, _tuning_objective_metric="validation:rmse")
    assert code == 0, output
    assert "300 rows to train with, 60 to validate with" in output
    metrics = metrics_of(output)
    assert {len(values) for values in metrics.values()} == {3}
    assert metrics["validation:rmse"][-1] < metrics["validation:rmse"][0] / 1.5
    assert (container.root / "model" / "model.joblib").exists()
    about = json.loads((container.root / "model" / "model.json").read_text())
    assert (about["features"], about["hyperparameters"]["max_iter"]) == (2, 60)
    assert not (container.root / "output" / "failure").exists()


class Going:
    """Nobody asks to stop."""

    made = False


@pytest.fixture
def train(container, csv_rows, monkeypatch, capsys):
    """Trains in this process, and gives the output."""
    monkeypatch.setenv("ML_ROOT", str(container.root))
    container.channel("train", csv_rows(300))
    container.channel("validation", csv_rows(60, 5))

    def run(**hyperparameters):
        text = {name: str(value) for name, value in hyperparameters.items()}
        container.config("hyperparameters").write_text(json.dumps(text))
        training.train(Going())
        return capsys.readouterr().out

    return run


def test_the_same_data_and_hyperparameters_make_the_same_model(container, train):
    output = train(max_iter=30, max_features=0.5, random_state=7)
    model = (container.root / "model" / "model.joblib").read_bytes()
    assert train(max_iter=30, max_features=0.5, random_state=7) == output
    assert (container.root / "model" / "model.joblib").read_bytes() == model


def test_goes_on_from_a_checkpoint_to_the_same_model(container, train, monkeypatch):
    whole = train(max_iter=50, max_features=0.5)
    kept = container.root / "checkpoints"
    kept.mkdir()
    with monkeypatch.context() as interrupted:
        # The machine goes away after the first step.
        interrupted.setattr(Going, "made", True)
        assert train(max_iter=50, max_features=0.5).splitlines()[1:] == whole.splitlines()[1:2]
    assert [path.name for path in kept.iterdir()] == ["checkpoint.joblib"]
    begun, *rest = train(max_iter=50, max_features=0.5).splitlines()[1:]
    assert begun == "Going on from a checkpoint of 25 trees"
    assert rest == whole.splitlines()[1:]
    assert "starting anew" in train(max_iter=25)


def test_saves_what_there_is_when_it_is_stopped(container, csv_rows):
    container.channel("train", csv_rows(3000))
    container.channel("validation", csv_rows(60, 5))
    container.config("hyperparameters").write_text(json.dumps({"max_iter": "10000"}))
    process = container.start("train")
    for line in process.stdout:
        if line.startswith("[25]"):
            break
    process.send_signal(signal.SIGTERM)
    begin = time.monotonic()
    process.communicate(timeout=30)
    assert (process.returncode, time.monotonic() - begin < 10) == (0, True)
    assert (container.root / "model" / "model.joblib").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("price,a,b\n1,2,3\n", 'The channel train, train.csv: Line 1, field 1: "price" is no number.'),
        ("1,2,3\n1,2\n", "The channel train, train.csv: Line 2 has 2 fields instead of 3."),
        ("1,2,3\n,2,3\n", "The channel train: row 2 has no label in its first field."),
        ("1\n", "The channel train, train.csv: a row needs a label and at least one feature."),
        ("\n\n", "The channel train has no rows."),
        ("1,nan,2\n", 'field 2: "nan" is no number.'),
    ],
)
def test_names_what_is_wrong_with_the_data(container, monkeypatch, text, reason):
    monkeypatch.setenv("ML_ROOT", str(container.root))
    container.channel("train", text)
    with pytest.raises(UserError) as raised:
        training.read_channel("train")
    assert reason in str(raised.value)


def test_tells_a_failure_by_its_file_and_exit_code(container, csv_rows):
    container.channel("train", csv_rows(40))
    container.channel("validation", "1,2\n")
    code, _ = container.train()
    assert (code, container.failure) == (
        1,
        "The channel validation, validation.csv: Line 1 has 2 fields instead of 3.",
    )


def test_channels_are_checked(container, monkeypatch):
    monkeypatch.setenv("ML_ROOT", str(container.root))
    with pytest.raises(UserError, match="The channel train is missing; the job has none"):
        training.read_channel("train")
    container.channel("train", "1,2", ContentType="application/x-recordio-protobuf")
    with pytest.raises(UserError, match="must be text/csv"):
        training.read_channel("train")
    container.channel("train", "", ContentType="text/csv; label_size=1")
    with pytest.raises(UserError, match="The channel train has no data"):
        training.read_channel("train")


def test_hyperparameters_are_checked_all_at_once():
    assert parameters.read({"max_depth": "3"})["max_depth"] == 3
    with pytest.raises(UserError) as raised:
        parameters.read({"max_iter": "ten", "learning_rate": "2", "eta": "1", "max_features": "nan"})
    assert str(raised.value).startswith("The hyperparameter eta is unknown; there are max_iter, learning_rate,")
    assert 'max_iter is "ten"; it must be a whole number from 1 to 10000.' in str(raised.value)
    assert 'learning_rate is "2"; it must be a number from 1e-06 to 1.0.' in str(raised.value)
    assert 'max_features is "nan"' in str(raised.value)
