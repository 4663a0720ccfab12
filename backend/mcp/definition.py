"""What a server of tools is: a program or an address, the names of what it is given, and marks that a yes is bound to.

Values, pure. A value of the environment or of a header is `${keychain}` where the keychain keeps it, `${env:NAME}`
where it is taken from our environment, or what somebody wrote into the file by hand.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import orjson

from backend.domain import limits
from backend.domain.errors import BadInput

Json = dict[str, Any]  # an entry of `mcpServers`, or a tool's schema
Transport = Literal["stdio", "http", "sse"]

KEPT: Final = "${keychain}"
_PUT_IN = re.compile(r"\$\{(env|input):([^}]+)\}")
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,64}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TOOL_CHARS = 64  # of a tool's name, as providers take it


@dataclass(frozen=True, slots=True)
class Definition:
    """One server as it was set up. Either `command` or `url` is given. `on` False: set aside, kept for later."""

    name: str
    command: str | None = None
    args: tuple[str, ...] = ()
    cwd: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    sse: bool = False  # the older of the two ways over HTTP
    on: bool = True

    @property
    def transport(self) -> Transport:
        if self.url is None:
            return "stdio"
        return "sse" if self.sse else "http"

    @property
    def hash(self) -> str:
        """What a consent is bound to: everything that decides what is run or reached."""
        return marked(
            [self.command, self.args, self.cwd, sorted(self.env.items()), self.url, sorted(self.headers.items())]
        )

    @property
    def line(self) -> str:
        """Exactly what is run, as one would type it; for a server elsewhere its address."""
        if self.command is None:
            return self.url or ""
        words = [self.command, *self.args]
        return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)

    @property
    def given(self) -> Mapping[str, str]:
        """The variables or the headers, whichever it has."""
        return self.env if self.url is None else self.headers

    @property
    def bound_to(self) -> str:
        """What its kept values belong to: with another address they are not sent."""
        return "stdio" if self.url is None else origin_of(self.url)

    def entry(self) -> Json:
        """As it stands in the file."""
        entry: Json
        if self.url is None:
            entry = {"command": self.command, "args": list(self.args)}
            entry |= {"cwd": self.cwd} if self.cwd else {}
            entry |= {"env": dict(self.env)} if self.env else {}
        else:
            entry = {"type": self.transport, "url": self.url}
            entry |= {"headers": dict(self.headers)} if self.headers else {}
        return entry if self.on else {**entry, "disabled": True}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as its server describes it. What it says of itself is the server's word, and nobody else's."""

    name: str
    description: str
    schema: Json
    title: str = ""

    @property
    def hash(self) -> str:
        """What its pin is bound to."""
        return marked([self.name, self.title, self.description, self.schema])


def marked(value: Any) -> str:  # Any: JSON
    """The hash of a value, the same for the same value whatever the order of its keys."""
    return hashlib.sha256(_dumped(value)).hexdigest()


def _dumped(value: Any) -> bytes:  # Any: JSON
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a lone surrogate, or a number that orjson does not take
        return repr(value).encode("utf-8", "surrogatepass")


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port is not None else ""
    return f"{parts.scheme.lower()}://{(parts.hostname or '').lower()}{port}"


