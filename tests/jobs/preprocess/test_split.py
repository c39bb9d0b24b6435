import pytest
from hypothesis import given
from hypothesis import strategies as st
from split import SIDES, side_of

SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}


def test_pins_the_sides_of_known_identifiers():
    # A change here moves rows of deployed models to other sides.
    assert [side_of(str(number), SHARES) for number in range(1, 11)] == [
        *("train", "validation", "train", "train", "test"),
        *("test", "train", "train", "train", "train"),
    ]


def test_the_sides_have_their_shares():
    sides = [side_of(str(number), SHARES) for number in range(20_000)]
    for side in SIDES:
        assert abs(sides.count(side) / len(sides) - SHARES[side]) < 0.01


@given(st.lists(st.text(st.characters(codec="utf-8")), unique=True), st.randoms())
def test_a_row_stays_on_its_side_when_rows_are_reordered_or_added(identifiers, random):
    before = {identifier: side_of(identifier, SHARES) for identifier in identifiers}
    shuffled = [*identifiers, "an added row"]
    random.shuffle(shuffled)
    after = {identifier: side_of(identifier, SHARES) for identifier in shuffled}
    assert before.items() <= after.items()


@given(st.text(st.characters(codec="utf-8")))
def test_a_share_of_zero_gets_no_row(identifier):
    assert side_of(identifier, {"train": 1, "validation": 0, "test": 0}) == "train"
    assert side_of(identifier, {"train": 0, "validation": 0, "test": 1}) == "test"


@pytest.mark.parametrize(
    ("place", "side"),
    [
        (2**30 - 1, "train"),
        (2**30, "validation"),
        (3 * 2**30 - 1, "validation"),
        (3 * 2**30, "test"),
    ],
)
def test_a_side_begins_exactly_where_its_share_says(monkeypatch, place, side):
    monkeypatch.setattr("split.hashlib.sha256", lambda _: Digest(place))
    assert side_of("any", {"train": 0.25, "validation": 0.5, "test": 0.25}) == side


class Digest:
    """A hash that begins with 32 chosen bits."""

    def __init__(self, place: int):
        self._place = place

    def hexdigest(self) -> str:
        return f"{self._place:08x}{0:056x}"
