"""The built-in assistant in the real loop: one action at a time, results told, a no respected."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydantic_ai import Agent, DeferredToolRequests, DeferredToolResults, ToolDenied
from pydantic_ai.exceptions import ToolFailed
from pydantic_ai.messages import ModelMessagesTypeAdapter, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.run import AgentRunResult
from pydantic_ai.tools import Tool

from backend.domain.settings import PreferencesFile
from backend.models.catalog import Catalog
from backend.models.keys import Keys
from tests.fakes.key_backend import FakeKeyBackend

pytestmark = pytest.mark.anyio


@dataclass
class Chat:
    """A chat with the built-in assistant, whose tools only note what they were asked."""

    agent: Agent[None, str | DeferredToolRequests]
    done: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def say(self, text: str | None = None, **more: Any) -> AgentRunResult[str | DeferredToolRequests]:
        async with self.agent.run_stream_events(text, **more) as events:
            async for event in events:
                result = getattr(event, "result", None)
        assert isinstance(result, AgentRunResult)
        return result


@pytest.fixture
async def chat(tmp_path: Path) -> Chat:
    catalog = Catalog(preferences=PreferencesFile(tmp_path), keys=Keys(backend=FakeKeyBackend()), environment={})
    done: list[tuple[str, dict[str, Any]]] = []

    def list_folder(path: str = ".") -> str:
        done.append(("list_folder", {"path": path}))
        return "src/\nREADME.md  12 bytes"

    def read_file(path: str, first_line: int = 1, last_line: int | None = None) -> str:
        done.append(("read_file", {"path": path}))
        if path == "missing.md":
            raise ToolFailed("There is no file missing.md.")
        return "a\n```\nb\n```"

    def run_command(command: str) -> str:
        done.append(("run_command", {"command": command}))
        return "Linux\n"

    agent: Agent[None, str | DeferredToolRequests] = Agent(
        await catalog.build("builtin:assistant"),
        tools=[Tool(list_folder), Tool(read_file), Tool(run_command, requires_approval=True)],
        output_type=[str, DeferredToolRequests],
    )
    return Chat(agent, done)


def spoken(result: AgentRunResult[Any]) -> str:
    """All the words of the assistant in this run, in order."""
    responses = [message for message in result.all_messages() if isinstance(message, ModelResponse)]
    return "".join(part.content for message in responses for part in message.parts if isinstance(part, TextPart))


def calls(result: AgentRunResult[Any]) -> list[ToolCallPart]:
    return [part for message in result.all_messages() for part in message.parts if isinstance(part, ToolCallPart)]


async def test_steps_are_taken_one_after_the_other_and_told(chat: Chat) -> None:
    result = await chat.say("list src then read README.md then 2+2*3")
    assert chat.done == [("list_folder", {"path": "src"}), ("read_file", {"path": "README.md"})]
    assert spoken(result) == (
        "In `src`:\n\n```\nsrc/\nREADME.md  12 bytes\n```\n\n"
        "`README.md`:\n\n````markdown\na\n```\nb\n```\n````\n\n`2+2*3` = **8**"
    )
    assert len({call.tool_call_id for call in calls(result)}) == 2


async def test_the_same_question_twice_makes_new_calls(chat: Chat) -> None:
    first = await chat.say("list src")
    second = await chat.say("list src", message_history=first.all_messages())
    assert len({call.tool_call_id for call in calls(second)}) == 2
    assert len(chat.done) == 2


async def test_a_command_waits_for_a_yes_also_across_a_restart(chat: Chat) -> None:
    asked = await chat.say("could you run `uname -a` then list src")
    assert isinstance(asked.output, DeferredToolRequests)
    assert chat.done == []
    kept = ModelMessagesTypeAdapter.validate_json(ModelMessagesTypeAdapter.dump_json(asked.all_messages()))
    yes = DeferredToolResults(approvals={asked.output.approvals[0].tool_call_id: True})
    result = await chat.say(message_history=kept, deferred_tool_results=yes)
    assert chat.done == [("run_command", {"command": "uname -a"}), ("list_folder", {"path": "src"})]
    assert "`uname -a` said:\n\n```\nLinux\n```" in spoken(result)


async def test_a_no_ends_the_plan(chat: Chat) -> None:
    asked = await chat.say("run `rm x` then list src")
    assert isinstance(asked.output, DeferredToolRequests)
    no = DeferredToolResults(approvals={asked.output.approvals[0].tool_call_id: ToolDenied("no")})
    result = await chat.say(message_history=asked.all_messages(), deferred_tool_results=no)
    assert spoken(result) == "Not done: you said no.\n\nI left the rest undone."
    assert chat.done == []


async def test_what_fails_is_told_and_ends_the_plan(chat: Chat) -> None:
    result = await chat.say("read missing.md then list src")
    assert spoken(result) == "There is no file missing.md.\n\nI left the rest undone."
    assert [part.outcome for m in result.all_messages() for part in m.parts if isinstance(part, ToolReturnPart)] == [
        "failed"
    ]


async def test_a_missing_tool_is_named_and_not_called(chat: Chat) -> None:
    result = await chat.say("write a.txt: x")
    assert "`write_file`" in spoken(result)
    assert calls(result) == []


async def test_it_says_plainly_that_it_is_no_language_model(chat: Chat) -> None:
    said = spoken(await chat.say("who was Napoleon?"))
    assert "not a language model" in said
    assert "set up a model" in said
    assert "Did you mean `list src`?" in spoken(await chat.say("lst src"))


async def test_a_stop_in_the_middle_of_an_answer_leaves_nothing_running(chat: Chat) -> None:
    async with chat.agent.run_stream_events("help") as events:
        async for event in events:
            if type(event).__name__ == "PartDeltaEvent":
                break
