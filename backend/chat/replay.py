"""A run once more: the conversation as it was before, and the facts since, as they were sent.

Frames are the whole conversation's from the run's first to its end, so that a fold takes them without a gap. What the
log has made small since (`compact`) comes as it is kept: whole texts, without what a command wrote while it ran.
"""

from __future__ import annotations

import apsw
import orjson

from backend.domain import facts, limits
from backend.domain.errors import NotFound
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.record import data

_ENDS = ("RUN_FINISHED", "RUN_ERROR")


async def whole_result(ledger: Ledger, run_id: str, call_id: str) -> str:
    """All that a call answered in this run, where its result was cut for the model. Raises NotFound."""

    def question(db: apsw.Connection) -> str:
        run = queries.run(db, run_id)
        row = queries.conversation(db, run.conversation) if run is not None else None
        if run is None or row is None or row.deleted_at is not None:
            raise NotFound("There is no such run.")
        pieces: list[str] = []
        for record in queries.records_of_run(db, run_id):
            event = record.decoded()
            if event.get("name") == facts.TOOL_WHOLE and event["value"]["toolCallId"] == call_id:
                pieces.append(event["value"]["text"])
        if not pieces:
            raise NotFound("Nothing was left out of this result.")
        return "".join(pieces)

    return await ledger.ask(question)


async def frames(ledger: Ledger, run_id: str, *, after_n: int = 0, limit: int = limits.REPLAY_FRAMES) -> bytes:
    """JSON of {"before", "frames", "next"}. `next` is the `after_n` of the next page, null on the last one.

    `before` is null on all pages but the first. Raises NotFound.
    """

    def question(db: apsw.Connection) -> bytes:
        run = queries.run(db, run_id)
        row = queries.conversation(db, run.conversation) if run is not None else None
        if run is None or row is None or row.deleted_at is not None:
            raise NotFound("There is no such run.")
        first, last = _span(db, run_id)
        before: bytes = b"null"
        if after_n < first:
            records = queries.records_of_conversation(db, run.conversation)
            earlier = (record for record in records if record.n < first)
            before = orjson.dumps(Fold.of(run.conversation, earlier).state())
        found: list[bytes] = []
        size, reached, following = 0, first, "null"
        for record in queries.records_of_conversation(db, run.conversation, after_n=max(after_n, first - 1)):
            if record.n > last:
                break
            frame = data(record)
            if len(found) == limit or (found and size + len(frame) > limits.REPLAY_BYTES):
                following = str(reached)
                break
            found.append(frame)
            size, reached = size + len(frame), record.n
        return b'{"before":%s,"frames":[%s],"next":%s}' % (before, b",".join(found), following.encode())

    return await ledger.ask(question)


def _span(db: apsw.Connection, run_id: str) -> tuple[int, int]:
    """The numbers in its conversation of a run's start and of its end, or of its last fact so far."""
    first = last = 0
    for record in queries.records_of_run(db, run_id):
        first, last = first or record.n, record.n
        if record.decoded()["type"] in _ENDS:
            break
    return first, last
