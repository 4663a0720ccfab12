"""Full-text search as the page asks it."""

from __future__ import annotations

from typing import Any

import apsw
import pytest

from tests.api.world import World


def search(world: World, query: str, **more: Any) -> list[tuple[str, str | None]]:
    """Conversation and message of each hit."""
    return [
        (hit["conversation"], hit["message"]) for hit in world.post("/api/search", {"query": query, **more})["hits"]
    ]


def shown(hit: dict[str, Any]) -> str:
    return "".join(f"[{piece['text']}]" if piece["hit"] else piece["text"] for piece in hit["snippet"])


def said(world: World, text: str, chat: str | None = None) -> tuple[str, str]:
    """A message of a person in a chat, answered by the built-in assistant."""
    chat = chat or world.conversation(title="-")
    run = world.say(chat, text, model="builtin:assistant")
    state = world.wait(chat)
    return chat, next(r["messageId"] for r in state["runs"] if r["id"] == run)


TEXTS = [
    "Straßenbahn in Zürich",
    "東京の猫は可愛い",
    "naïve café",
    "ภาษาไทย",
    "привет Мир",
    "def f(x): return x%2",
    "🙂 ok",
]


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        (TEXTS[0], ["straßen", "STRASSE", "bahn", "zurich", "ü", "zü", "tram zürich"[5:], '"bahn in z"']),
        (TEXTS[1], ["猫", "東", "可愛", "の猫は", "京 猫"]),
        (TEXTS[2], ["naive", "CAFÉ", "aïv", "cafe\u0301"]),
        (TEXTS[3], ["ไ", "ไทย"]),
        (TEXTS[4], ["ПРИВЕТ", "мир"]),
        (TEXTS[5], ["f(x)", "x%2", "%", "return x"]),
        (TEXTS[6], ["🙂", "OK"]),
    ],
)
def test_any_language_is_found_by_any_part_of_it(world: World, text: str, queries: list[str]) -> None:
    chat, message = said(world, text)
    said(world, "nothing of the kind")
    for query in queries:
        assert (chat, message) in search(world, query), query
    assert search(world, "qqq") == []
    assert search(world, f"{queries[0]} qqq") == []
    assert search(world, " ") == []


def test_an_answer_is_found_and_the_words_around_it_are_shown(world: World) -> None:
    chat = world.conversation(title="Arithmetic")
    world.say(chat, "what is 21 * 2?", model="builtin:assistant")
    state = world.wait(chat)
    answer = next(m for m in state["messages"] if m["role"] == "assistant" and m["content"])
    hits = world.post("/api/search", {"query": f'"{answer["content"][:12]}"'})["hits"]
    found = next(hit for hit in hits if hit["message"] == answer["id"])
    assert (found["title"], found["role"], found["at"]) == ("Arithmetic", "assistant", answer["metadata"]["createdAt"])
    assert shown(found).startswith(f"[{answer['content'][:12]}")


def test_titles_come_first_then_what_was_said_newest_first_and_pages_lead_on(world: World) -> None:
    chats = [said(world, f"about whales {number}") for number in range(4)]
    titled = world.conversation(title="My Whales")
    everything = search(world, "whales")
    assert everything[0] == (titled, None)
    said_only = [hit for hit in everything if hit in chats]
    assert said_only == chats[::-1]
    pages: list[tuple[str, str | None]] = []
    before = None
    while True:
        page = world.post("/api/search", {"query": "whales", "limit": 1, **({"before": before} if before else {})})
        pages += [(hit["conversation"], hit["message"]) for hit in page["hits"]]
        before = page["next"]
        if before is None:
            break
    assert pages == everything
    assert search(world, "whales", conversation=chats[0][0])[-1] == chats[0]
    assert {chat for chat, _ in search(world, "whales", conversation=chats[0][0])} == {chats[0][0]}


def test_a_snippet_marks_every_word_and_says_where_it_was_cut(world: World) -> None:
    said(world, "x " * 100 + "ein Fluß\nund\tein FLUSS " + "y " * 200)
    (hit,) = [hit for hit in world.post("/api/search", {"query": "fluss ein"})["hits"] if hit["role"] == "user"]
    text = shown(hit)
    assert "[ein] [Fluß] und [ein] [FLUSS] y" in text
    assert text.startswith("…")
    assert text.endswith("…")


def test_the_bin_is_not_searched_and_what_is_deleted_for_good_is_in_no_index(world: World) -> None:
    chat, message = said(world, "a secret: xylophone")
    kept, _ = said(world, "no secret: marimba")
    assert (chat, message) in search(world, "xylophone")
    world.http.delete(f"/api/conversations/{chat}")
    assert search(world, "xylophone") == []
    world.post(f"/api/conversations/{chat}/restore")
    assert (chat, message) in search(world, "xylophone")
    world.http.delete(f"/api/conversations/{chat}")
    world.http.delete(f"/api/bin/{chat}")
    assert search(world, "xylophone") == []
    assert kept in {found for found, _ in search(world, "marimba")}


def test_a_message_is_found_after_its_answer_was_compacted_and_after_a_restart(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "words 30 please")
    text = world.answer(chat)
    part = text[20:40]
    before = search(world, f'"{part}"')
    assert before
    world.restart()
    assert search(world, f'"{part}"') == before


def test_a_very_long_message_is_found_at_once(world: World) -> None:
    chat, message = said(world, "a" * 500_000 + " needle " + "b" * 400_000)
    assert (chat, message) in search(world, "needle")


def test_a_lost_or_damaged_index_is_built_anew_and_nothing_else_is_lost(world: World) -> None:
    chat, message = said(world, "quokka")
    world.stop()
    db = apsw.Connection(str(world.data_dir / "runnel.db"))
    db.execute("DROP TABLE gram")
    db.close()
    world.start()
    world.until(lambda: {"found": True} if (chat, message) in search_or_nothing(world, "quokka") else None)
    world.stop()
    db = apsw.Connection(str(world.data_dir / "runnel.db"))
    db.execute("UPDATE gram_data SET block = zeroblob(100)")
    db.close()
    world.start()
    world.http.post("/api/search", json={"query": "quokka"})
    said(world, "wombat", chat)  # a commit that meets the damage
    world.restart()
    world.until(lambda: {"found": True} if (chat, message) in search_or_nothing(world, "quokka") else None)
    assert search(world, "wombat")


def search_or_nothing(world: World, query: str) -> list[tuple[str, str | None]]:
    answer = world.http.post("/api/search", json={"query": query})
    assert answer.status_code in (200, 503), answer.text
    return [(hit["conversation"], hit["message"]) for hit in answer.json().get("hits", ())]


def test_what_cannot_be_searched_is_refused_with_a_sentence(world: World) -> None:
    for body in ({"query": "x" * 1001}, {"query": "x", "before": "z"}, {"query": "x", "limit": 0}, {"limit": 3}):
        status, code, sentence = world.problem("POST", "/api/search", body)
        assert (status, code) == (422, "bad_input")
        assert len(sentence) > 10
    half = world.http.post("/api/search", content=b'{"query":"\\ud83d"}', headers={"content-type": "application/json"})
    assert half.status_code == 422
