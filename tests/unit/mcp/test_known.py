"""Other apps' lists of servers, as they write them."""

from __future__ import annotations

import pytest

from backend.domain.errors import BadInput
from backend.mcp.known import read

ONE = {"a": {"command": "x"}}


@pytest.mark.parametrize(
    "text",
    [
        '{"mcpServers": {"a": {"command": "x"}}}',
        '{"servers": {"a": {"command": "x"}}, "inputs": []}',
        '{"editor.tabSize": 2, "mcp": {"servers": {"a": {"command": "x"}}}}',
        '{"a": {"command": "x"}}',
        '// a comment\n{"mcpServers": {"a": {"command": "x", /* one */ },},}',
        "{mcpServers: {a: {command: 'x'}}}",
    ],
)
def test_each_way_to_write_them(text: str) -> None:
    assert read(text) == ONE


@pytest.mark.parametrize("text", ["", "[]", "7", "{", '{"a": 1}', "npx -y something", "[" * 5000])
def test_what_is_no_list_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        read(text)
