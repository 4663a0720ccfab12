"""The stream over a real socket: cursors, heartbeats, resets, and third-party clients."""

from __future__ import annotations

import asyncio
import time

import httpx
import httpx_sse
import pytest

from backend.domain import limits
from backend.domain.facts import Fact
from tests.api.world import Json, World
from tests.vectors.fold import fold_frames


def test_following_from_a_snapshot_misses_nothing_and_shows_nothing_twice(world: World) -> None:
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, "[[tokens=300 pace_ms=1]]")
    seen = []
    with world.stream(as_of) as frames:
        hello = next(frames)
        assert (hello["event"], hello["data"]["reset"], hello["id"]) == ("hello", False, None)
        for frame in frames:
            seen.append(frame["data"])
            if frame["data"]["e"]["type"] == "RUN_FINISHED":
                break
    first = int(as_of.split(".")[1]) + 1
    assert [frame["s"] for frame in seen] == list(range(first, first + len(seen)))
    created = {"s": 1, "c": chat, "n": 1, "e": {"type": "CUSTOM", "name": "x", "value": {}}}
    outcomes, state = fold_frames(chat, [created, *seen])
    whole = world.get(f"/api/conversations/{chat}")
    assert set(outcomes) == {"applied"}
    assert (state["messages"], state["n"]) == (whole["messages"], whole["n"])


def test_a_reader_that_comes_back_with_its_last_id_goes_on_from_there(world: World) -> None:
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, "hello there you")
    world.wait(chat)
    with world.stream(as_of) as frames:
        every = [next(frames) for _ in range(9)][1:]
    for cut in range(len(every) - 1):
        with world.stream("ffffff.0", **{"Last-Event-ID": every[cut]["id"]}) as frames:
            assert next(frames)["data"]["reset"] is False, "the header wins over `after`"
            assert next(frames)["id"] == every[cut + 1]["id"]


def test_F1_a_merged_stream_resumes_from_the_id_of_each_of_its_frames(world: World) -> None:
    """Two answers that take turns, read by somebody who is far behind: fewer frames, and each a place to go on from."""
    chats = [world.conversation(), world.conversation()]
    as_of, rows = world.get("/api/snapshot")["asOf"], 0
    for turn in range(8):
        for number in range(turn * 10):
            write(world, chats[turn % 2], f"{number} ")
            rows += 1
    last = int(as_of.partition(".")[2]) + rows
    whole = until_number(world, as_of, last)
    assert rows > limits.LIVE_RECORDS
    assert len(whole) < rows / 10
    states = {chat: world.get(f"/api/conversations/{chat}") for chat in chats}
    for cut in range(len(whole)):
        resumed = [*whole[: cut + 1], *until_number(world, "ffffff.0", last, **{"Last-Event-ID": whole[cut]["id"]})]
        for chat, state in states.items():
            created = {"s": 1, "c": chat, "n": 1, "e": {"type": "CUSTOM", "name": "x", "value": {}}}
            outcomes, folded = fold_frames(chat, [created, *(f["data"] for f in resumed if f["data"]["c"] == chat)])
            assert set(outcomes) == {"applied"}
            assert (folded["messages"], folded["n"]) == (state["messages"], state["n"])


def write(world: World, chat: str, text: str) -> None:
    """One delta, as a row of its own."""
    event = {"type": "TEXT_MESSAGE_CONTENT", "messageId": f"m-{chat}", "delta": text}
    ledger, loop = world.server._ledger, world.server._loop
    assert loop is not None
    writing = ledger.transact(lambda transaction: transaction.append(Fact(chat, None, event)))
    asyncio.run_coroutine_threadsafe(writing, loop).result(10)


def until_number(world: World, after: str, last: int, **headers: str) -> list[Json]:
    """The facts of a stream up to this number."""
    with world.stream(after, changes=False, **headers) as frames:
        hello = next(frames)
        assert hello["data"]["reset"] is False
        got: list[Json] = []
        position = int((headers.get("Last-Event-ID") or after).partition(".")[2])
        while position < last:
            got.append(next(frames))
            position = got[-1]["data"]["s"]
    return got


def test_a_cursor_lives_through_a_restart(world: World) -> None:
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, "hi")
    world.wait(chat)
    world.restart()
    with world.stream(as_of) as frames:
        assert next(frames)["data"]["reset"] is False
        assert next(frames)["data"]["e"]["type"] == "TEXT_MESSAGE_START"


@pytest.mark.parametrize(
    "cursor", ["", "x", "ffffff.1", "ffffff.999999999999", "0.0", "-1", "a" * 5000, "%00", "1e9.1"]
)
def test_F6_a_bad_cursor_gets_200_and_reset(world: World, cursor: str) -> None:
    with world.stream(cursor) as frames:
        hello = next(frames)
        assert (hello["event"], hello["data"]["reset"]) == ("hello", True)


