"""An OpenAI-compatible server that says exactly what a test wants: texts, paces, tool calls, errors and cuts.

In a test, hand it replies, or a function from request to reply:

    async with ScriptedProvider([Reply(text=["Hel", "lo"]), Reply(status=429)]) as provider:
        ...provider.url...   # http://127.0.0.1:<port>/v1
        ...provider.requests[0].json["messages"]...

Without either, the prompt decides (see `from_prompt`), which is also what `python -m tests.fakes.scripted_provider
--port N` does for a whole app. It speaks raw HTTP over asyncio, so that every byte and every cut is ours.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """What a client sent. `json` is None for a request without a body."""

    method: str
    path: str
    headers: Mapping[str, str]
    json: Any = None

    @property
    def names_a_chat(self) -> bool:
        """It asks for a chat's title, beside what the test is about."""
        messages = (self.json or {}).get("messages", [])
        return bool(messages) and str(messages[0]["content"]).startswith("Write a title for the chat")

    @property
    def prompt(self) -> str:
        """The last user message's text."""
        for message in reversed((self.json or {}).get("messages", [])):
            if message["role"] == "user":
                content = message["content"]
                return content if isinstance(content, str) else " ".join(p.get("text", "") for p in content)
        return ""

    @property
    def answers_a_tool(self) -> bool:
        """The newest message is a tool's result."""
        messages = (self.json or {}).get("messages", [])
        return bool(messages) and messages[-1]["role"] == "tool"


@dataclass(frozen=True)
class Call:
    """A tool call; `pieces` is how its arguments are cut."""

    name: str
    arguments: str = "{}"
    id: str = "call_1"
    pieces: int = 2


@dataclass(frozen=True)
class Reply:
    """One answer. `raw` replaces the body by these chunks; `cut_after` closes the connection after so many
    bytes of the body."""

    text: Sequence[str] = ()
    thinking: Sequence[str] = ()
    calls: Sequence[Call] = ()
    finish: str | None = "stop"
    done: bool = True
    usage: tuple[int, int] | None = (10, 5)
    pace_s: float = 0.0
    wait_s: float = 0.0
    hang: bool = False
    status: int = 200
    body: bytes | str | Mapping[str, Any] | None = None
    raw: Sequence[bytes] | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = True
    cut_after: int | None = None


BEGUN = 2  # pieces: the role, and a first word
Script = Iterable[Reply] | Callable[[Request], Reply]