def parsed(name: str, entry: Any) -> Definition:  # Any: JSON that a person or another app wrote
    """One entry of `mcpServers` (or VS Code's `servers`). Raises BadInput with a sentence."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.strip():
        raise BadInput("A server's name has 1 to 64 characters, without slashes.")
    if not isinstance(entry, dict):
        raise BadInput(f"“{name}” is not described as an object.")
    on = not (entry.get("disabled") is True or entry.get("enabled") is False)
    url = entry.get("url", entry.get("serverUrl"))
    if entry.get("command") is not None and url is not None:
        raise BadInput(f"“{name}” has a command and an address; give one of them.")
    if url is not None:
        headers = _texts(name, "headers", entry.get("headers"))
        for header in headers:
            if not _HEADER.fullmatch(header):
                raise BadInput(f"“{name}”: {header!r} is no name of a header.")
        _check_url(name, url, headers)
        return Definition(name, url=url, headers=headers, sse=entry.get("type") == "sse", on=on)
    command = entry.get("command")
    if not isinstance(command, str) or not command.strip():
        raise BadInput(f"“{name}” needs a command to run, or an address.")
    args = entry.get("args", [])
    if not isinstance(args, list) or not all(isinstance(arg, str) for arg in args):
        raise BadInput(f"“{name}”: its arguments have to be a list of texts.")
    cwd = entry.get("cwd")
    if cwd is not None and not isinstance(cwd, str):
        raise BadInput(f"“{name}”: its folder has to be a text.")
    env = _texts(name, "environment", entry.get("env"))
    for variable in env:
        if not _VARIABLE.fullmatch(variable):
            raise BadInput(f"“{name}”: {variable!r} is no name of a variable.")
    for text in (command, *args, cwd or "", *env.values()):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise BadInput(f"“{name}” has a character in it that no command can have.")
    return Definition(name, command=command.strip(), args=tuple(args), cwd=cwd or None, env=env, on=on)


def put_in(text: str, environment: Mapping[str, str]) -> str | None:
    """The value with `${env:NAME}` replaced; None where something is missing that only a person can say."""
    if text == KEPT:
        return None
    missing = False

    def found(match: re.Match[str]) -> str:
        nonlocal missing
        value = environment.get(match[2]) if match[1] == "env" else None
        missing = missing or value is None
        return value or ""

    value = _PUT_IN.sub(found, text)
    return None if missing else value


def is_reference(text: str) -> bool:
    """It stands for a value and is none itself."""
    return text == KEPT or _PUT_IN.search(text) is not None


def looks_secret(name: str, value: str) -> bool:
    """Whether the value is hidden wherever the server says it: by its name, or by its look."""
    if re.search(r"key|token|secret|passw|auth|cred|cookie|session|private|bearer|dsn|^pat$|_pat\b|pwd", name, re.I):
        return len(value) >= 4
    plain = re.fullmatch(r"[\w.-]*|(?:/|~|[A-Za-z]:\\).*|https?://[^@]*", value) is not None and len(value) < 20
    path = value.startswith(("/", "~", "./", "http://", "https://")) and "@" not in value
    return len(value) >= 12 and not plain and not path


def named(tools: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A name for each (server, tool) under which a model calls it: no two alike, and none like a tool of ours.

    Ours have no `__` in them.
    """
    pairs = sorted(set(tools))
    wished = {pair: f"{_slug(pair[0])}__{_slug(pair[1])}" for pair in pairs}
    counts: dict[str, int] = {}
    for name in wished.values():
        counts[name] = counts.get(name, 0) + 1
    return {
        pair: name if counts[name] == 1 and len(name) <= _TOOL_CHARS else _distinct(pair, name)
        for pair, name in wished.items()
    }


def _distinct(pair: tuple[str, str], name: str) -> str:
    mark = hashlib.sha256("\0".join(pair).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: _TOOL_CHARS - 9]}_{mark}"


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", text) or "_"


def _texts(name: str, what: str, value: Any) -> dict[str, str]:  # Any: see parsed
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadInput(f"“{name}”: its {what} has to be an object.")
    texts: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, bool) or not isinstance(item, (str, int, float)):
            raise BadInput(f"“{name}”: the value of {key} has to be a text.")
        text = str(item)
        if len(text) > limits.MCP_VALUE_CHARS or "\0" in text or "\n" in text or "\r" in text:
            raise BadInput(f"“{name}”: the value of {key} is too long or has line breaks in it.")
        texts[str(key)] = text
    return texts


def _check_url(name: str, url: Any, headers: Sequence[str] | Mapping[str, str]) -> None:  # Any: see parsed
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        port = parts.port if parts is not None else None
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadInput(f"“{name}” needs an address that begins with https:// or http://.")
    if parts.username or parts.password:
        raise BadInput(f"“{name}”: the address must not contain a user name or password; give a header instead.")
    if headers and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise BadInput(f"“{name}”: over http its headers could be read on their way. Use an https address.")
