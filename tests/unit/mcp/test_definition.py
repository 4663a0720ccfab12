"""What a server is: read from what people and other apps write, marked by a hash, its tools named without a clash."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from backend.domain.errors import BadInput
from backend.mcp.definition import KEPT, Definition, Tool, looks_secret, named, parsed, put_in


def test_an_entry_as_claude_desktop_writes_it() -> None:
    entry = {"command": "npx", "args": ["-y", "a b"], "env": {"KEY": "x"}, "cwd": "/tmp"}
    made = parsed("files", entry)
    assert made == Definition("files", "npx", ("-y", "a b"), "/tmp", {"KEY": "x"})
    assert made.line == "npx -y 'a b'"
    assert made.entry() == entry


@pytest.mark.parametrize(
    ("entry", "transport"),
    [
        ({"url": "https://x.example/mcp"}, "http"),
        ({"type": "http", "url": "https://x.example/mcp", "headers": {"A": "b"}}, "http"),
        ({"type": "sse", "url": "http://127.0.0.1:9/sse"}, "sse"),
        ({"serverUrl": "https://x.example/mcp"}, "http"),
        ({"type": "stdio", "command": "x"}, "stdio"),
    ],
)
def test_entries_of_each_kind(entry: dict[str, Any], transport: str) -> None:
    assert parsed("a", entry).transport == transport


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        {},
        {"command": ""},
        {"command": "x", "url": "https://x.example"},
        {"command": "x", "args": "a"},
        {"command": "x", "args": [1]},
        {"command": "x\0y"},
        {"command": "x", "env": {"A=B": "c"}},
        {"command": "x", "env": {"A": ["b"]}},
        {"command": "x", "env": {"A": "b\nc"}},
        {"command": "x", "cwd": 7},
        {"url": "file:///etc/passwd"},
        {"url": "https://user:secret@x.example/"},
        {"url": "http://x.example/mcp", "headers": {"Authorization": "token"}},
        {"url": "https://x.example", "headers": {"a b": "c"}},
        {"url": "https://x.example", "headers": {"A": "b\r\nEvil: c"}},
        {"url": "https://[::1", "headers": {}},
    ],
)
def test_what_cannot_be_used_is_said(entry: Any) -> None:
    with pytest.raises(BadInput):
        parsed("a", entry)


@pytest.mark.parametrize("name", ["", " a", "a/b", "a\\b", "x" * 65, "a\nb"])
def test_a_name_that_has_no_place_in_an_address_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        parsed(name, {"command": "x"})


def test_E1_a_yes_is_bound_to_everything_that_decides_what_runs() -> None:
    made = Definition("a", "npx", ("-y", "x"), "/tmp", {"A": KEPT})
    others = [
        replace(made, command="npm"),
        replace(made, args=("-y", "x", "")),
        replace(made, args=("-y x",)),
        replace(made, cwd=None),
        replace(made, env={}),
        replace(made, env={"A": KEPT, "B": KEPT}),
        replace(made, env={"A": "by hand"}),
        Definition("a", url="https://x.example/mcp"),
    ]
    assert len({made.hash, *(other.hash for other in others)}) == 1 + len(others)
    assert replace(made, on=False).hash == made.hash == replace(made, name="b").hash


def test_E2_a_pin_is_bound_to_all_that_a_tool_says_of_itself() -> None:
    tool = Tool("a", "b", {"type": "object", "properties": {"x": {"type": "string"}, "y": {}}}, "T")
    others = [
        replace(tool, name="A"),
        replace(tool, description="b "),
        replace(tool, title=""),
        replace(tool, schema={"type": "object"}),
        replace(tool, description="b\ud800"),
    ]
    assert len({tool.hash, *(other.hash for other in others)}) == 1 + len(others)
    again = {"properties": {"y": {}, "x": {"type": "string"}}, "type": "object"}
    assert replace(tool, schema=again).hash == tool.hash, "the order of keys says nothing"


def test_E2_names_never_clash_and_never_look_like_a_tool_of_ours() -> None:
    pairs = [
        ("a", "b__c"),
        ("a__b", "c"),
        ("t.o", "x"),
        ("t_o", "x"),
        ("a", "read_file"),
        ("", "read_file"),
        ("größe", "ü"),
        ("s", "x" * 200),
        ("s", "x" * 201),
    ]
    names = named(pairs)
    assert len(set(names.values())) == len(pairs)
    for name in names.values():
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name)
        assert "__" in name
    assert names["a", "read_file"] == "a__read_file"
    assert named(reversed(pairs)) == names, "the order of servers changes no name"


def test_values_are_put_in_from_our_environment_by_name_only() -> None:
    ours = {"TOKEN": "t", "OTHER": "o"}
    assert put_in("plain", ours) == "plain"
    assert put_in("Bearer ${env:TOKEN}", ours) == "Bearer t"
    assert put_in("${env:NONE}", ours) is None
    assert put_in("${input:token}", ours) is None
    assert put_in(KEPT, ours) is None
    assert put_in("$TOKEN ${TOKEN}", ours) == "$TOKEN ${TOKEN}"


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("API_KEY", "abcd", True),
        ("GITHUB_PAT", "ghp_1", True),
        ("Authorization", "Bearer x", True),
        ("X", "f3Kq9-zP!77ab#cc9", True),
        ("DATABASE", "postgres://u:p@host/db", True),
        ("ROOT", "/home/me/project", False),
        ("LOG_LEVEL", "debug", False),
        ("PORT", "8080", False),
        ("URL", "https://example.org/a", False),
        ("KEY", "ab", False),
    ],
)
def test_what_is_hidden_wherever_a_server_says_it(name: str, value: str, *, secret: bool) -> None:
    assert looks_secret(name, value) is secret
