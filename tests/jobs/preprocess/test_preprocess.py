import csv
import json
import subprocess
import sys

from cars import HEADER, ROOT

MAKES = ["Saab", "Buick"]


def rows_of(count: int) -> list[str]:
    return [f"{number},{1000 + number},{number * 10},{MAKES[number % 2]},4,red" for number in range(1, count + 1)]


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_writes_every_output_and_loses_no_row(run):
    code, message, output = run("\n".join([HEADER, *rows_of(200)]))
    assert (code, message) == (0, "")
    report = json.loads((output / "report/report.json").read_text())
    sides = {side: len(lines(output / side / f"{side}.csv")) for side in ("train", "validation", "test")}
    assert {side: report[side] for side in sides} == sides
    assert report["input"] == report["used"] == sum(sides.values()) == 200
    assert not (output / "quarantine").exists()

    transform = json.loads((output / "transform/transform.json").read_text())
    first = lines(output / "train/train.csv")[0].split(",")
    assert len(first) == 1 + len(transform["vector"])
    assert float(first[0]) >= 1001  # the target comes first


def test_the_raw_test_rows_are_the_encoded_ones_as_they_came(run):
    rows = rows_of(200)
    _, _, output = run("\n".join([HEADER, *rows]))
    raw = lines(output / "raw/test.csv")
    assert raw[0] == HEADER
    assert set(raw[1:]) <= set(rows)
    targets = [float(line.split(",")[0]) for line in lines(output / "test/test.csv")]
    assert [float(line.split(",")[1]) for line in raw[1:]] == targets


def test_the_same_data_has_the_same_sides_however_its_identifiers_are_spelt(run):
    def sides(spell):
        rows = [",".join([spell(row.split(",")[0]), *row.split(",")[1:]]) for row in rows_of(200)]
        _, _, output = run("\n".join([HEADER, *rows]))
        return {side: lines(output / side / f"{side}.csv") for side in ("train", "validation", "test")}

    plain = sides(str)
    # As pandas writes a column that once had a gap.
    assert sides(lambda identifier: f"{identifier}.0") == plain
    assert sides(lambda identifier: f"+00{identifier}") == plain


def test_the_first_model_is_its_only_contender(run):
    _, _, output = run("\n".join([HEADER, *rows_of(200)]))
    assert [path.name for path in (output / "contenders").iterdir()] == ["challenger"]
    vectors = [line.partition(",")[2] for line in lines(output / "test/test.csv")]
    assert lines(output / "contenders/challenger/test.csv") == vectors


def test_a_champion_sees_the_same_test_rows_in_its_own_encoding(run):
    before = "\n".join([HEADER, *rows_of(100)])
    _, _, output = run(before)
    champion = json.loads((output / "transform/transform.json").read_text())
    champion["features"].reverse()
    champion["vector"] = ["colour=red", "doors", "make=Saab", "make=Buick", "mileage"]
    assert run("\n".join([HEADER, *rows_of(300)]), champion)[0] == 0

    transform = json.loads((output / "transform/transform.json").read_text())
    assert transform["vector"] == ["mileage", "make=Saab", "make=Buick", "doors", "colour=red"]
    assert transform["features"][0]["scale"] == champion["features"][-1]["scale"]
    ours, theirs = (
        [line.split(",") for line in lines(output / f"contenders/{contender}/test.csv")]
        for contender in ("challenger", "champion")
    )
    assert len(ours) == len(lines(output / "test/test.csv"))
    # The units are the champion's; only the order of its places is another.
    assert [[row[4], row[3], row[1], row[2], row[0]] for row in ours] == theirs


def test_a_column_that_is_of_another_kind_now_is_missing_to_the_champion(run, spec):
    _, _, output = run("\n".join([HEADER, *rows_of(100)]))
    champion = json.loads((output / "transform/transform.json").read_text())
    columns = [{**column, "type": "string"} if column["name"] == "mileage" else column for column in spec["columns"]]
    columns = [{key: value for key, value in column.items() if key not in ("min", "max")} for column in columns]
    assert run("\n".join([HEADER, *rows_of(100)]), champion, columns=columns)[0] == 0
    mileage = champion["features"][0]
    imputed = repr((mileage["impute"] - mileage["mean"]) / mileage["scale"])
    assert {line.split(",")[0] for line in lines(output / "contenders/champion/test.csv")} == {imputed}


def test_a_champion_of_another_version_of_this_code_fails_the_run_with_a_sentence(run):
    code, message, _ = run("\n".join([HEADER, *rows_of(100)]), {"version": 2})
    assert code == 1
    assert message.startswith("Pre-processing failed: the transform ")
    assert message.endswith("champion.json has version 2; this job applies version 1.")


