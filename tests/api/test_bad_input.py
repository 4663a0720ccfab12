"""Bad input: a clear sentence each, nothing lost, nothing half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.world import World


def test_a_message_that_cannot_be_taken_leaves_nothing(world: World) -> None:
    chat = world.conversation()
    before = world.get(f"/api/conversations/{chat}")
    path = f"/api/conversations/{chat}/messages"
    cases = {
        "empty_message": {"id": "m", "text": " \n\t"},
        "too_large": {"id": "m", "text": "x" * 1_000_001},
        "no_parent": {"id": "m", "text": "x", "parentId": "nobody"},
    }
    for code, body in cases.items():
        assert world.problem("POST", path, body)[1] == code
    unreadable: list[dict[str, object]] = [
        {"id": "", "text": "x"},
        {"id": "a b", "text": "x"},
        {"text": "x"},
        {"id": 7, "text": "x"},
        {"id": "m"},
    ]
    for sent in unreadable:
        assert world.problem("POST", path, sent)[0] == 422
    for model in ("nobody:x", "x", "", ":", "fake:"):
        assert world.problem("POST", path, {"id": "m", "text": "x", "model": model})[0] == 422
    assert world.problem("POST", path, {"id": "m", "text": "x", "attachments": [{}]})[0] == 422
    assert (before["messages"], before["runs"], before["n"]) == ([], [], 1)
    assert world.get(f"/api/conversations/{chat}") == before


def test_json_that_is_none_is_refused_with_a_sentence(world: World) -> None:
    for body in (b"", b"{", b"[]", b'"x"', b"\xff", b'{"id":"\\ud800"}', b"[" * 100_000):
        answer = world.http.post("/api/conversations", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), body[:20]
        assert answer.headers["content-type"] == "application/problem+json"


def test_strange_names_are_refused_and_never_an_error_of_ours(world: World) -> None:
    """A12: what goes into the log is checked before it is looked up."""
    chat = world.conversation()
    half = "fake:\\ud800"
    post, headers = world.http.post, {"content-type": "application/json"}
    answers = [
        world.http.get("/api/conversations", params={"before": "9" * 30}),
        post(
            f"/api/conversations/{chat}/messages", content=f'{{"id":"m","text":"x","model":"{half}"}}', headers=headers
        ),
        post(
            f"/api/conversations/{chat}/messages", content='{"id":"m","text":"x","parentId":"\\ud800"}', headers=headers
        ),
        post(f"/api/conversations/{chat}/messages", json={"id": "m", "text": "x", "model": "fake:" + "x" * 60_000}),
        post("/ag-ui", content='{"threadId":"t","runId":"\\ud800","messages":[]}', headers=headers),
        post("/api/conversations", content=f'{{"model":"{half}"}}', headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)


def test_half_a_character_is_refused_rather_than_changed(world: World) -> None:
    chat = world.conversation()
    raw = b'{"id":"m","text":"half \\ud83d"}'
    answer = world.http.post(
        f"/api/conversations/{chat}/messages", content=raw, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert world.get(f"/api/conversations/{chat}")["messages"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[error=402]]", "payment_required"),
        ("[[error=403]]", "key_refused"),
        ("[[error=404]]", "model_not_found"),
        ("[[error=400]]", "request_refused"),
    ],
)
def test_G2_a_provider_that_refuses_is_not_asked_again(world: World, text: str, code: str) -> None:
    chat = world.conversation()
    world.say(chat, text)
    run = world.wait(chat)["runs"][-1]
    assert (run["status"], run["error"]["code"], run["notes"]) == ("failed", code, [])
    assert len(run["error"]["message"]) > 20


def test_what_is_not_there_is_said(world: World) -> None:
    for method, path in (
        ("GET", "/api/conversations/none"),
        ("PATCH", "/api/conversations/none"),
        ("DELETE", "/api/conversations/none"),
        ("POST", "/api/runs/none/cancel"),
        ("GET", "/api/nothing"),
        ("DELETE", "/api/providers/none"),
    ):
        assert world.problem(method, path, {} if method != "GET" else None)[:2] == (404, "not_found"), path
    assert world.problem("PUT", "/api/health", {})[:2] == (405, "method_not_allowed")


def test_a_folder_that_is_none_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    nowhere = (
        "relative",
        "a\0b",
        "~nosuchuser",
        "~nosuchuser/x",
        *(str(tmp_path / n) for n in ("none", "file", "loop")),
    )
    for workspace in nowhere:
        assert world.problem("POST", "/api/conversations", {"workspace": workspace})[0] == 422
        status, _, sentence = world.problem("GET", "/api/folders?path=" + workspace.replace("\0", "%00"))
        assert status == 422
        assert len(sentence) > 10


def test_a_provider_that_cannot_be_is_refused(world: World) -> None:
    for name, body in {
        "UPPER": {"kind": "ollama"},
        "x": {"kind": "nonsense"},
        "y": {"kind": "openai-compatible", "baseUrl": "not a url"},
        "z": {"kind": "openai-compatible", "baseUrl": "ftp://x"},
    }.items():
        status, _, sentence = world.problem("PUT", f"/api/providers/{name}", body)
        assert status == 422
        assert sentence.startswith("This address cannot be used. It has to begin with http://") == ("baseUrl" in body)
    assert [p["name"] for p in world.get("/api/providers")["providers"]] == ["fake"]


def test_only_web_and_mail_addresses_are_opened(world: World) -> None:
    for url in ("file:///etc/passwd", "javascript:alert(1)", "-x", "", "data:text/html,x"):
        assert world.problem("POST", "/api/open", {"url": url})[0] == 422


def test_an_address_that_is_none_is_refused(world: World) -> None:
    for url in ("http://[", "http://[::1", "https://a]b"):
        status, code, sentence = world.problem("POST", "/api/open", {"url": url})
        assert (status, code) == (422, "bad_input"), url
        assert sentence == "That is no address that can be opened."


def test_half_a_character_in_a_setting_is_refused_and_nothing_changes(world: World) -> None:
    before = world.get("/api/settings")
    for method, path, raw in (
        ("PATCH", "/api/settings", b'{"defaultModel":"fake:\\ud83d","zoom":2}'),
        ("PATCH", "/api/settings", b'{"defaultModel":"\\ud83d:x"}'),
        ("POST", "/api/open", b'{"url":"http://\\ud83d/"}'),
        ("POST", "/api/conversations", b'{"workspace":"/\\ud83d"}'),
    ):
        answer = world.http.request(method, path, content=raw, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), raw
    assert world.get("/api/settings") == before


def test_a_deleted_conversation_is_gone_from_the_list_and_stays_in_the_log(world: World) -> None:
    chat = world.conversation(title="to delete")
    assert world.http.delete(f"/api/conversations/{chat}").status_code == 204
    assert world.get("/api/conversations")["conversations"] == []
    assert world.problem("GET", f"/api/conversations/{chat}")[0] == 404
    assert world.problem("POST", "/api/conversations", {"id": chat})[:2] == (409, "in_bin")


def test_the_list_pages_and_searches_by_title(world: World) -> None:
    for number in range(5):
        world.conversation(title=f"chat {number} 100%")
    first = world.get("/api/conversations?limit=2")
    second = world.get(f"/api/conversations?limit=2&before={first['next']}")
    titles = [c["title"] for c in first["conversations"] + second["conversations"]]
    assert titles == [f"chat {number} 100%" for number in (4, 3, 2, 1)]
    assert [c["title"] for c in world.get("/api/conversations?query=T 3 100%25")["conversations"]] == ["chat 3 100%"]
    assert world.get("/api/conversations?query=_")["conversations"] == []
