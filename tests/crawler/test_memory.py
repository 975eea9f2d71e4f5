"""What is kept until the next look comes back as it was, and nothing else is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.memory import KEY_SIZE, MARK_SIZE, Trace, mark, pack, unpack

marks = st.binary(min_size=MARK_SIZE, max_size=MARK_SIZE)
keys = st.binary(min_size=KEY_SIZE, max_size=KEY_SIZE)
traces = st.builds(Trace, marks, marks, marks, keys, st.integers(0, 255))


@given(st.lists(traces, max_size=50, unique_by=lambda trace: trace.chunk))
def test_a_memory_comes_back_as_it_was(kept: list[Trace]) -> None:
    """Every trace, by its chunk."""
    assert unpack(pack(kept)) == {trace.chunk: trace for trace in kept}


def test_a_memory_is_small() -> None:
    """Thirty items take less than three kilobytes."""
    assert len(pack([Trace(bytes([n]) * 16, bytes(16), bytes(16)) for n in range(30)])) < 3000


def test_without_all_its_chunks_a_document_is_not_remembered() -> None:
    """An item that shares its guid with a new one would be missed."""
    assert pack([Trace(bytes(16), bytes(16), bytes(16)), Trace(b"", bytes(16), bytes(16))]) == b""


@pytest.mark.parametrize("memory", [b"", b"\x03", b"\x03x", b"\x02" + bytes(81), bytes(82), b"x"])
def test_a_memory_that_is_not_ours_is_none(memory: bytes) -> None:
    """Everything is read again."""
    assert unpack(memory) == {}


@given(st.binary(max_size=200))
def test_no_memory_breaks_anything(memory: bytes) -> None:
    """Whatever the column holds."""
    assert len(unpack(memory)) <= 4


def test_marks_tell_apart_what_is_put_together_otherwise() -> None:
    """Where one value ends counts."""
    assert len({mark(b"ab", b"c"), mark(b"a", b"bc"), mark(b"abc"), mark(b"abc", b"")}) == 4
