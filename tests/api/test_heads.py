"""What a person sets of a chat, and the lists that follow from it: pins, tags, archive, bin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import World

NEW: dict[str, Any] = {
    "leaf": None,
    "system": None,
    "parameters": {},
    "pinned": False,
    "archived": False,
    "tags": [],
    "mode": "ask",
}


def patch(world: World, chat: str, **changes: Any) -> dict[str, Any]:
    answer = world.http.patch(f"/api/conversations/{chat}", json=changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(world: World, query: str = "") -> list[str]:
    return [item["id"] for item in world.get(f"/api/conversations?{query}")["conversations"]]


def test_what_is_set_of_a_chat_is_answered_kept_and_folded(world: World) -> None:
    chat = world.conversation(title="T")
    before = world.get(f"/api/conversations/{chat}")
    assert {key: before[key] for key in NEW} == NEW
    changes = {
        "system": "Be brief.",
        "parameters": {"temperature": 0.5, "topP": 1, "maxTokens": 100, "thinking": "low"},
        "pinned": True,
        "archived": True,
        "tags": [" Work ", "größe", "GRÖSSE", "work", ""],
        "mode": "plan",
    }
    kept = {**changes, "tags": ["Work", "größe"]}
    answer = patch(world, chat, **changes)
    assert answer == {"id": chat, "title": "T", "workspace": None, "model": None, "leaf": None, **kept}
    world.restart()
    after = world.get(f"/api/conversations/{chat}")
    assert {key: after[key] for key in kept} == kept
    assert patch(world, chat, parameters={"maxTokens": 5}, system="  ")["parameters"] == {"maxTokens": 5}
    assert world.get(f"/api/conversations/{chat}")["system"] is None


def test_a_new_chat_may_begin_with_all_of_it(world: World) -> None:
    chat = world.conversation(title="T", system="Be kind.", tags=["a"], mode="auto", pinned=True)
    state = world.get(f"/api/conversations/{chat}")
    assert (state["system"], state["tags"], state["mode"], state["pinned"]) == ("Be kind.", ["a"], "auto", True)


def test_instructions_as_long_as_possible_are_kept_byte_for_byte(world: World) -> None:
    chat = world.conversation()
    system = "é\u2028😀\n" * 25_000
    assert len(system) == 100_000
    assert patch(world, chat, system=system)["system"] == system
    assert world.get(f"/api/conversations/{chat}")["system"] == system
    assert patch(world, chat, title="same")["system"] == system


@pytest.mark.parametrize(
    "changes",
    [
        {"system": "x" * 100_001},
        {"system": 7},
        {"parameters": {"temperature": 2.1}},
        {"parameters": {"temperature": "hot"}},
        {"parameters": {"topP": -0.1}},
        {"parameters": {"maxTokens": 0}},
        {"parameters": {"maxTokens": 1.5}},
        {"parameters": {"thinking": "very"}},
        {"parameters": {"top_p": 1}},
        {"parameters": {"seed": 1}},
        {"parameters": []},
        {"pinned": None},
        {"archived": "perhaps"},
        {"tags": "work"},
        {"tags": ["x" * 41]},
        {"tags": [f"t{number}" for number in range(21)]},
        {"tags": [7]},
        {"mode": "always"},
        {"mode": None},
        {"leaf": "nobody"},
    ],
)
def test_what_cannot_be_set_is_refused_with_a_sentence(world: World, changes: dict[str, Any]) -> None:
    chat = world.conversation()
    before = world.get(f"/api/conversations/{chat}")
    status, _, sentence = world.problem("PATCH", f"/api/conversations/{chat}", changes)
    assert status == 422
    assert sentence.endswith(".")
    assert "Value error" not in sentence
    assert world.get(f"/api/conversations/{chat}") == before


def test_nothing_of_it_moves_a_chat_up_the_list(world: World) -> None:
    older, newer = world.conversation(title="older"), world.conversation(title="newer")
    before = world.get("/api/conversations")["conversations"]
    assert [item["id"] for item in before] == [newer, older]
    assert before[0].keys() == {"id", "title", "updatedAt", "running", "pinned", "archived", "tags"}
    patch(world, older, tags=["a"], system="s", mode="plan", parameters={"topP": 0.5})
    after = world.get("/api/conversations")["conversations"]
    assert after[1] == {**before[1], "tags": ["a"]}


def test_pinned_chats_come_first_on_the_first_page_and_never_again(world: World) -> None:
    chats = [world.conversation(title=f"c{number}") for number in range(7)]
    for pinned in (chats[1], chats[4]):
        patch(world, pinned, pinned=True)
    first = world.get("/api/conversations?limit=3")
    assert [item["title"] for item in first["conversations"]] == ["c4", "c1", "c6", "c5", "c3"]
    assert [item["pinned"] for item in first["conversations"]] == [True, True, False, False, False]
    second = world.get(f"/api/conversations?limit=3&before={first['next']}")
    assert [item["title"] for item in second["conversations"]] == ["c2", "c0"]
    assert second["next"] is None
    assert [item["title"] for item in world.get("/api/snapshot")["conversations"]][:2] == ["c4", "c1"]


def test_an_archived_chat_is_in_the_archive_only(world: World) -> None:
    kept, archived = world.conversation(title="kept"), world.conversation(title="archived")
    patch(world, archived, archived=True)
    assert (ids(world), ids(world, "archived=true")) == ([kept], [archived])
    assert [item["id"] for item in world.get("/api/snapshot")["conversations"]] == [kept]
    patch(world, archived, archived=False)
    assert (ids(world), ids(world, "archived=true")) == ([archived, kept], [])


def test_tags_are_counted_and_filter_the_list_whatever_their_case(world: World) -> None:
    one, two, gone = (world.conversation(title=title) for title in ("one", "two", "gone"))
    patch(world, one, tags=["Work", "Größe"])
    patch(world, two, tags=["work"])
    patch(world, gone, tags=["Gone"])
    world.http.delete(f"/api/conversations/{gone}")
    assert [(tag["name"].lower(), tag["conversations"]) for tag in world.get("/api/tags")["tags"]] == [
        ("größe", 1),
        ("work", 2),
    ]
    assert ids(world, "tag=WORK") == [two, one]
    assert ids(world, "tag=gr%C3%B6sse") == [one]
    assert ids(world, "tag=nothing") == []
    patch(world, one, tags=[])
    assert world.get("/api/tags")["tags"] == [{"name": "work", "conversations": 1}]


def test_titles_are_found_in_any_case_and_without_accents(world: World) -> None:
    chat = world.conversation(title="Über GRÖSSEN 日本語")
    for query in ("über", "grö", "GROSSEN", "uber", "本", "%C3%9C"):
        assert ids(world, f"query={query}") == [chat], query
    assert ids(world, "query=%25") == []


def test_a_title_of_a_persons_own_is_not_made_by_us(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "hello there", model="builtin:assistant")
    world.wait(chat)
    made = world.get(f"/api/conversations/{chat}")["title"]
    assert made == "hello there"
    seen = [frame for frame in frames_of(world) if "title" in frame["e"].get("value", {})]
    assert seen[-1]["e"]["value"]["made"] is True
    patch(world, chat, title=made)  # the same words, and now they are the person's
    seen = [frame for frame in frames_of(world) if "title" in frame["e"].get("value", {})]
    assert "made" not in seen[-1]["e"]["value"]


def frames_of(world: World) -> list[dict[str, Any]]:
    """Every fact from the first to the last that is there now."""
    epoch, head = world.get("/api/snapshot")["asOf"].split(".")
    with world.stream(f"{epoch}.0") as stream:
        found: list[dict[str, Any]] = []
        for frame in stream:
            if frame["event"] == "message":
                found.append(frame["data"])
                if found[-1]["s"] >= int(head):
                    return found
    raise AssertionError("the stream ended")


# --- the bin ------------------------------------------------------------------------------------------------


def test_H7_a_deleted_chat_is_in_the_bin_for_thirty_days_and_comes_back_whole(world: World) -> None:
    chat, other = world.conversation(title="first"), world.conversation(title="second")
    before = world.get(f"/api/conversations/{chat}")
    for gone in (chat, other):
        world.http.delete(f"/api/conversations/{gone}")
    page = world.get("/api/conversations?bin=true&limit=1")
    (item,) = page["conversations"]
    assert (item["id"], item["title"]) == (other, "second")
    assert item["purgeAt"] - item["deletedAt"] == 30 * 24 * 60 * 60 * 1000
    more = world.get(f"/api/conversations?bin=true&limit=1&before={page['next']}")
    assert ([item["id"] for item in more["conversations"]], more["next"]) == ([chat], None)
    assert ids(world, "bin=true&query=FIRST") == [chat]
    for _ in range(2):  # the same command again is no other command
        assert world.post(f"/api/conversations/{chat}/restore") == {"id": chat}
    after = world.get(f"/api/conversations/{chat}")
    assert {**after, "n": 0, "asOf": ""} == {**before, "n": 0, "asOf": ""}
    assert after["n"] == before["n"] + 2
    assert (ids(world), ids(world, "bin=true")) == ([chat], [other])


def test_what_is_deleted_for_good_is_gone_and_old_cursors_begin_anew(world: World) -> None:
    kept, gone = world.conversation(title="kept"), world.conversation(title="gone")
    cursor = world.get(f"/api/conversations/{gone}")["asOf"]
    assert world.problem("DELETE", f"/api/bin/{gone}")[:2] == (409, "not_in_bin")
    world.http.delete(f"/api/conversations/{gone}")
    assert world.http.delete(f"/api/bin/{gone}").status_code == 204
    assert world.problem("DELETE", f"/api/bin/{gone}")[0] == 404
    assert world.problem("POST", f"/api/conversations/{gone}/restore", {})[0] == 404
    assert (ids(world), ids(world, "bin=true")) == ([kept], [])
    with world.stream(cursor) as stream:
        assert next(stream)["data"]["reset"] is True
    data = b"".join(path.read_bytes() for path in world.data_dir.glob("runnel.db*"))
    assert b"kept" in data


def test_the_bin_is_emptied(world: World) -> None:
    kept = world.conversation(title="kept")
    for number in range(3):
        world.http.delete(f"/api/conversations/{world.conversation(title=f'gone {number}')}")
    assert world.http.delete("/api/bin").status_code == 204
    assert (ids(world), ids(world, "bin=true")) == ([kept], [])
    assert world.http.delete("/api/bin").status_code == 204


# --- the branch that is shown -------------------------------------------------------------------------------


def test_the_branch_that_is_shown_is_kept_until_something_new_is_asked(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "one", model="builtin:assistant", id="u1", parentId=None)
    first = [m for m in world.wait(chat)["messages"] if m["role"] == "assistant"][-1]
    world.say(chat, "one, better", model="builtin:assistant", id="u2", parentId=None)
    run = world.wait(chat)["runs"][-1]["id"]
    for leaf in (first["id"], run, "u1"):
        assert patch(world, chat, leaf=leaf)["leaf"] == leaf
        assert world.get(f"/api/conversations/{chat}")["leaf"] == leaf
    other = world.conversation()
    assert world.problem("PATCH", f"/api/conversations/{other}", {"leaf": "u1"})[:2] == (422, "no_leaf")
    world.say(chat, "two", model="builtin:assistant", id="u3", parentId=first["id"])
    assert world.wait(chat)["leaf"] is None
    assert patch(world, chat, title="x")["leaf"] is None
