"""Server-sent events, however they are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.models.sse import EventReader, LineTooLong, ServerEvent

STREAM = (
    "\ufeff: a comment\r\ndata: one\r\n\r\nevent: ping\rdata: two\rdata: lines\r\rdata:three\u2028\u0085still\n\n"
    "id: 7\nretry: 9\nfoo\ndata\ndata: 🌊\n\n\n\ndata: cut"
).encode()
EVENTS = [
    ServerEvent("one"),
    ServerEvent("two\nlines", "ping"),
    ServerEvent("three\u2028\u0085still"),
    ServerEvent("\n🌊"),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_are_the_same_wherever_the_bytes_are_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    reader = EventReader()
    events = [event for a, b in pairwise(edges) for event in reader.feed(STREAM[a:b])]
    assert events == EVENTS
    assert reader.rest() == ""  # a line that did not end is not part of an event


def test_every_byte_alone() -> None:
    reader = EventReader()
    assert [event for byte in STREAM for event in reader.feed(bytes([byte]))] == EVENTS


def test_what_was_cut_off_is_told_apart() -> None:
    reader = EventReader()
    assert reader.feed(b"data: [DONE]\n") == []
    assert reader.rest() == "[DONE]"


def test_a_line_and_an_event_have_a_largest_size() -> None:
    with pytest.raises(LineTooLong):
        EventReader(most_bytes=100).feed(b"x" * 101)
    with pytest.raises(LineTooLong):
        EventReader(most_bytes=100).feed(b"data: 123456789\n" * 20)
    reader = EventReader(most_bytes=100)
    for _ in range(50):
        assert len(reader.feed(b"data: 123456789\n\n")) == 1


def test_bytes_that_are_no_utf8_are_replaced() -> None:
    assert EventReader().feed(b"data: a\xff\xfeb\n\n") == [ServerEvent("a\ufffd\ufffdb")]