def test_quarantined_rows_are_kept_as_they_were_with_the_reason(run):
    rows = rows_of(100)
    rows[4] = '5,"a ""lot""",50,Saab,4,red'
    code, _, output = run("\n".join([HEADER, *rows]))
    assert code == 0
    with (output / "quarantine/quarantined.csv").open(newline="") as file:
        (kept,) = list(csv.DictReader(file))
    assert kept == {
        "row": "5",
        "line": rows[4],
        "reason": 'price: expected a number, got "a \\"lot\\""',
        "file": "cars.csv",
    }
    report = json.loads((output / "report/report.json").read_text())
    assert (report["used"], report["quarantined"]) == (99, 1)
    assert report["reasons"] == {"price: expected a number": 1}


def test_bytes_that_are_not_utf_8_are_kept_as_they_were(run):
    data = "\n".join([HEADER, *rows_of(100)]).encode() + b"\n101,1,1,Saab,4,caf\xe9\n"
    _, _, output = run(data)
    assert b"caf\xe9" in (output / "quarantine/quarantined.csv").read_bytes()


def test_one_feature_is_enough_and_none_fails_the_run_with_a_sentence(run, spec):
    columns = [column for column in spec["columns"] if column["name"] in ("id", "price", "colour")]
    rows = [f"{number},{1000 + number},red" for number in range(100)]
    code, _, output = run("\n".join(["id,price,colour", *rows]), columns=columns)
    assert code == 0
    assert set(lines(output / "contenders/challenger/test.csv")) == {"1.0"}

    rows = [f"{number},{1000 + number}," for number in range(100)]
    code, message, _ = run("\n".join(["id,price,colour", *rows]), columns=columns)
    assert code == 1
    assert message == ("Pre-processing failed: there is nothing to learn from: no training row has a value of colour.")


def test_too_many_unusable_rows_fail_the_run_and_are_still_written(run, capsys):
    rows = rows_of(100)
    for place in range(6):
        rows[place] = f"{place + 1},free,10,Saab,4,red"
    code, message, output = run("\n".join([HEADER, *rows]))
    assert code == 1
    assert message == (
        "Pre-processing failed: 6 of 100 rows cannot be used, more than the accepted 5.0%; "
        'the first is row 1 of cars.csv: price: expected a number, got "free".'
    )
    assert capsys.readouterr().err.strip() == message
    assert len(lines(output / "quarantine/quarantined.csv")) == 7
    assert not (output / "train").exists()


def test_exactly_the_accepted_share_passes(run):
    rows = rows_of(100)
    for place in range(5):
        rows[place] = f"{place + 1},free,10,Saab,4,red"
    assert run("\n".join([HEADER, *rows]))[0] == 0


def test_a_side_without_rows_fails_the_run_with_a_sentence(run):
    code, message, _ = run("\n".join([HEADER, *rows_of(1)]))
    assert code == 1
    assert message == (
        "Pre-processing failed: no row falls on the validation side of the split (share 0.15), "
        "there being 1 usable rows: send more rows."
    )


def test_an_empty_file_fails_the_run_with_a_sentence(run):
    code, message, _ = run("")
    assert code == 1
    assert message == (
        "Pre-processing failed: cars.csv: the file is empty: send a CSV with a header and a row per example."
    )


def test_a_message_never_exceeds_what_sagemaker_keeps(run):
    code, message, _ = run("é" * 5000 + "," + "x" * 5000)
    assert code == 1
    assert len(message.encode()) <= 1024


def test_the_same_rows_give_the_same_files_on_each_run(run):
    content = "\n".join([HEADER, *rows_of(100)])
    _, _, output = run(content)
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    run(content)
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def test_runs_as_a_script_and_explains_a_missing_description(tmp_path):
    script = ROOT / "jobs/preprocess/preprocess.py"
    message = tmp_path / "out/message"
    options = ["--data", str(tmp_path), "--model", str(tmp_path / "no.json"), "--message", str(message)]
    done = subprocess.run([sys.executable, str(script), *options], capture_output=True, text=True)
    assert done.returncode == 1
    assert "the model's description" in done.stderr
    assert "Traceback" not in done.stderr
    assert message.read_text() == done.stderr.strip()


def test_a_header_alone_fails_the_run_with_a_sentence(run):
    code, message, _ = run(f"{HEADER}\n")
    assert (code, message) == (
        1,
        "Pre-processing failed: the training data has no rows: send a CSV with a header and a row per example.",
    )


def test_the_raw_rows_of_all_sides_are_all_usable_rows_as_they_came(run):
    rows = rows_of(200)
    rows[4] = "5,much,50,Saab,4,red"
    rows[5] = '6,1006,60,Saab,4,"dark, red"'
    _, _, output = run("\n".join([HEADER, *rows]))
    files = {path.name: lines(path) for path in (output / "raw").iterdir()}
    assert sorted(files) == ["test.csv", "train.csv", "validation.csv"]
    assert all(header == HEADER for header, *_ in files.values())
    assert sorted(row for _, *own in files.values() for row in own) == sorted({*rows} - {rows[4]})
    for side, (_, *own) in files.items():
        assert len(own) == len(lines(output / side.removesuffix(".csv") / side))
