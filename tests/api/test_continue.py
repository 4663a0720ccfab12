"""An answer that stopped goes on: in mid-sentence where the model takes its own words, in a new turn where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.agent.wrapping import CARRY_ON
from tests.api.world import Json, World
from tests.fakes.dialects import DIALECTS, Dialect, Words
from tests.fakes.scripted_provider import Reply, Request, ScriptedProvider

IN_MID_SENTENCE = ["anthropic", "google", "ollama", "llama"]
IN_A_NEW_TURN = ["openai", "openai-compatible"]


class Asking(World):
    """A server, and what its provider was asked."""

    asked: list[Request]


@contextmanager
def world_with(folder: Path, dialect: Dialect, decide: Callable[[Request], Reply]) -> Iterator[Asking]:
    """A server whose provider `it` speaks this dialect."""
    with ScriptedProvider(routes={dialect.path: decide}).in_thread() as provider:
        world = Asking(folder)
        world.start()
        world.asked = provider.requests
        url = provider.url if dialect.under_v1 else provider.origin
        world.put("/api/providers/it", {"kind": dialect.kind, "baseUrl": url, "apiKey": "sk-test-key-123456"})
        yield world
        world.stop()


def asked_of(world: Asking, path: str) -> list[Json]:
    return [request.json for request in world.asked if request.path == path]


def turns(body: Json) -> list[tuple[str, str]]:
    """Who said what, in any of the formats."""
    said: list[tuple[str, str]] = []
    for item in body.get("messages") or body.get("input") or body["contents"]:
        content = item.get("content", item.get("parts"))
        text = content if isinstance(content, str) else "".join(part["text"] for part in content)
        role = {"model": "assistant"}.get(item["role"], item["role"])
        if role != "system":
            said.append((role, text))
    return said


def cut(dialect: Dialect, *text: str) -> Reply:
    """A reply that begins like this and then says nothing more."""
    frames = dialect.frames(Words(text=[*text, "never said"]))
    at = next(i for i, frame in enumerate(frames) if b"never said" in frame)
    return Reply(raw=frames[:at], hang=True)


def stopped_after(world: World, dialect: Dialect, text: str) -> tuple[str, str]:
    """A chat whose answer a person stopped when it said `text`; answers the chat and the run."""
    chat = world.conversation()
    run = world.say(chat, "hi", model=f"it:{dialect.model}")
    world.until(lambda: {"": 1} if answers(world, chat)[-1:] == [text] else None)
    world.post(f"/api/runs/{run}/cancel")
    return chat, run


def answers(world: World, chat: str) -> list[str]:
    messages = world.get(f"/api/conversations/{chat}")["messages"]
    return [message["content"] for message in messages if message["role"] == "assistant"]


@pytest.mark.parametrize("kind", IN_MID_SENTENCE)
def test_a_stopped_answer_goes_on_in_mid_sentence(tmp_path: Path, kind: str) -> None:
    dialect = DIALECTS[kind]
    replies = iter([cut(dialect, "The sea ", "is de"), dialect.reply(Words(text=["ep ", "and cold."]))])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "The sea is de")
        more = world.post(f"/api/runs/{run}/continue")["runId"]
        state = world.wait(chat, "finished")
        body = asked_of(world, dialect.path)[1]
    assert turns(body) == [("user", "hi"), ("assistant", "The sea is de")]
    assert ("continue_final_message" in body) == (kind == "llama")
    first, second = (m for m in state["messages"] if m["role"] == "assistant")
    assert (first["content"], first["metadata"]["partial"]) == ("The sea is de", True)
    assert (second["content"], second["metadata"]["continues"]) == ("ep and cold.", first["id"])
    assert [(r["id"], r["status"], r["notes"]) for r in state["runs"]] == [
        (run, "cancelled", []),
        (more, "finished", []),
    ]


@pytest.mark.parametrize("kind", IN_A_NEW_TURN)
def test_a_model_that_does_not_take_its_own_words_is_asked_in_a_new_turn(tmp_path: Path, kind: str) -> None:
    dialect = DIALECTS[kind]
    replies = iter([cut(dialect, "The sea ", "is de"), dialect.reply(Words(text=["ep."]))])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "The sea is de")
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat, "finished")
        assert turns(asked_of(world, dialect.path)[1])[-2:] == [("assistant", "The sea is de"), ("user", CARRY_ON)]
    assert "continues" not in state["messages"][-1]["metadata"]


@pytest.mark.parametrize("kind", IN_MID_SENTENCE)
def test_a_refused_beginning_is_followed_by_a_new_turn_once_and_visibly(tmp_path: Path, kind: str) -> None:
    dialect = DIALECTS[kind]
    refusal = dialect.error(400, "This model does not support assistant message prefill.")
    replies = iter([cut(dialect, "The sea"), refusal, dialect.reply(Words(text=["It is deep."]))])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "The sea")
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat, "finished")
        asked = [turns(body)[-1] for body in asked_of(world, dialect.path)]
    assert asked == [("user", "hi"), ("assistant", "The sea"), ("user", CARRY_ON)]
    assert [note["code"] for note in state["runs"][-1]["notes"]] == ["new_turn"]
    assert "continues" not in state["messages"][-1]["metadata"]


def test_a_server_that_refuses_both_ways_is_not_asked_a_third_time(tmp_path: Path) -> None:
    dialect = DIALECTS["llama"]
    replies = iter([cut(dialect, "The sea"), dialect.error(400, "no"), dialect.error(400, "no, again")])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "The sea")
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat, "failed")
        assert len(asked_of(world, dialect.path)) == 3
    assert "no, again" in state["runs"][-1]["error"]["message"]


def test_spaces_where_the_halves_meet_are_there_once(tmp_path: Path) -> None:
    dialect = DIALECTS["anthropic"]
    replies = iter([cut(dialect, "one, "), dialect.reply(Words(text=[" ", "two"]))])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "one, ")
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat, "finished")
        assert turns(asked_of(world, dialect.path)[1])[-1] == ("assistant", "one,")
    assert "".join(m["content"] for m in state["messages"] if m["role"] == "assistant") == "one, two"


def test_an_answer_cut_twice_is_one_text_to_the_model_and_to_the_next_question(tmp_path: Path) -> None:
    dialect = DIALECTS["ollama"]
    replies = iter([cut(dialect, "a b"), cut(dialect, "c d"), *[dialect.reply(Words(text=["e."]))] * 2])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "a b")
        again = world.post(f"/api/runs/{run}/continue")["runId"]
        world.until(lambda: {"": 1} if answers(world, chat)[-1:] == ["c d"] else None)
        world.post(f"/api/runs/{again}/cancel")
        world.post(f"/api/runs/{again}/continue")
        state = world.wait(chat, "finished")
        world.say(chat, "thanks", model=f"it:{dialect.model}")
        world.wait(chat, "finished")
        asked = [turns(body) for body in asked_of(world, dialect.path)]
    assert asked[2] == [("user", "hi"), ("assistant", "a bc d")]
    assert asked[3] == [("user", "hi"), ("assistant", "a bc de."), ("user", "thanks")]
    first, *others = (m for m in state["messages"] if m["role"] == "assistant")
    assert [m["metadata"]["continues"] for m in others] == [first["id"]] * 2


def test_after_a_crash_an_answer_goes_on_in_mid_sentence_too(tmp_path: Path) -> None:
    dialect = DIALECTS["llama"]
    replies = iter([cut(dialect, "The sea ", "is de"), dialect.reply(Words(text=["ep."]))])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat = world.conversation()
        run = world.say(chat, "hi", model=f"it:{dialect.model}")
        world.until(lambda: {"": 1} if answers(world, chat) == ["The sea is de"] else None)
        world.restart()
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat, "finished")
    assert [m["content"] for m in state["messages"]][-2:] == ["The sea is de", "ep."]
    assert "continues" in state["messages"][-1]["metadata"]


def test_an_answer_that_had_not_begun_is_asked_for_without_an_instruction(tmp_path: Path) -> None:
    dialect = DIALECTS["openai"]
    replies = iter([Reply(raw=dialect.frames(Words(text=["x"]))[:1], hang=True), dialect.reply(Words(text=["Hello."]))])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat = world.conversation()
        run = world.say(chat, "hi", model=f"it:{dialect.model}")
        world.until(lambda: {"": 1} if asked_of(world, dialect.path) else None)
        world.post(f"/api/runs/{run}/cancel")
        world.post(f"/api/runs/{run}/continue")
        world.wait(chat, "finished")
        assert [turns(body) for body in asked_of(world, dialect.path)] == [[("user", "hi")]] * 2


def test_an_answer_that_was_whole_after_all_ends_without_more_text(tmp_path: Path) -> None:
    dialect = DIALECTS["llama"]
    replies = iter([cut(dialect, "All is said."), dialect.reply(Words())])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat, run = stopped_after(world, dialect, "All is said.")
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat)
        assert len(asked_of(world, dialect.path)) == 2
    assert (state["runs"][-1]["status"], answers_in(state)) == ("finished", ["All is said."])


def answers_in(state: Json) -> list[str]:
    return [m["content"] for m in state["messages"] if m["role"] == "assistant" and m["content"]]


@pytest.mark.parametrize("kind", DIALECTS)
def test_G3_an_answer_at_its_length_limit_says_so_and_can_go_on(tmp_path: Path, kind: str) -> None:
    dialect = DIALECTS[kind]
    whole = [Words(text=["The sea is de"], finish="length"), Words(text=["ep."])]
    replies = iter([dialect.reply(words) for words in whole])
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat = world.conversation()
        run = world.say(chat, "hi", model=f"it:{dialect.model}")
        state = world.wait(chat, "finished")
        assert [note["code"] for note in state["runs"][0]["notes"]] == ["length_limit"]
        assert "length limit" in state["runs"][0]["notes"][0]["text"]
        world.post(f"/api/runs/{run}/continue")
        state = world.wait(chat, "finished")
        last = turns(asked_of(world, dialect.path)[1])[-1]
    assert last == (("assistant", "The sea is de") if kind in IN_MID_SENTENCE else ("user", CARRY_ON))
    assert answers_in(state) == ["The sea is de", "ep."]
    assert state["runs"][1]["notes"] == []


@pytest.mark.parametrize("kind", DIALECTS)
def test_G7_a_prompt_that_was_not_read_whole_is_told_with_what_to_do(tmp_path: Path, kind: str) -> None:
    dialect = DIALECTS[kind]
    with world_with(tmp_path, dialect, lambda _: dialect.reply(Words(text=["Yes."], read=4096))) as world:
        chat = world.conversation()
        world.say(chat, "a long story " * 2000, model=f"it:{dialect.model}")
        (note,) = world.wait(chat, "finished")["runs"][0]["notes"]
        other = world.conversation()
        world.say(other, "a story " * 2000, model=f"it:{dialect.model}")  # 4,000 words may well be 4,096 tokens
        assert world.wait(other, "finished")["runs"][0]["notes"] == []
    assert note["code"] == "prompt_truncated"
    assert "4,096 tokens" in note["text"]
    assert "6,000 words" in note["text"]
    assert ("OLLAMA_CONTEXT_LENGTH" in note["text"]) == (kind == "ollama")
