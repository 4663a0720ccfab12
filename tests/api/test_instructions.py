"""A chat's own instructions and parameters, as the model gets them; tokens, money and context at the end of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.providers import another_provider, models_with
from tests.api.test_files_to_models import notes
from tests.api.world import Json, World
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider


@pytest.fixture(autouse=True)
def no_titles(world: World) -> None:
    """A title's request would stand among those that are looked at."""
    world.patch("/api/settings", {"modelTitles": False})


def chat_with(world: World, **head: object) -> str:
    chat = world.conversation()
    world.patch(f"/api/conversations/{chat}", dict(head))
    return chat


def asked(world: World, chat: str, *, model: str = "fake:scripted") -> Json:
    world.say(chat, "hi", model=model)
    return world.wait(chat)


def test_instructions_come_before_everything(world: World, provider: ScriptedProvider, tmp_path: Path) -> None:
    chat = chat_with(world, system="Answer in rhymes.")
    asked(world, chat)
    assert provider.requests[-1].json["messages"] == [
        {"role": "system", "content": "Answer in rhymes."},
        {"role": "user", "content": "hi"},
    ]
    world.patch(f"/api/conversations/{chat}", {"workspace": str(tmp_path)})
    asked(world, chat)
    system = provider.requests[-1].json["messages"][0]["content"]
    assert system.startswith("You are the assistant in Runnel")
    assert system.endswith("\n\nAnswer in rhymes.")


def test_parameters_are_sent(world: World, provider: ScriptedProvider) -> None:
    chat = chat_with(world, parameters={"temperature": 0.3, "topP": 0.9, "maxTokens": 77, "thinking": "low"})
    state = asked(world, chat)
    sent = provider.requests[-1].json
    assert {key: sent.get(key) for key in ("temperature", "top_p", "max_tokens", "reasoning_effort")} == {
        "temperature": 0.3,
        "top_p": 0.9,
        "max_tokens": 77,
        "reasoning_effort": "low",
    }
    assert notes(state) == []
    world.patch(f"/api/conversations/{chat}", {"parameters": {}})
    asked(world, chat)
    assert not {"temperature", "top_p", "max_tokens", "reasoning_effort"} & provider.requests[-1].json.keys()


def test_what_the_server_refuses_is_left_out_and_said_once(world: World) -> None:
    def picky(request: Request) -> Reply:
        for field in ("reasoning_effort", "temperature"):
            if field in request.json:
                message = f"Unsupported parameter: '{field}' is not supported with this model."
                return Reply(status=400, body={"error": {"message": message, "param": field}})
        return Reply(text=["done"])

    with another_provider(world, script=picky) as provider:
        chat = chat_with(world, parameters={"temperature": 0.3, "maxTokens": 5, "thinking": "high"})
        state = asked(world, chat, model="other:scripted")
        assert state["messages"][-1]["content"] == "done"
        assert provider.requests[-1].json["max_tokens"] == 5
        sentence = "scripted does not take this chat's temperature and setting for thinking. It was asked without."
        assert notes(state) == [("parameter_ignored", sentence)]
        assert notes(asked(world, chat, model="other:scripted")) == []


def test_a_model_that_is_known_not_to_think_is_not_asked_to(world: World) -> None:
    with another_provider(world, routes=models_with(supported_parameters=["tools", "temperature"])) as provider:
        chat = chat_with(world, parameters={"thinking": "high"})
        state = asked(world, chat, model="other:scripted")
        assert "reasoning_effort" not in provider.requests[-1].json
        assert notes(state) == [
            ("parameter_ignored", "scripted does not take this chat's setting for thinking. It was asked without.")
        ]
        world.patch(f"/api/conversations/{chat}", {"parameters": {"thinking": "off"}})
        assert notes(asked(world, chat, model="other:scripted")) == []


def test_the_built_in_assistant_says_that_it_takes_none(world: World) -> None:
    chat = chat_with(world, system="Answer in rhymes.", parameters={"temperature": 1})
    state = asked(world, chat, model="builtin:assistant")
    assert notes(state) == [
        ("parameter_ignored", "assistant does not take this chat's instructions and temperature. It was asked without.")
    ]


def test_tokens_and_context_are_counted_over_all_requests_of_a_run(world: World, tmp_path: Path) -> None:
    replies = [
        Reply(calls=[Call("list_folder")], usage=(100, 5)),
        Reply(text=["done"], usage=(140, 7)),
    ]
    with another_provider(world, script=replies):
        chat = chat_with(world, workspace=str(tmp_path))
        run = asked(world, chat, model="other:scripted")["runs"][-1]
        (usage,) = run["usage"]
        assert (usage["inputTokens"], usage["outputTokens"], usage["model"]) == (240, 12, "scripted")
        assert (run["context"], run["cost"]) == (140, None)  # a server on this machine costs nothing


def test_a_run_that_fails_or_is_stopped_says_what_it_took(world: World, tmp_path: Path) -> None:
    replies = [
        Reply(calls=[Call("list_folder")], usage=(100, 5)),
        Reply(status=401),
        Reply(calls=[Call("list_folder")], usage=(100, 5)),
        Reply(text=["never", " ends"], finish=None, done=False, usage=None, hang=True),
    ]
    with another_provider(world, script=replies) as provider:
        chat = chat_with(world, workspace=str(tmp_path))
        failed = asked(world, chat, model="other:scripted")["runs"][-1]
        assert (failed["status"], failed["usage"][0]["inputTokens"], failed["context"]) == ("failed", 100, 100)
        run = world.say(chat, "hi", model="other:scripted")
        world.until(lambda: {} if len(provider.requests) >= 4 else None)
        world.until(lambda: {} if world.get(f"/api/conversations/{chat}")["messages"][-1]["content"] else None)
        world.post(f"/api/runs/{run}/cancel")
        stopped = world.wait(chat)["runs"][-1]
        assert (stopped["status"], stopped["usage"][0]["inputTokens"]) == ("cancelled", 100)
