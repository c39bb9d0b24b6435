import io
import re
from itertools import pairwise

from data.stream import LineStream
from hypothesis import given, settings
from hypothesis import strategies as st

CONTENT = st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\r", b"\r\n", b"\xff", b'"']), max_size=40).map(b"".join)


@settings(deadline=None)
@given(CONTENT, st.integers(1, 9))
def test_blocks_are_whole_lines_and_nothing_is_lost(content, size):
    stream = LineStream(io.BytesIO(content), size)
    blocks = []
    while block := stream.take():
        blocks.append(block)
    assert b"".join(blocks) == content
    for block, after in pairwise(blocks):
        assert re.search(rb"[\r\n]\Z", block)
        assert not (block.endswith(b"\r") and after.startswith(b"\n"))


@settings(deadline=None)
@given(CONTENT, st.integers(1, 9), st.binary(max_size=5))
def test_what_is_given_back_comes_first(content, size, back):
    stream = LineStream(io.BytesIO(content), size)
    taken = stream.take()
    stream.give_back(back)
    rest = b""
    while block := stream.take():
        rest += block
    assert taken + rest == taken + back + content[len(taken) :]
