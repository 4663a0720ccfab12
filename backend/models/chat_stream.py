"""One reply of an OpenAI-compatible server, read as it arrives: bytes (`sse`) → JSON → parts (`chat_reply`).

It decides what an honest end is. A stream that stops without a finish reason or `[DONE]` is an error, and what came
before it stays with the one who read it. Only the model's own words count as a sign of life: drips and comments do not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

import httpx2
import orjson
from pydantic_ai.messages import ModelResponseStreamEvent
from pydantic_ai.models import StreamedResponse

from backend.domain import limits
from backend.models import failures, sentences
from backend.models.chat_reply import ReplyFold
from backend.models.http import origin_of, read_body
from backend.models.sse import EventReader, LineTooLong, ServerEvent

_DONE = object()


@dataclass
class CompatibleReply(StreamedResponse):
    """One reply as it arrives."""

    response: httpx2.Response
    model: str
    provider: str
    url: str
    taken_ids: set[str]
    idle_s: float = limits.IDLE_TIMEOUT_S
    _timestamp: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        fold = ReplyFold(self._parts_manager, provider=self.provider, model=self.model, taken_ids=self.taken_ids)
        done = False
        try:
            async with aclosing(self._chunks(fold)) as chunks:
                async for chunk in chunks:
                    if chunk is _DONE:
                        done = True
                        break
                    for event in fold.take(chunk):
                        yield event
                    self._note(fold)
        except (httpx2.RequestError, httpx2.StreamError, OSError) as error:
            if self.cancelled:
                return
            if fold.finish_reason is None:
                if fold.something_came:
                    raise sentences.ended_early(self.provider, nothing_came=False) from error
                raise failures.from_transport(error, provider=self.provider, address=origin_of(self.url)) from error
        if fold.finish_reason is None and not (done and fold.something_came):
            if not fold.something_came and self._kind() != "text/event-stream":
                raise failures.not_the_protocol(provider=self.provider, address=origin_of(self.url), sent=self._kind())
            raise sentences.ended_early(self.provider, nothing_came=not fold.something_came)
        for event in fold.finish():
            yield event

    def _note(self, fold: ReplyFold) -> None:
        self.finish_reason = fold.finish_reason
        self.provider_response_id = fold.response_id
        if fold.raw_finish_reason:
            self.provider_details = {"finish_reason": fold.raw_finish_reason}
        if fold.usage is not None:
            self._usage = fold.usage

    async def _chunks(self, fold: ReplyFold) -> AsyncGenerator[object]:
        """The JSON objects of the reply, then `_DONE` where the server said so."""
        kind = self._kind()
        if kind == "application/json":  # the server does not stream, or reports an error with status 200
            yield _parse(await self._whole_body(), self.provider)
            yield _DONE
            return
        if kind not in ("text/event-stream", "text/plain", "application/octet-stream", ""):
            raise failures.not_the_protocol(provider=self.provider, address=origin_of(self.url), sent=kind)
        reader = EventReader()
        try:
            async with aclosing(self._pieces(fold)) as pieces:
                async for piece in pieces:
                    for event in reader.feed(piece):
                        if event.data.strip() == "[DONE]":
                            yield _DONE
                            return
                        yield _parse_event(event, self.provider)
        except LineTooLong:
            raise sentences.line_too_long(self.provider) from None
        if reader.rest().strip() == "[DONE]":  # a server that closes without the last blank line
            yield _DONE

    async def _pieces(self, fold: ReplyFold) -> AsyncGenerator[bytes]:
        """Bytes as they come, with a clock that only words of the model wind up: drips and comments do not."""
        source = self.response.aiter_bytes()
        seen, deadline = fold.progress, monotonic() + self.idle_s
        while True:
            if fold.progress != seen:
                seen, deadline = fold.progress, monotonic() + self.idle_s
            if fold.finish_reason is not None:  # only the usage and `[DONE]` are missing, and some send neither
                deadline = min(deadline, monotonic() + limits.REPLY_TAIL_S)
            try:
                async with asyncio.timeout(deadline - monotonic()):
                    piece = await anext(source)
            except StopAsyncIteration:
                return
            except TimeoutError:
                if fold.finish_reason is not None:
                    return
                raise sentences.silent(self.provider, self.idle_s) from None
            yield piece

    async def _whole_body(self) -> bytes:
        try:
            async with asyncio.timeout(self.idle_s):
                return await read_body(self.response, limits.REPLY_LINE_BYTES)
        except TimeoutError:
            raise sentences.silent(self.provider, self.idle_s) from None

    def _kind(self) -> str:
        kind: str = self.response.headers.get("content-type", "")
        return kind.partition(";")[0].strip().lower()

    async def close_stream(self) -> None:
        await self.response.aclose()

    @property
    def model_name(self) -> str:
        return self.model

    @property
    def provider_name(self) -> str:
        return self.provider

    @property
    def provider_url(self) -> str:
        return self.url

    @property
    def timestamp(self) -> datetime:
        return self._timestamp


def _parse_event(event: ServerEvent, provider: str) -> object:
    chunk = _parse(event.data, provider)
    if event.name == "error" and not (isinstance(chunk, dict) and "error" in chunk):
        return {"error": chunk}
    return chunk


def _parse(text: str | bytes, provider: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:  # half a surrogate pair is valid to `json` alone: servers that cut an emoji in two send it
        return orjson.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", errors="replace"))
    except ValueError:
        raise sentences.not_json(provider) from None
