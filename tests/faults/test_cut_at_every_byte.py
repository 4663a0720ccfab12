"""F1: the stream cut at every byte and resumed with the last id: nothing is missing and nothing comes twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.log.fold import Fold
from tests.faults.client_fold import record, shown
from tests.faults.proxy import SPARED, Fate, Proxy
from tests.faults.script import HOSTILE, Order
from tests.faults.sse import Event, Parser
from tests.faults.wire import Address, Cut, call, stream
from tests.faults.world import World, running

ORDER = Order(mark="m1", seed=5, tokens=24, pace_ms=18, think=True, extra="".join(HOSTILE) + "end")
WORKERS = 6


async def answered(world: World) -> tuple[str, dict[str, Any]]:
    """A cursor from before a chat, and the chat when it is over."""
    start = await world.as_of()
    chat = await world.conversation("c1")
    await world.say(chat, ORDER)
    await world.server.quiet()
    return start, await world.state(chat)


async def recorded(world: World, start: str, last_n: int) -> bytes:
    """The stream from `start` to the frame `last_n`, as it comes over the socket, without HTTP's chunks."""
    async with stream(world.server.address, after=start) as opened:
        whole, parser = b"", Parser()
        while True:
            data = await opened.read(5)
            whole += data
            for event in parser.feed(data):
                if event.name == "message" and json.loads(event.data)["n"] == last_n:
                    return whole


def resumed(events: list[Event], last_id: str) -> list[Event]:
    """What a server that keeps the contract sends after this id: everything that follows it."""
    ids = [event.id for event in events]
    return events[ids.index(last_id) + 1 :] if last_id in ids else events


def once(fate: Fate) -> Callable[[], Fate]:
    """This for the first connection, mercy for the others."""
    fates = [fate]
    return lambda: fates.pop() if fates else SPARED


@pytest.mark.timeout(120)
def test_F1_a_recorded_stream_cut_at_every_byte_gives_the_whole_conversation(tmp_path: Path) -> None:
    async def story() -> tuple[bytes, dict[str, Any]]:
        async with running(tmp_path) as world:
            start, state = await answered(world)
            return await recorded(world, start, state["n"]), shown(state)

    whole, state = asyncio.run(story())
    events = Parser().feed(whole)
    frames = {event.id: record(json.loads(event.data)) for event in events if event.name == "message"}
    assert len(whole) > 4_000
    assert len(frames) == state["n"]
    for at in range(len(whole) + 1):
        parser = Parser()
        before = [event.id for event in parser.feed(whole[:at]) if event.name == "message"]
        after = [event.id for event in resumed(events, parser.last_id) if event.name == "message"]
        assert [*before, *after] == list(frames), f"cut after byte {at}"
        fold = Fold("c1")
        outcomes = {fold.apply(frames[id_]) for id_ in (*before, *after)}
        assert outcomes == {"applied"}, f"cut after byte {at}"
        assert fold.state() == state, f"cut after byte {at}"


@pytest.mark.timeout(120)
def test_F1_connections_cut_anywhere_on_the_real_socket_resume_without_a_gap(tmp_path: Path) -> None:
    """HTTP's own bytes are cut too: status line, headers, the lengths of chunks."""

    async def story() -> list[str]:
        async with running(tmp_path) as world:
            start, state = await answered(world)
            size = len(await recorded(world, start, state["n"])) + 600  # with HTTP's head and chunks
            cuts = [*range(0, 900, 3), *range(900, size, 11)]
            wrong: list[str] = []
            await asyncio.gather(*(worker(world, start, state, cuts[i::WORKERS], wrong) for i in range(WORKERS)))
            return wrong

    async def worker(world: World, start: str, state: dict[str, Any], cuts: list[int], wrong: list[str]) -> None:
        async with Proxy(world.server.port, lambda: SPARED) as proxy:
            for at in cuts:
                proxy.fate = once(Fate(cut_down_after=at, reset=at % 2 == 0))
                follower = world.follower(cursor=start, through=proxy.port)
                following = asyncio.create_task(follower.live())
                async with asyncio.timeout(10):
                    while "c1" not in follower.folds or follower.folds["c1"].n < state["n"]:
                        await follower.next_move()
                following.cancel()
                tally = follower.tally
                if tally.wrong or tally.applied != state["n"] or tally.gaps or tally.resets or tally.seen:
                    wrong.append(f"cut after byte {at}: {tally}")
                if follower.folds["c1"].state() != shown(state):
                    wrong.append(f"cut after byte {at}: the text is not the server's")

    assert asyncio.run(story()) == []


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_the_harness_reads_frames_the_same_in_pieces_of_any_size(end: bytes) -> None:
    lines = ["\ufeffid: 1", "data: a\u2028b", "data:c", "", ": note", "event: hb", "data: {}", "", "id", "data", "", ""]
    whole = end.join(line.encode() for line in lines)
    expected = [("message", "a\u2028b\nc", "1"), ("hb", "{}", None), ("message", "", "")]
    for size in range(1, len(whole) + 1):
        parser = Parser()
        events = [e for at in range(0, len(whole), size) for e in parser.feed(whole[at : at + size])]
        assert [(e.name, e.data, e.id) for e in events] == expected
        assert parser.last_id == ""


def test_the_harness_sees_a_cut_as_a_cut() -> None:
    async def story() -> None:
        async with Proxy(9, lambda: SPARED) as proxy:
            with pytest.raises(Cut):
                await call(Address(proxy.port, "127.0.0.1:9", "x"), "GET", "/")

    asyncio.run(story())
