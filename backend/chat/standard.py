"""The plain AG-UI protocol as a view of the log: an input becomes our commands, a run's facts its bare events.

A caller's `threadId` is a conversation, made if it is not there; its `runId` is the run. Of the messages only the
last user's message can be new: the others are in the log already, and the log is the truth. The run belongs to the
log and not to the caller, so it goes on when the caller leaves, and the same input again shows the same run.
"""

from __future__ import annotations

import asyncio
import time
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import apsw
import orjson

from backend.chat import words
from backend.chat.attached import Named
from backend.chat.conversations import Conversations
from backend.chat.messages import Messages, NewMessage
from backend.chat.runs import Answer, Runs
from backend.domain import facts, limits
from backend.domain.errors import BadInput, Conflict
from backend.domain.facts import Event
from backend.log import queries
from backend.log.ledger import Ledger
from backend.log.record import Record

if TYPE_CHECKING:
    from ag_ui.core import RunAgentInput

_ENDS = frozenset({"RUN_FINISHED", "RUN_ERROR"})
_Thing = tuple[str, str]  # what a delta belongs to: its type and the id


class Standard:
    """`accept` is durable on return; `events` then follows the run from its start."""

    def __init__(self, ledger: Ledger, conversations: Conversations, messages: Messages, runs: Runs) -> None:
        self._ledger = ledger
        self._conversations = conversations
        self._messages = messages
        self._runs = runs

    async def accept(self, body: Any) -> str:  # Any: JSON that AG-UI's model has yet to check
        """Starts, resumes or finds again the run that this RunAgentInput means; answers its id.

        Raises BadInput, Conflict, NotFound.
        """
        wanted = _validated(body)
        words.checked_id(wanted.run_id, "run")
        words.checked_id(wanted.thread_id, "conversation")
        known = await self._ledger.ask(lambda db: queries.run(db, wanted.run_id))
        if known is not None:
            if known.conversation != wanted.thread_id:
                raise Conflict("A run of this id is in another conversation.", code="id_taken")
            return known.id
        await self._conversations.create(wanted.thread_id, {})
        if wanted.resume:
            return await self._resume(wanted)
        last = wanted.messages[-1] if wanted.messages else None
        if last is None or last.role != "user":
            raise BadInput("The last message has to be the user's, or `resume` has to answer what is open.")
        text, found = _parts(last.content)
        named = [Named(await asyncio.to_thread(self._messages.attachments.put, data), name) for name, data in found]
        message = NewMessage(last.id, text, model=_model(wanted), run_id=wanted.run_id, attachments=named)
        return (await self._messages.post(wanted.thread_id, message))["runId"]

    def events(self, run_id: str) -> AsyncIterator[Record | None]:
        """See `followed`."""
        return followed(self._ledger, run_id)

    async def _resume(self, wanted: RunAgentInput) -> str:
        waiting = await self._ledger.ask(lambda db: queries.open_run(db, wanted.thread_id))
        if waiting is None or waiting.status != "waiting":
            raise Conflict("No run of this thread waits for an answer.", code="not_waiting")
        answers = [Answer(e.interrupt_id, e.status, e.payload) for e in wanted.resume or ()]
        return (await self._runs.resume(waiting.id, answers, next_run_id=wanted.run_id))["runId"]


async def followed(ledger: Ledger, run_id: str, *, quiet_s: float = limits.HEARTBEAT_S) -> AsyncIterator[Record | None]:
    """The run's facts from its start to its end, as they are committed; None when there was none for `quiet_s`.

    Bare events cannot say that they replace: of a text that was made one row while somebody read slowly, only what
    had not been told follows. Ends early when the server stops.
    """
    at = n = 0
    told: Counter[_Thing] = Counter()  # characters
    told_at = time.monotonic()
    while True:
        head = ledger.feed.head
        for record in await ledger.ask(partial(_facts_of_run, run_id=run_id, after_s=at, after_n=n, told=told)):
            at, n = record.s, record.n
            event = record.decoded()
            if event["type"] in facts.DELTA_KEYS:
                told[_thing(event)] += len(event["delta"])
            yield record
            told_at = time.monotonic()
            if event["type"] in _ENDS:
                return
        if ledger.feed.closing:
            return
        await ledger.feed.beyond(head, timeout_s=max(told_at + quiet_s - time.monotonic(), 0))
        if time.monotonic() >= told_at + quiet_s:
            yield None
            told_at = time.monotonic()


def _facts_of_run(
    db: apsw.Connection, *, run_id: str, after_s: int, after_n: int, told: Mapping[_Thing, int]
) -> list[Record]:
    found = list(queries.records_of_run(db, run_id, after_s=after_s))
    if after_n and found and found[0].n0 is not None and found[0].n0 <= after_n:
        found[0] = _untold(db, run_id, found[0], told)
    return found


def _untold(db: apsw.Connection, run_id: str, record: Record, told: Mapping[_Thing, int]) -> Record:
    """A row that was made of some that were told and some that were not, with the text of these alone."""
    event = record.decoded()
    if event["type"] not in facts.DELTA_KEYS:
        return record
    thing, earlier = _thing(event), 0
    for other in queries.records_of_run(db, run_id):
        if other.s >= record.s:
            break
        of = other.decoded()
        if of["type"] in facts.DELTA_KEYS and _thing(of) == thing:
            earlier += len(of["delta"])
    event["delta"] = event["delta"][told[thing] - earlier :]
    return replace(record, event=orjson.dumps(event))


def _thing(event: Event) -> _Thing:
    return event["type"], event[facts.DELTA_KEYS[event["type"]]]


def _validated(body: Any) -> RunAgentInput:
    # Imported here: AG-UI's models cost 0.24 CPU-seconds that the start does without.
    from ag_ui.core import RunAgentInput
    from pydantic import ValidationError

    try:
        return RunAgentInput.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"This is no RunAgentInput: {where or 'the body'}: {first['msg']}.") from None


def _parts(content: Any) -> tuple[str, list[tuple[str, bytes]]]:  # Any: text, or AG-UI's list of content parts
    """The text of a message, and the files in it with names for them. Raises BadInput."""
    if isinstance(content, str):
        return content, []
    texts: list[str] = []
    found: list[tuple[str, bytes]] = []
    for part in content:
        if part.type == "text":
            texts.append(part.text)
            continue
        source = getattr(part, "source", None)
        if source is None or source.type != "data":
            raise BadInput("Files are taken as data in the message, never as an address to fetch.")
        try:
            data = b64decode(source.value, validate=True)
        except ValueError:
            raise BadInput("The data of a file in the message is no base64.") from None
        found.append((f"{part.type}-{len(found) + 1}", data))
    return "\n".join(texts), found


def _model(wanted: RunAgentInput) -> str | None:
    """`forwardedProps.model`, our one property of it."""
    properties = wanted.forwarded_props
    model = properties.get("model") if isinstance(properties, dict) else None
    return model if isinstance(model, str) else None