def test_F6_a_cursor_of_the_future_gets_reset(world: World) -> None:
    epoch, _, s = world.get("/api/snapshot")["asOf"].partition(".")
    with world.stream(f"{epoch}.{int(s) + 1}") as frames:
        assert next(frames)["data"]["reset"] is True


def test_heartbeats_are_named_frames_without_an_id(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEARTBEAT_S", 0.05)
    with world.stream() as frames:
        hello = next(frames)
        beats = [next(frames) for _ in range(3)]
    assert [(b["event"], b["id"], b["data"]) for b in beats] == [("hb", None, {"head": hello["data"]["head"]})] * 3


def test_who_follows_is_told_what_is_different_beside_the_log(world: World) -> None:
    """And asks for it, if it wanted to be told. A change that was refused is none."""
    with (
        world.stream(world.get("/api/snapshot")["asOf"], changes=True) as frames,
        world.stream(changes=True) as others,
        world.stream() as plain,
    ):
        heads = [next(frames), next(others)]
        next(plain)
        world.problem("PATCH", "/api/settings", {"theme": "purple"})
        world.patch("/api/settings", {"theme": "dark"})
        told = [next(frames), next(others)]
        world.put("/api/prompts/greet", {"text": "Hello"})
        told += [next(frames), next(others)]
        world.delete("/api/providers/fake")
        told += [next(frames), next(others)]
        chat = world.conversation()
        assert next(plain)["data"]["c"] == chat
    assert [head["event"] for head in heads] == ["hello", "hello"]
    assert [(frame["event"], frame["id"]) for frame in told] == [("changed", None)] * 6
    whats = [frame["data"]["what"] for frame in told]
    assert whats == [["settings"]] * 2 + [["prompts"]] * 2 + [["providers"]] * 2


def test_H3_a_stream_that_is_open_hears_that_saving_fails_and_works_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEARTBEAT_S", 0.05)
    writer = world.server._ledger._writer
    with world.stream() as frames:
        next(frames)
        writer.failed = "no space"
        assert next(f for f in frames if "storage" in f["data"])["data"]["storage"] == "failed"
        writer.failed = None
        assert next(f for f in frames if "storage" not in f["data"])["event"] == "hb"


def test_C7_C10_hostile_text_is_data_and_never_a_frame(world: World) -> None:
    """C7★, C10: what a person or a model writes cannot forge an event."""
    text = 'a\r\nevent: bye\rdata: {"x"}\n\nid: 1\n\n\u2028\u2029\u0085\0\x1b[31m\ufeff😀\u202e'
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, text)
    world.wait(chat)
    with world.stream(as_of) as frames:
        types = [next(frames)["event"] for _ in range(8)]
    assert types == ["hello"] + ["message"] * 7
    assert world.get(f"/api/conversations/{chat}")["messages"][0]["content"] == text


def test_F11_a_client_of_another_make_reads_the_same(world: World) -> None:
    """F11: httpx-sse."""
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, "one two three")
    state = world.wait(chat)
    headers = {"authorization": f"Bearer {world.server.token}"}
    got = []
    with (
        httpx.Client(base_url=world.server.url, headers=headers) as client,
        httpx_sse.connect_sse(client, "GET", "/api/events", params={"after": as_of}) as source,
    ):
        for event in source.iter_sse():
            if event.event == "message":
                got.append(event.json())
                if got[-1]["e"]["type"] == "RUN_FINISHED":
                    break
    created = {"s": 1, "c": chat, "n": 1, "e": {"type": "CUSTOM", "name": "x", "value": {}}}
    assert fold_frames(chat, [created, *got])[1]["messages"] == state["messages"]


def test_every_event_is_ag_ui(world: World) -> None:
    from ag_ui.core import Event
    from pydantic import TypeAdapter

    adapter: TypeAdapter[Event] = TypeAdapter(Event)
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, "[[think]]")
    world.wait(chat)
    with world.stream(as_of) as frames:
        next(frames)
        for frame in frames:
            adapter.validate_python(frame["data"]["e"])
            if frame["data"]["e"]["type"] == "RUN_FINISHED":
                break


def test_calls_in_a_row_on_one_connection_do_not_wait_for_acknowledgements(world: World) -> None:
    """With Nagle's algorithm each took 40 ms: Linux acknowledges an answer's head so late. The best of many is looked
    at, since the machine may be busy."""

    def took() -> float:
        began = time.perf_counter()
        world.get("/api/settings")
        return time.perf_counter() - began

    took()
    assert min(took() for _ in range(30)) < 0.03
