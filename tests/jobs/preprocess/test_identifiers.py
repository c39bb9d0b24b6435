import json

import pytest
from cars import ROOT
from hypothesis import given
from hypothesis import strategies as st
from identifiers import canonical_identifier

EXAMPLES = json.loads((ROOT / "tests/contracts/identifiers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['type']} {example['identifier']!r}")
def test_every_spelling_of_an_identifier_has_one_form(example):
    for text in example["texts"]:
        assert canonical_identifier(example["type"], text) == example["identifier"], text


@given(st.integers(-(10**38), 10**38), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_whole_number_is_the_same_however_it_is_spelt(number, zeros, places, shift):
    sign = "-" if number < 0 else ""
    text = f"{sign}{'0' * zeros}{abs(number)}{'0' * shift}.{'0' * places}e-{shift}"
    assert canonical_identifier("integer", text) == str(number)
    assert canonical_identifier("number", text) == str(number)


@given(st.one_of(st.text(), st.floats().map(repr)), st.sampled_from(["integer", "number", "string"]))
def test_the_form_stands_for_itself(text, type):
    form = canonical_identifier(type, text)
    assert form is None or canonical_identifier(type, form) == form
