"""What a job says of itself when the machine, not the data, is in its way. /dev/full is a disk without room."""

import errno
import json
from pathlib import Path

import job
import pytest
from cars import HEADER, SPEC
from preprocess import main as preprocess
from score import main as score
from transform import fit

FULL = (
    "Pre-processing failed: the disk is full: raise preprocessing.volumeSize (in GB) of the algorithm; "
    "a scoring run takes that of the model's first algorithm."
)
VALUES = {"id": 1.0, "price": 1.0, "mileage": 10.0, "make": "Saab", "doors": 2.0, "colour": "red"}


def full_disk_at(path: Path) -> None:
    """What is written there finds no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to("/dev/full")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    rows = "\n".join(f"{number},{number},{number},Saab,4,red" for number in range(100))
    (tmp_path / "data/cars.csv").write_text(f"{HEADER}\n{rows}\n0,1,1,Saab,4,red\n")
    (tmp_path / "model.json").write_text(json.dumps(SPEC))
    (tmp_path / "transform.json").write_text(json.dumps(fit(SPEC, [VALUES])))
    return tmp_path


def options(folder: Path) -> list[str]:
    return [
        *("--data", str(folder / "data"), "--model", str(folder / "model.json")),
        *("--output", str(folder / "output"), "--message", str(folder / "message")),
    ]


def run_score(folder: Path) -> int:
    return score([*options(folder), "--transform", f"xgboost={folder / 'transform.json'}"])


def test_scoring_on_a_full_disk_names_the_setting_and_leaves_the_report_and_the_quarantine(folder, capsys):
    full_disk_at(folder / "output/encoded/xgboost/part-00000.csv")
    assert run_score(folder) == 1
    assert (folder / "message").read_text() == FULL
    assert capsys.readouterr().err.strip() == FULL
    # What was encoded made room for them.
    assert not (folder / "output/encoded").exists()
    assert json.loads((folder / "output/report/report.json").read_text())["quarantined"] == 1
    assert (folder / "output/quarantine/quarantined.csv").exists()


@pytest.mark.parametrize("file", ["quarantine/quarantined.csv", "report/report.json"])
def test_scoring_on_a_disk_that_is_full_of_other_things_names_the_setting(folder, file):
    full_disk_at(folder / "output" / file)
    assert run_score(folder) == 1
    assert (folder / "message").read_text() == FULL


@pytest.mark.parametrize("file", ["train/train.csv", "contenders/challenger/test.csv", "transform/transform.json"])
def test_pre_processing_on_a_full_disk_names_the_setting(folder, file):
    full_disk_at(folder / "output" / file)
    assert preprocess(options(folder)) == 1
    assert (folder / "message").read_text() == FULL


def test_a_message_that_finds_no_room_is_in_the_log_none_the_less(folder, capsys):
    full_disk_at(folder / "output/train/train.csv")
    full_disk_at(folder / "message")
    assert preprocess(options(folder)) == 1
    assert capsys.readouterr().err.strip() == FULL


def test_other_errors_of_the_disk_are_a_sentence_too(tmp_path, capsys):
    def work():
        raise OSError(errno.EIO, "Input/output error", "/opt/ml/processing/input/data/cars.csv")

    assert job.run("Pre-processing", work, tmp_path / "message") == 1
    sentence = "Pre-processing failed: Input/output error: /opt/ml/processing/input/data/cars.csv."
    assert (tmp_path / "message").read_text() == capsys.readouterr().err.strip() == sentence
