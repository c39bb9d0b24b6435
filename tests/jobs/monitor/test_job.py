"""The jobs as a container has them: folders beside each other, started by their paths, with a disk that may be full."""

import json
import shutil
import subprocess
import sys

from sales import ROOT, SPEC, csv_of, sales


def test_both_jobs_run_from_the_folders_that_are_uploaded(tmp_path):
    code = tmp_path / "code"
    for package in ("data", "explain", "preprocess", "monitor"):
        shutil.copytree(ROOT / "jobs" / package, code / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "model.json").write_text(json.dumps(SPEC))
    for side, seed in (("training", 1), ("window", 2)):
        (tmp_path / side).mkdir()
        (tmp_path / side / "rows.csv").write_text(csv_of(sales(300, seed)))

    def run(script, side, output, *arguments):
        command = [sys.executable, str(code / "monitor" / script), "data-quality", "--data", str(tmp_path / side)]
        places = ["--model", str(tmp_path / "model.json"), "--output", str(tmp_path / output)]
        message = ["--message", str(tmp_path / "message")]
        done = subprocess.run([*command, *places, *message, *arguments], capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert run("baseline.py", "training", "baseline") == {"rows": 300, "brokenLines": 0}
    verdict = run("analyze.py", "window", "judged", "--baseline", f"xgboost={tmp_path / 'baseline'}", "--run", "run-1")
    assert verdict == {"status": "Completed", "rows": 300, "violations": 0}
    assert (tmp_path / "message").read_text() == "Completed: Job completed successfully with no violations."
    assert json.loads((tmp_path / "judged" / "report.json").read_text())["run"] == "run-1"


def test_the_files_do_not_depend_on_the_run(monitor):
    content = []
    for _ in range(2):
        monitor.baseline({"rows.csv": csv_of(sales(5000))})
        result = monitor.analyze({"rows.csv": csv_of(sales(5000, seed=2))})
        files = [path for folder in ("baseline", "judged") for path in sorted((monitor.folder / folder).rglob("*.*"))]
        content.append({str(path): path.read_bytes() for path in files})
        assert result.code == 0
    assert content[0] == content[1]
    assert len(content[0]) == 8


def test_what_cannot_be_read_is_told_in_one_sentence(monitor, capsys):
    monitor.baseline({"rows.csv": csv_of(sales(50))})
    (monitor.folder / "baseline" / "constraints.json").unlink()
    result = monitor.analyze({"rows.csv": csv_of(sales(50))})
    assert result.code == 1
    assert result.message.startswith("The analysis failed: the baseline of xgboost ")
    assert capsys.readouterr().err.strip() == result.message


def test_a_baseline_of_something_else_is_told(monitor, spec):
    monitor.baseline({"rows.csv": csv_of(sales(50))})
    path = monitor.folder / "baseline" / "statistics.json"
    whole = path.read_text()
    path.write_text('{"version": 0.0}')
    assert monitor.analyze({"rows.csv": csv_of(sales(50))}).message.startswith(
        "The analysis failed: the baseline's statistics.json is not as Model Monitor writes it: "
    )
    path.write_text(whole)
    next(one for one in spec["columns"] if one["name"] == "doors")["type"] = "string"
    assert monitor.analyze({"rows.csv": csv_of(sales(50))}).message == (
        "The analysis failed: the baseline has doors as Integral, the model's file as String: train the model anew."
    )


def test_a_full_disk_is_told(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(50))})
    (monitor.folder / "judged").mkdir()
    (monitor.folder / "judged" / "report.json").symlink_to("/dev/full")
    result = monitor.analyze({"rows.csv": csv_of(sales(50))})
    assert result.code == 1
    assert result.message.startswith("The analysis failed: the disk is full: ")


def test_the_message_fits_whatever_is_found(monitor):
    monitor.baseline({"rows.csv": csv_of(sales(50))})
    rows = [{**row, **{f"extra {place}": "1" for place in range(500)}} for row in sales(50, seed=2)]
    result = monitor.analyze({"rows.csv": csv_of(rows)})
    assert result.message == "CompletedWithViolations: Job completed successfully with 500 violations."
