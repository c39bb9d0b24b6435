import hashlib
from random import Random

import pyarrow as pa
from data.seen import Seen, digests
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(deadline=None)
@given(st.lists(st.text(), max_size=8), st.integers(0, 8))
def test_digests_are_those_of_each_text(texts, start):
    column = pa.array(texts, pa.string())[start:]
    expected = [hashlib.sha256(text.encode()).digest() for text in texts[start:]]
    assert [row.tobytes() for row in digests(column)] == expected


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 30).map(str), max_size=20), max_size=6))
def test_the_first_of_equal_names_is_new(blocks):
    seen, known = Seen(), set()
    for block in blocks:
        expected = []
        for name in block:
            expected.append(name not in known)
            known.add(name)
        assert seen.add(digests(pa.array(block, pa.string()))).tolist() == expected


def test_names_are_known_however_many_there_are():
    random = Random(7)
    seen, known, count = Seen(), set(), 0
    # The table grows twice meanwhile.
    for _ in range(20):
        block = [str(random.randrange(200_000)) for _ in range(10_000)]
        count += int(seen.add(digests(pa.array(block))).sum())
        known.update(block)
    assert count == len(known)
    assert not seen.add(digests(pa.array(sorted(known)))).any()