def frames(reply: Reply) -> list[bytes]:
    """The reply as server-sent events, one frame an item."""

    def frame(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _frame({"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "scripted", "choices": [choice]})

    out = [frame({"role": "assistant", "content": ""})]
    out += [frame({"reasoning_content": piece}) for piece in reply.thinking]
    out += [frame({"content": piece}) for piece in reply.text]
    for index, call in enumerate(reply.calls):
        head = {"name": call.name, "arguments": ""}
        out.append(frame({"tool_calls": [{"index": index, "id": call.id, "type": "function", "function": head}]}))
        step = max(1, -(-len(call.arguments) // call.pieces))
        for at in range(0, len(call.arguments), step):
            piece = {"arguments": call.arguments[at : at + step]}
            out.append(frame({"tool_calls": [{"index": index, "function": piece}]}))
    if reply.finish is not None:
        out.append(frame({}, "tool_calls" if reply.calls and reply.finish == "stop" else reply.finish))
    if reply.usage:
        sent, got = reply.usage
        usage = {"prompt_tokens": sent, "completion_tokens": got, "total_tokens": sent + got}
        out.append(_frame({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [], "usage": usage}))
    if reply.done:
        out.append(b"data: [DONE]\n\n")
    return out


def from_prompt(request: Request) -> Reply:
    """The prompt's own words decide: `[[tokens=200 pace_ms=5]]`, `[[error=429]]`, `[[cut=300]]`, `[[silence=9]]`,
    `[[think]]`, `[[chars]]` (one character a piece), `[[call=read_file {"path": "a.txt"}]]`; anything else is
    said back."""
    if request.answers_a_tool:
        return Reply(text=["The tool ", "has answered: ", str(request.json["messages"][-1]["content"])[:200]])
    orders = " ".join(re.findall(r"\[\[(.*?)\]\]", request.prompt, re.DOTALL))
    numbers = {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", orders)}
    calls = re.findall(r"\[\[call=([\w-]+)\s*(\{.*?\})?\]\]", request.prompt, re.DOTALL)
    if calls:
        return Reply(calls=[Call(name, args or "{}", id=f"call_{at}") for at, (name, args) in enumerate(calls)])
    text = [f"word{i} " for i in range(int(numbers["tokens"]))] if "tokens" in numbers else _words(request.prompt)
    if "chars" in orders:
        text = list("".join(text))
    return Reply(
        text=text,
        thinking=["Let me ", "think."] if "think" in orders else (),
        status=int(numbers.get("error", 200)),
        pace_s=numbers.get("pace_ms", 0) / 1000,
        wait_s=numbers.get("silence", 0),
        cut_after=int(numbers["cut"]) if "cut" in numbers else None,
    )


class ScriptedProvider:
    """The server. `requests` is everything it was asked; `key`, where given, is the only one it accepts."""

    def __init__(
        self,
        script: Script = from_prompt,
        *,
        models: Sequence[str] = ("scripted",),
        key: str | None = None,
        routes: Mapping[str, Reply | Callable[[Request], Reply]] | None = None,
        port: int = 0,
    ) -> None:
        self._decide = script if callable(script) else _in_turn(script)
        self._models = models
        self._key = key
        self._routes = routes or {}
        self._port = port
        self._server: asyncio.Server | None = None
        self.requests: list[Request] = []  # but those for titles
        self.gone = asyncio.Event()  # a client went away while it was being answered
        self._goes_on = threading.Event()
        self._goes_on.set()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/v1"

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """What is asked meanwhile is begun, with the first piece of its text, and goes on when this is left."""
        self._goes_on.clear()
        try:
            yield
        finally:
            self._goes_on.set()

    @contextlib.contextmanager
    def in_thread(self) -> Iterator[ScriptedProvider]:
        """The server on a loop of its own, for a test that is not asynchronous."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="scripted-provider")
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.__aenter__(), loop).result(5)
            yield self
            asyncio.run_coroutine_threadsafe(self.__aexit__(), loop).result(5)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def __aenter__(self) -> ScriptedProvider:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in [t for t in asyncio.all_tasks() if t.get_name() == f"scripted:{self._port}"]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(f"scripted:{self._port}")
        try:
            while (request := await _read_request(reader)) is not None:
                if not request.names_a_chat:
                    self.requests.append(request)
                if not await self._answer(request, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            self.gone.set()
        except asyncio.CancelledError:
            pass  # the test is over; asyncio's own callback would log a cancelled connection as an error
        finally:
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection can be used again."""
        reply = self._reply_to(request)
        await asyncio.sleep(reply.wait_s)
        left, sent = reply.cut_after, 0
        writer.write(_head(reply))
        async for piece in _paced(reply):
            block = piece if not reply.chunked else f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
            if left is not None:
                block, left = block[:left], left - len(block)
            writer.write(block)
            await writer.drain()
            if left is not None and left <= 0:
                return False
            sent += 1
            if sent == BEGUN and not self._goes_on.is_set():
                await asyncio.to_thread(self._goes_on.wait)
            if writer.transport.is_closing():
                raise ConnectionResetError
        if reply.hang:
            await asyncio.sleep(3600)
        writer.write(b"0\r\n\r\n" if reply.chunked else b"")
        await writer.drain()
        return reply.chunked and left is None

    def _reply_to(self, request: Request) -> Reply:
        if request.path in self._routes:
            route = self._routes[request.path]
            return route(request) if callable(route) else route
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            echo = request.headers.get("authorization", "nothing")
            return Reply(status=401, body={"error": {"message": f"Incorrect API key provided: {echo}"}})
        if request.path == "/v1/models":
            return Reply(body={"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]})
        if request.path != "/v1/chat/completions":
            return Reply(status=404, body={"error": {"message": f"no route {request.path}"}})
        if request.names_a_chat:
            return title_from_prompt(request)
        return self._decide(request)


def title_from_prompt(request: Request) -> Reply:
    """`[[title=…]]` in the chat is the title; a chat without it gets none, whatever the script says of answers."""
    wanted = re.search(r"\[\[title=(.*?)\]\]", request.prompt, re.DOTALL)
    return Reply(text=[wanted[1]], usage=(7, 3)) if wanted else Reply(status=404, body={"error": {"message": "none"}})


def _in_turn(replies: Iterable[Reply]) -> Callable[[Request], Reply]:
    waiting = iter(replies)
    return lambda _request: next(waiting, Reply(status=500, body={"error": {"message": "the script has ended"}}))


def _words(text: str) -> list[str]:
    return ["You said: ", *re.findall(r"\S+\s*", text)]


def _frame(value: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def _head(reply: Reply) -> bytes:
    streamed = reply.body is None and reply.status == 200
    kind = reply.content_type or ("text/event-stream" if streamed else "application/json")
    lines = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Type: {kind}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    lines += ["Transfer-Encoding: chunked" if reply.chunked else "Connection: close"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _paced(reply: Reply) -> AsyncIterator[bytes]:
    if reply.raw is not None:
        pieces = list(reply.raw)
    elif reply.body is not None or reply.status != 200:
        body = {"error": {"message": f"scripted {reply.status}"}} if reply.body is None else reply.body
        body = json.dumps(body) if isinstance(body, Mapping) else body
        pieces = [body.encode() if isinstance(body, str) else body]
    else:
        pieces = frames(reply)
    for piece in pieces:
        if reply.pace_s:
            await asyncio.sleep(reply.pace_s)
        yield piece


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path.partition("?")[0], headers, json.loads(body) if body else None)


async def _main(port: int) -> None:
    async with ScriptedProvider(port=port) as provider:
        print(json.dumps({"url": provider.url}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(options.parse_args().port))
