"""What the agent did to files, as a person looks at it and takes it back: by the turn, by the file, and forth again.

Everything is read from the log, so it survives a restart; a call that a crash cut off is compared again first. Undo is
the person's, and touches only what is as the agent left it (`backend.undo.restore`).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Literal

import apsw

from backend.agent import left_open, listing, undo_shown
from backend.agent.changing import changed_facts, undone
from backend.agent.listing import Listed
from backend.domain import facts, limits
from backend.domain.errors import BadInput, Conflict, NotFound
from backend.domain.facts import Fact
from backend.domain.finishing import to_its_end
from backend.domain.trace import trace
from backend.files.differences import change as difference
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.record import Record
from backend.log.transaction import Transaction
from backend.sandbox.whole import Whole
from backend.sandbox.workspace import Workspace
from backend.undo import restore
from backend.undo.change import Change, State
from backend.undo.keeper import Allowed, Keeper

log = logging.getLogger(__name__)

Json = dict[str, Any]
Way = Literal["undo", "redo"]
_DONE = {"undo": "undone", "redo": "done"}  # the state in which a change is afterwards
_FACTS = {"undo": facts.FILES_UNDONE, "redo": facts.FILES_REDONE}
_IDS_IN_A_FACT = 1_000
STILL_LOOKED_AT = "It is still being looked at what the stopped answer did to files. Try again in a moment."


class Undoing:
    """The changes of all conversations. Raises NotFound for a conversation that is not there."""

    def __init__(self, ledger: Ledger, keeper: Keeper) -> None:
        self._ledger = ledger
        self.keeper = keeper
        self._one_at_a_time = asyncio.Lock()
        self._settling = asyncio.Lock()

    async def listed(self, conversation: str) -> Json:
        """{"turns": [{"runId", "messageId", "at", "files": […]}]}, the newest last. A turn is a whole answer."""
        state = await self._settled(conversation)
        listed = listing.listed(state)
        says = await asyncio.to_thread(self._states, listed)
        turns: dict[str, Json] = {}
        firsts = listing.firsts(state)
        runs = {run["id"]: run for run in state["runs"]}
        for item in listed:
            first = runs[firsts[item.run]]
            turn = {"runId": first["id"], "messageId": first["messageId"], "at": first["startedAt"], "files": []}
            turns.setdefault(first["id"], turn)["files"].append(listing.as_file(item, says[item.change.id]))
        return {"turns": list(turns.values())}

    async def shown(self, conversation: str, change_id: str) -> Json:
        """One change with its hunks, as a result's `changes` have them. Raises NotFound."""
        listed = listing.listed(await self._settled(conversation))
        item = next((item for item in listed if item.change.id == change_id), None)
        if item is None:
            raise NotFound("There is no such change.")
        return await asyncio.to_thread(self._hunks, item)

    async def go(
        self,
        conversation: str,
        way: Way,
        *,
        run: str | None = None,
        changes: Sequence[str] | None = None,
        by: str | None = None,
    ) -> Json:
        """Undoes or redoes a turn (any run of it), or these changes; answers {"done", "conflicts"}.

        `conflicts` are {"id", "path", "says"}. `by` is the run that asks for it, if one does. What is done is in the
        log on return. Raises BadInput, NotFound, and Conflict while an answer is written, or while it is not known yet
        what a stopped one did: the look would take what is undone meanwhile for its doing.
        """
        if (run is None) == (changes is None):
            raise BadInput('Say either "run" or "changes".')
        async with self._one_at_a_time:
            state = await self._settled(conversation, at_rest_but=by or "")
            its = {one["id"] for one in state["runs"]} - {by}
            if any(followed in its for followed, _, _ in self.keeper.under_way):
                raise Conflict(STILL_LOOKED_AT, code="run_active")
            listed = [item for item in listing.listed(state) if item.state != _DONE[way]]
            if run is not None:
                firsts = listing.firsts(state)
                if run not in firsts:
                    raise NotFound("There is no such run in this conversation.")
                chosen = [item for item in listed if firsts[item.run] == firsts[run]]
            else:
                wanted = frozenset(changes or ())
                if not wanted <= {change["id"] for r in state["runs"] for change in r["changes"]}:
                    raise NotFound("There is no such change in this conversation.")
                chosen = [item for item in listed if item.change.id in wanted]
            outcomes = await to_its_end(self._put(conversation, chosen, way), name=way)
        return {
            "done": [o.change.id for o in outcomes if o.says is None],
            "conflicts": [
                {"id": o.change.id, "path": o.change.path, "says": o.says} for o in outcomes if o.says is not None
            ],
        }

    async def _put(self, conversation: str, chosen: Sequence[Listed], way: Way) -> Sequence[restore.Outcome]:
        outcomes = await asyncio.to_thread(self._restore, chosen, way)
        if done := [outcome.change.id for outcome in outcomes if outcome.says is None]:
            await self._ledger.transact(lambda tx: _say(tx, conversation, way, done))
        return outcomes

    async def last_turn(self, conversation: str, *, before: str) -> str | None:
        """The newest turn that has something to undo, other than that of the run `before`."""
        state = await self._settled(conversation)
        firsts = listing.firsts(state)
        turns = [firsts[item.run] for item in listing.listed(state) if item.state == "done"]
        return next((turn for turn in reversed(turns) if turn != firsts.get(before)), None)

    async def would_undo(self, conversation: str, turn: str, *, near: str | None) -> undo_shown.Asked:
        """What undoing this turn would do to files; `near` is the folder that the chat works in now."""
        state = await self._settled(conversation)
        firsts = listing.firsts(state)
        items = listing.listed(state)

        def shown() -> undo_shown.Asked:
            chosen = [item for item in items if firsts[item.run] == turn]
            return undo_shown.asked(chosen, self._states(items), self.keeper.images, near=near)

        return await asyncio.to_thread(shown)

    # --- what a crash left open ---------------------------------------------------------------------------

    async def take_back_left_open(self) -> None:
        """After a start, before the person goes on in these folders: what the calls did that a crash cut off.

        What they made of what other programs obey is taken back (`holding`).
        """

        def is_open(db: apsw.Connection, run: queries.RunRow) -> bool:
            imported = queries.imported_runs(db, run.conversation)
            return bool(left_open.intents(list(queries.records_of_run(db, run.id)), None, imported))

        def question(db: apsw.Connection) -> list[str]:
            moved = [run.conversation for run in queries.interrupted_runs(db) if is_open(db, run)]
            return list(dict.fromkeys([*queries.conversations_with_open_calls(db), *moved]))

        for conversation in await self._ledger.ask(question):
            try:
                await self._settled(conversation)
            except Exception as error:  # the next look at the changes tries again
                log.warning("what a crash left open was not compared: %s", trace(error))

    async def _settled(self, conversation: str, *, at_rest_but: str | None = None) -> Json:
        """The conversation's fold, after what was cut off has been compared with what is there now.

        Changes of an imported run, or that were not sealed here, are marked `foreign`, and never followed.
        """

        def question(db: apsw.Connection) -> tuple[Json, list[tuple[str, Json]]]:
            row = queries.conversation(db, conversation)
            if row is None or row.deleted_at is not None:
                raise NotFound("There is no such conversation. It may have been deleted.")
            open_run = queries.open_run(db, conversation)
            is_written = open_run is not None and open_run.status == "running" and open_run.id != at_rest_but
            if at_rest_but is not None and is_written:
                raise Conflict("An answer is being written in this conversation; stop it or wait.", code="run_active")
            records = list(queries.records_of_conversation(db, conversation))
            state = Fold.of(conversation, records).state()
            ours, imported = self._sealed(records), queries.imported_runs(db, conversation) or ()
            for run in state["runs"]:
                ids = ours if run["id"] not in imported else ()
                run["changes"] = [{**change, "foreign": change["id"] not in ids} for change in run["changes"]]
            return state, left_open.intents(records, open_run.id if open_run else None, imported)

        async def asked() -> tuple[Json, list[tuple[str, Json]]]:
            followed = frozenset(self.keeper.under_way)  # before and after: it says itself what it did
            state, intents = await self._ledger.ask(question)
            followed |= self.keeper.under_way
            return state, [one for one in intents if (one[0], one[1]["toolCallId"], one[1]["folder"]) not in followed]

        state, intents = await asked()
        if not intents:
            return state
        async with self._settling:
            for run, intent in (await asked())[1]:
                compared = await asyncio.to_thread(left_open.compared, self.keeper, intent)
                if compared is None:
                    continue
                held, found = compared
                folder, call = intent["folder"], intent["toolCallId"]
                told = await asyncio.to_thread(changed_facts, self.keeper, folder, call, found)
                if held:
                    told += [*await asyncio.to_thread(changed_facts, self.keeper, folder, call, held), undone(held)]
                await self._ledger.transact(partial(_append, conversation=conversation, run=run, told=told))
        return (await self._ledger.ask(question))[0]

    def _sealed(self, records: Sequence[Record]) -> set[str]:
        """The ids of the changes that were made here, as they were made."""
        ours: set[str] = set()
        for record in records:
            if facts.FILES_CHANGED.encode() not in record.event:
                continue
            event = record.decoded()
            if event["type"] == "CUSTOM" and event["name"] == facts.FILES_CHANGED:
                seal = hashlib.sha256(facts.seal(event["value"])).hexdigest()
                if self.keeper.images.has(seal):
                    ours |= {change["id"] for change in event["value"]["changes"]}
        return ours

    def _tree(self, folder: str) -> Whole:
        return Whole(Workspace(Path(folder)), apart=self.keeper.apart)

    # --- on a thread --------------------------------------------------------------------------------------

    def _restore(self, chosen: Sequence[Listed], way: Way) -> list[restore.Outcome]:
        outcomes: list[restore.Outcome] = []
        ordered = list(chosen) if way == "redo" else list(reversed(chosen))
        with ExitStack() as stack:
            allowed = {item.folder: Allowed() for item in chosen if not item.foreign}
            for folder, its in allowed.items():
                stack.enter_context(self.keeper.around_allowed(Path(folder), its))
            for item in ordered:
                if item.foreign:
                    outcomes.append(restore.Outcome(item.change, restore.NO_COPY))
                    continue
                tree = self._tree(item.folder)
                outcome = restore.restore(tree, self.keeper.images, [item.change], way)
                if all(one.says is None for one in outcome):
                    _note(allowed[item.folder], Path(item.folder), item.change, way)
                outcomes += outcome
        return outcomes

    def _states(self, listed: Sequence[Listed]) -> Mapping[str, str | None]:
        """Why a change could not be undone now (or redone, if it is undone), by its id; None where it could.

        Only the next one of a place is compared with what is there: the last that is done, the first that is undone.
        The others wait for it.
        """
        says: dict[str, str | None] = {item.change.id: restore.NO_COPY if item.foreign else None for item in listed}
        ours = [item for item in listed if not item.foreign]
        done = [item for item in reversed(ours) if item.state == "done"]
        undone = [item for item in ours if item.state != "done"]
        ways: tuple[tuple[list[Listed], Way], ...] = ((done, "undo"), (undone, "redo"))
        for items, way in ways:
            seen: set[tuple[str, str]] = set()
            for item in items:
                place = item.folder, listing.place(item.change, way)
                if not listing.is_at_or_below(place, seen):
                    says[item.change.id] = restore.possible(
                        self._tree(item.folder), self.keeper.images, item.change, way
                    )
                seen |= {(item.folder, path) for path in (item.change.path, item.change.to) if path is not None}
        return says

    def _hunks(self, item: Listed) -> Json:
        change = item.change
        sides = [self._content(side) for side in (change.before, change.after)]
        if change.kind == "move" or any(
            side is not None and side.entry != "file" for side in (change.before, change.after)
        ):
            shown: Json = {"path": change.path, "kind": change.kind, "added": 0, "removed": 0, "hunks": []}
            shown |= {"to": change.to} if change.to is not None else {}
        elif any(
            side is not None and data is None for side, data in zip((change.before, change.after), sides, strict=True)
        ):
            shown = {**listing.bare(change), "truncated": True, "hunks": []}
        else:
            shown = difference(change.path, change.kind, *sides, most_bytes=limits.UNDO_SHOWN_BYTES)
        return {"id": change.id, "state": item.state, **shown}

    def _content(self, state: State | None) -> bytes | None:
        return self.keeper.images.read(state.sha) if state is not None and state.sha is not None else None


def _note(allowed: Allowed, root: Path, change: Change, way: Way) -> None:
    """What undoing or redoing this has changed."""
    path = root / change.path
    if change.to is not None:
        ends = (path, root / change.to)
        allowed.moved(*(ends if way == "redo" else ends[::-1]))
    elif all(state is None or state.entry == "folder" for state in (change.before, change.after)):
        allowed.alone.append(path)
    else:
        allowed.written.append(path)


def _append(transaction: Transaction, *, conversation: str, run: str, told: Sequence[Json]) -> None:
    for event in told:
        transaction.append(Fact(conversation, run, event))


def _say(transaction: Transaction, conversation: str, way: Way, done: Sequence[str]) -> None:
    for start in range(0, len(done), _IDS_IN_A_FACT):
        ids = list(done[start : start + _IDS_IN_A_FACT])
        transaction.append(Fact(conversation, None, facts.custom(_FACTS[way], {"changes": ids})))
