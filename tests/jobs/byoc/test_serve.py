"""The program `serve` of jobs/byoc, as SageMaker starts it."""

import json
import shutil
import threading

import pytest
from gradient_boosting.answers import HttpError, answer_type, read_payload
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def test_answers_in_every_type_that_the_built_in_algorithms_do(served):
    status, text = served.invoke("4,6\n10,20\n")
    values = [float(line) for line in text.splitlines()]
    assert (status, len(values)) == (200, 2)
    assert values == pytest.approx([24, 70], abs=3)
    scores = [{"score": value} for value in values]
    assert json.loads(served.invoke("4,6\n10,20", accept="application/json")[1]) == {"predictions": scores}
    instances = {"instances": [{"features": [4, 6]}, {"features": [10, 20]}]}
    assert json.loads(served.invoke(json.dumps(instances), "application/json")[1]) == {"predictions": scores}
    lines = '{"features": [4, 6]}\n{"features": [10, 20]}\n'
    answer = served.invoke(lines, "application/jsonlines")[1]
    assert [json.loads(line) for line in answer.splitlines()] == scores
    one = served.invoke('{"features": [4, 6]}', "application/json; charset=utf-8", "application/json, */*")
    assert json.loads(one[1]) == {"predictions": scores[:1]}


def test_an_answer_does_not_depend_on_its_company(served):
    rows = [f"{index % 17},{index % 23}" for index in range(200)]
    together = served.invoke("\n".join(rows))[1].splitlines()
    assert together[150] == served.invoke(rows[150])[1].strip()
    assert served.invoke(",6")[0] == 200


@pytest.mark.parametrize(
    ("payload", "content_type", "accept", "status", "reason"),
    [
        ("1,2,3", "text/csv", None, 400, "Line 1 has 3 fields instead of 2."),
        ("1,2\nx,2", "text/csv", None, 400, 'Line 2, field 1: "x" is no number.'),
        ("", "text/csv", None, 400, "The payload has no rows."),
        ('1,"2', "text/csv", None, 400, "is no CSV"),
        ("{", "application/json", None, 400, "The payload is no JSON"),
        ('{"features": [1, NaN]}', "application/json", None, 400, "holds NaN"),
        ('{"features": [1, true]}', "application/json", None, 400, "has the value true"),
        ('{"instances": 3}', "application/json", None, 400, "must be a list"),
        ('{"features": [1]}', "application/jsonlines", None, 400, "Line 1 has 1 fields instead of 2."),
        ("1,2", "text/libsvm", None, 415, "must be one of text/csv"),
        ("1,2", "text/csv", "image/png", 406, "must be one of text/csv"),
    ],
)
def test_refuses_what_it_cannot_answer(served, payload, content_type, accept, status, reason):
    answer = served.invoke(payload, content_type, accept)
    assert answer[0] == status, answer
    assert reason in answer[1]
    assert served.get("/ping") == (200, "")


def test_knows_its_paths(served):
    assert served.get("/execution-parameters")[0] == 200
    assert served.get("/")[0] == 404


def test_ends_on_sigterm_when_what_is_under_way_is_answered(container, served):
    shutil.copytree(served.model, container.root / "model")
    leaving = container.serve()
    answers = []
    many = "\n".join(["1,2"] * 50_000)
    threads = [threading.Thread(target=lambda: answers.append(leaving.invoke(many)[0])) for _ in range(2)]
    for thread in threads:
        thread.start()
    leaving.invoke("1,2")
    assert leaving.end() == 0
    for thread in threads:
        thread.join()
    assert answers == [200, 200]


def test_without_a_model_it_ends(container):
    process = container.start("serve")
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "cannot be loaded" in output


@given(
    st.text() | st.lists(st.lists(NUMBERS | st.text(max_size=5))).map(json.dumps),
    st.sampled_from(
        [
            "text/csv",
            "application/json",
            "application/jsonlines",
        ]
    ),
)
def test_any_payload_is_a_table_or_a_clear_refusal(text, kind):
    try:
        payload = text.encode()
    except UnicodeEncodeError:
        payload = text.encode("utf-16-le", "surrogatepass")
    try:
        assert read_payload(payload, kind, 3).shape[1] == 3
    except HttpError as error:
        assert (error.status, str(error)[-1]) == (400, ".")


@given(st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=1))
def test_numbers_arrive_exactly_whatever_the_type(table):
    csv = "\n".join(",".join(map(repr, row)) for row in table)
    lines = "\n".join(json.dumps({"features": row}) for row in table)
    document = json.dumps({"instances": [{"features": row} for row in table]})
    for text, kind in ((csv, "text/csv"), (lines, "application/jsonlines"), (document, "application/json")):
        assert read_payload(text.encode(), kind, 2).tolist() == table


def test_the_accepted_type_is_the_first_that_is_known():
    assert answer_type("image/png, application/json;q=0.5", "text/csv") == "application/json"
    assert answer_type(None, "application/jsonlines") == "application/jsonlines"
