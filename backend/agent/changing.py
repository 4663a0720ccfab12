"""Copies around what a call does to files: what was there is on the disk before, what it did is in the log after.

The intent (FILES_CHANGING, which names the copies) is committed before the call does anything; what it did
(FILES_CHANGED) is committed with its result. Between the two lies all that a crash can leave open: `undoing` then
compares again.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import orjson

from backend.agent.job import Job
from backend.domain import facts, limits
from backend.domain.errors import StorageFailed
from backend.domain.facts import Event, Fact
from backend.files.differences import change as difference
from backend.files.differences import smaller
from backend.log.ledger import Ledger
from backend.sandbox.whole import Whole
from backend.sandbox.workspace import Workspace
from backend.undo import scan
from backend.undo.change import Change, State
from backend.undo.keeper import Keeper
from backend.undo.scan import Snapshot

NO_ROOM = "No copy of the files could be kept, so nothing was done. Free some space on the disk and try again."
_SHOWN = 30  # files
_CHANGES_IN_A_FACT = 80  # of the longest paths, they fit a frame
_FACT_BYTES = 40_000
FOLDER = State("folder", None, 0o755)


@dataclass(slots=True)
class Made:
    """What a call made, once it has ended. `says` is what cannot be undone, in a sentence."""

    changes: list[Change] = field(default_factory=list)
    says: str | None = None


class Changing:
    """One run's. `beside` takes the facts that are committed with a call's result, by the call."""

    def __init__(self, job: Job, ledger: Ledger, keeper: Keeper, beside: dict[str, list[Event]]) -> None:
        self._job = job
        self._ledger = ledger
        self._keeper = keeper
        self._beside = beside

    def tree(self, workspace: Workspace) -> Whole:
        """The workspace as undo sees it: without our own data."""
        return Whole(workspace, apart=self._keeper.apart)

    @asynccontextmanager
    async def around(self, workspace: Workspace, call: str, scope: Sequence[str] = (".",)) -> AsyncIterator[Made]:
        """Copies what is at these places, then lets the call work. Raises StorageFailed where it cannot."""
        tree, images, known = self.tree(workspace), self._keeper.images, self._keeper.known(workspace.root)

        def take() -> tuple[Snapshot, str]:
            snapshot = scan.take(tree, images, known, tuple(scope))
            packed = images.keep(snapshot.packed())
            images.synced()
            return snapshot, packed

        before, packed = await self._kept(take)
        await self._intend(workspace, call, {"copies": packed})
        made = Made(says=before.says)
        try:
            yield made
        finally:
            changes = asyncio.create_task(asyncio.to_thread(scan.changes, tree, images, known, before), name="changes")
            made.changes, made.says = await asyncio.shield(changes)
            await self._did(workspace, call, made.changes)

    @asynccontextmanager
    async def around_move(self, workspace: Workspace, call: str, path: str, to: str) -> AsyncIterator[Made]:
        """The same for a move, of which nothing needs to be copied."""
        tree = self.tree(workspace)
        state = await asyncio.to_thread(scan.state_at, tree, path)
        folders = await asyncio.to_thread(missing_folders, tree, to)
        move = Change(uuid.uuid4().hex, path, "move", state, state, to=to)
        planned = [*(Change(uuid.uuid4().hex, name, "create", None, FOLDER) for name in folders), move]
        await self._intend(workspace, call, {"planned": [change.json() for change in planned]})
        made = Made()
        yield made
        made.changes = await asyncio.to_thread(lambda: [as_it_is(tree, change) for change in planned])
        await self._did(workspace, call, made.changes)

    def shown(self, changes: Sequence[Change]) -> list[Event]:
        """Changes with their lines, as a result carries them: the first ones, and no more than fits. Takes a moment."""
        listed: list[Event] = []
        for change in [change for change in changes if is_of_a_file(change)][:_SHOWN]:
            sides = [self._keeper.images.read(s.sha) if s and s.sha else None for s in (change.before, change.after)]
            listed.append(difference(change.path, change.kind, *sides, most_bytes=limits.CHANGES_BYTES))
        return smaller(listed, limits.CHANGES_BYTES) if listed else []

    async def _kept(self, take: Callable[[], tuple[Snapshot, str]]) -> tuple[Snapshot, str]:
        try:
            return await asyncio.to_thread(take)
        except OSError as error:
            raise StorageFailed(NO_ROOM) from error

    async def _intend(self, workspace: Workspace, call: str, more: Event) -> None:
        value = {"toolCallId": call, "folder": str(workspace.root), **more}
        fact = Fact(self._job.conversation, self._job.run, facts.custom(facts.FILES_CHANGING, value))
        await self._ledger.transact(lambda transaction: transaction.append(fact))

    async def _did(self, workspace: Workspace, call: str, changes: Sequence[Change]) -> None:
        told = await asyncio.to_thread(changed_facts, self._keeper, str(workspace.root), call, changes)
        self._beside.setdefault(call, []).extend(told)


def changed_facts(keeper: Keeper, folder: str, call: str, changes: Sequence[Change]) -> list[Event]:
    """FILES_CHANGED in as many facts as frames want, each sealed; one without changes says that there were none."""
    listed: list[list[Event]] = [[]]
    size = 0
    for change in changes:
        json = change.json()
        size += len(orjson.dumps(json))
        if listed[-1] and (size > _FACT_BYTES or len(listed[-1]) >= _CHANGES_IN_A_FACT):
            listed.append([])
            size = len(orjson.dumps(json))
        listed[-1].append(json)
    values = [{"toolCallId": call, "folder": folder, "changes": some} for some in listed]
    for value in values:
        keeper.images.keep(facts.seal(value))
    keeper.images.synced()
    return [facts.custom(facts.FILES_CHANGED, value) for value in values]


def as_it_is(tree: Whole, change: Change) -> Change:
    """A planned folder with the permissions that it got."""
    if change.kind != "create" or (seen := tree.look(change.path)) is None:
        return change
    return replace(change, after=State("folder", None, seen.mode))


def is_of_a_file(change: Change) -> bool:
    """Of what has lines, and not of git's own files."""
    return (
        change.kind != "move"
        and not change.path.startswith(".git/")
        and all(state is None or state.entry == "file" for state in (change.before, change.after))
    )


def missing_folders(tree: Whole, path: str) -> list[str]:
    """Folders that a write to this place would make, the outermost first."""
    names = path.split("/")[:-1]
    above = ["/".join(names[:count]) for count in range(1, len(names) + 1)]
    return [folder for folder in above if tree.look(folder) is None]


def place_of(tree: Whole, path: str) -> str:
    """The outermost place that a write to this path changes: itself, or the first folder that it makes."""
    return next(iter(missing_folders(tree, path)), path)
