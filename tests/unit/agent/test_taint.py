"""Content from outside: whence it came is kept for the whole branch, and makes what could do harm ask."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest

from backend.agent.grants import Grant
from backend.agent.job import Job
from backend.agent.permission import Allow, Ask, Call, decide
from backend.agent.secret import why_secret
from backend.agent.taint import SOURCES_MOST, Taint, of_branch
from backend.domain.conversation import Mode
from tests.unit.agent.test_permission import FOLDER, call, command

PAGE = "https://news.example/"
GRANTS = [
    Grant("host", "example.org"),
    Grant("mcp", ("files", "some")),
    Grant("write", str(FOLDER)),
    Grant("write", "/home/u"),
    Grant("command", ("cat",)),
    Grant("command", ("pytest",)),
]


def test_each_source_is_named_once_and_a_flood_of_them_ends() -> None:
    taint = Taint()
    assert not taint
    taint.add(PAGE)
    taint.add([PAGE, "mcp: files"])
    taint.add("two\nlines " + "x" * 500)
    taint.add("")
    assert taint.sources[:2] == (PAGE, "mcp: files")
    assert taint.sources[2].startswith("two lines xxx")
    assert len(taint.sources[2]) == 200
    assert taint.sources[3] == "an unnamed source"
    for number in range(100):
        taint.add(f"https://{number}.example/")
    assert len(taint.sources) == SOURCES_MOST + 1


def message(id_: str, role: str, run: str | None = None, **metadata: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": id_, "role": role, "content": id_, "metadata": metadata}
    if run is not None:
        made["metadata"]["runId"] = run
    return made


def test_the_taint_is_the_branchs_and_outlives_what_sums_it_up() -> None:
    run = {"messageId": "u1", "parentRunId": None, "summaries": [{"id": "s", "through": "t1", "undone": False}]}
    state = {
        "messages": [
            message("u1", "user", parentId=None),
            message("t1", "tool", "r1", untrusted=[PAGE]),
            message("a1", "assistant", "r1"),
            message("u2", "user", parentId="a1"),
            message("t2", "tool", "r2", untrusted="mcp: files"),
            message("u3", "user", parentId="a1"),
            message("t3", "tool", "r3"),
            message("u4", "user", parentId=None),
        ],
        "runs": [
            {"id": "r1", **run},
            {"id": "r2", **run, "messageId": "u2"},
            {"id": "r3", **run, "messageId": "u3"},
            {"id": "r3b", **run, "messageId": "u3", "parentRunId": "r3"},
            {"id": "r4", **run, "messageId": "u4"},
        ],
    }

    def sources(run_id: str, message_id: str) -> tuple[str, ...]:
        taint = Taint()
        taint.add_results(of_branch(state, Job("c", run_id, "x:y", message_id, None)))
        return taint.sources

    assert sources("r2", "u2") == (PAGE, "mcp: files")
    assert sources("r3b", "u3") == (PAGE,), "what was read in another branch is not before the model"
    assert sources("r4", "u4") == ()


LEAVES = {  # by content from outside, whatever was granted
    "the network": call("network"),
    "a server's tool": call("mcp"),
    "another folder": Call("write_file", "write", FOLDER, (PurePath("/home/u/x"),)),
    "a secret": Call("read_file", "read", FOLDER, (FOLDER / ".env",)),
    "a secret in a command": command("cat .env"),
    "a secret behind an option": command("grep --file=deploy.pem a"),
    "a secret in a write": Call("write_file", "write", FOLDER, (FOLDER / "id_rsa",)),
}


@pytest.mark.parametrize("what", LEAVES)
@pytest.mark.parametrize("mode", ["ask", "auto"])
def test_E5_what_leaves_or_tells_asks_and_names_the_source_in_every_mode_and_past_grants(what: str, mode: Mode) -> None:
    decision = decide(LEAVES[what], mode=mode, sandboxed=True, grants=GRANTS, taint=[PAGE])
    assert isinstance(decision, Ask)
    assert decision.floor
    assert PAGE in decision.reason


def test_a_plan_says_it_too_and_a_secret_asks_at_once() -> None:
    for what, about in LEAVES.items():
        decision = decide(about, mode="plan", sandboxed=True, grants=GRANTS, taint=[PAGE])
        assert not isinstance(decision, Allow)
        assert PAGE in getattr(decision, "reason", ""), what
    assert isinstance(decide(LEAVES["a secret"], mode="plan", sandboxed=True, taint=[PAGE]), Ask)


def test_what_stays_in_the_folder_goes_on_as_before() -> None:
    for mode, about in (
        ("auto", call("write")),
        ("auto", command("pytest -q")),
        ("ask", command("pytest -q")),
        ("ask", call("write")),
        ("ask", Call("read_file", "read", FOLDER, (FOLDER / "a.py",))),
    ):
        assert isinstance(decide(about, mode=mode, sandboxed=True, grants=GRANTS, taint=[PAGE]), Allow)  # type: ignore[arg-type]  # a mode, by the table


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".ENV",
        ".env.production",
        "deploy/.env.local",
        "id_rsa",
        "keys/id_ed25519",
        "server.pem",
        "server.KEY",
        "cert.p12",
        ".ssh/config",
        "home/.aws/config",
        ".npmrc",
        ".netrc",
        "credentials",
        "credentials.json",
        "client_secret.json",
        "app-secrets.yaml",
        "api-key.txt",
        "api_keys",
        "passwords.csv",
        "token.txt",
        "access_token",
        "terraform.tfstate",
        "prod.tfvars",
        ".e\u200bnv",
        ".env. ",
    ],
)
def test_names_of_secrets_are_known_in_every_spelling(path: str) -> None:
    assert why_secret(path), path
    assert why_secret(PurePath("/home/u/work") / path)


ORDINARY = """a.py .env.example environment.py token.py tokens.ts src/password_field.tsx secret.md keyboard.txt
    tokenizer.json monkey.txt key README . src/auth/credentials.go passwordless.txt"""


@pytest.mark.parametrize("path", ORDINARY.split())
def test_code_and_examples_are_no_secrets(path: str) -> None:
    assert why_secret(path) is None
