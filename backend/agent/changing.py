"""Copies around what a call does to files: what was there is on the disk before, what it did is in the log after.

The intent (FILES_CHANGING, which names the copies) is committed before the call does anything; what it did
(FILES_CHANGED) is committed with its result. Between the two lies all that a crash can leave open: `undoing` then
compares again.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import orjson

from backend.agent import holding
from backend.agent.job import Job
from backend.domain import facts, limits
from backend.domain.errors import BadInput, StorageFailed
from backend.domain.facts import Event, Fact
from backend.domain.finishing import thread_to_its_end, to_its_end
from backend.domain.trace import trace
from backend.files.differences import change as difference
from backend.files.differences import smaller
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.sandbox.obeyed import Obeyed, TooLarge
from backend.sandbox.protected import why_in_repository, why_protected
from backend.sandbox.whole import Whole
from backend.sandbox.workspace import Workspace
from backend.undo import scan
from backend.undo.change import Change, State
from backend.undo.keeper import Allowed, Keeper
from backend.undo.snapshot import Snapshot

log = logging.getLogger(__name__)

NO_ROOM = "No copy of the files could be kept, so nothing was done. Free some space on the disk and try again."
TOO_LARGE = (
    "There are too many folders in here to look through them for what other programs obey, so nothing was done. Say "
    "changes_settings to do it all the same: the person is asked."
)
_ALL = (".",)
_SHOWN = 30  # files
_CHANGES_IN_A_FACT = 80  # of the longest paths, they fit a frame
_FACT_BYTES = 40_000
FOLDER = State("folder", None, 0o755)
Kept = tuple[Snapshot, Event, holding.Before | None]


@dataclass(slots=True)
class Made:
    """What a call made, once it has ended. `says` is what cannot be undone, in a sentence."""

    changes: list[Change] = field(default_factory=list)
    says: str | None = None
    held_back: str | None = None  # what was taken back, in a sentence for the model and the person


class Changing:
    """One run's. `beside` takes the facts that are committed with a call's result, by the call."""

    def __init__(self, job: Job, ledger: Ledger, keeper: Keeper, beside: dict[str, list[Event]]) -> None:
        self._job = job
        self._ledger = ledger
        self._keeper = keeper
        self._beside = beside

    def apart(self, beside: dict[str, list[Event]]) -> Changing:
        """The same, for calls whose facts go elsewhere."""
        return Changing(self._job, self._ledger, self._keeper, beside)

    def tree(self, workspace: Workspace) -> Whole:
        """The workspace as undo sees it: without our own data."""
        return Whole(workspace, apart=self._keeper.apart)

    @asynccontextmanager
    async def around(
        self,
        workspace: Workspace,
        call: str,
        scope: Sequence[str] = _ALL,
        *,
        path: str | None = None,
        may_change_protected: bool = False,
        kept: Sequence[str] = (),
        instructions: bool = False,
    ) -> AsyncIterator[Made]:
        """Copies what is at these places, then lets the call work. Raises StorageFailed where it cannot.

        Around the whole folder it also takes back what the call made or changed of what other programs obey, unless a
        person was asked for just that; what the sandbox had `kept` from it, only the person can have changed. Raises
        BadInput where the folder is too large to be looked through for it. With `instructions` also what assistants
        take for words to them. `path` is what is written, where that lies in one of the places.
        """
        if scope == _ALL and not may_change_protected:
            obeyed = Obeyed(workspace, apart=self._keeper.apart, instructions=instructions)
            async with self._around(workspace, call, scope, obeyed, kept) as made:
                yield made
        else:
            paths = [path] if path is not None else scope
            written = [workspace.root / one for one in paths]
            allowed = Allowed(everything=True) if scope == _ALL else Allowed(written=written)
            must_be_known = scope == _ALL or await asyncio.to_thread(_are_obeyed, workspace.root, paths)
            async with (
                self._allowed(workspace, allowed if must_be_known else None),
                self._around(workspace, call, scope, None, ()) as made,
            ):
                yield made

    @asynccontextmanager
    async def _allowed(self, workspace: Workspace, allowed: Allowed | None) -> AsyncIterator[None]:
        """What is changed so was decided about: nobody who watches takes it back."""
        with ExitStack() as stack:
            if allowed is not None and self._keeper.watches:
                await asyncio.to_thread(stack.enter_context, self._keeper.around_allowed(workspace.root, allowed))
            try:
                yield
            finally:
                await asyncio.shield(asyncio.create_task(asyncio.to_thread(stack.close), name="allowed"))

    @asynccontextmanager
    async def _around(
        self, workspace: Workspace, call: str, scope: Sequence[str], obeyed: Obeyed | None, kept: Sequence[str]
    ) -> AsyncIterator[Made]:
        tree, images, known = self.tree(workspace), self._keeper.images, self._keeper.known(workspace.root)

        def take() -> Kept:
            snapshot = scan.take(tree, images, known, tuple(scope))
            guarded = holding.look(obeyed, images, known) if obeyed is not None else None
            copies = {"copies": images.keep(snapshot.packed())}
            if guarded is not None:
                copies["held"] = images.keep(guarded.packed())
            copies["alive"] = images.keep(f"{self._job.run} {call} {workspace.root}".encode())  # this call's alone
            images.synced()
            return snapshot, copies, guarded

        def compare() -> list[Event]:
            held = holding.Held()
            if obeyed is not None and guarded is not None:
                try:
                    held = holding.hold(obeyed, images, known, guarded, kept=kept)
                except Exception as error:
                    log.error("what others obey was not looked at: %s", trace(error))
                    held = holding.Held(failed=True)
            made.held_back = held.says
            made.changes, made.says = scan.changes(tree, images, known, before)
            told = changed_facts(self._keeper, str(workspace.root), call, made.changes)
            if back := held.back[: limits.UNDO_CHANGES]:
                told += [*changed_facts(self._keeper, str(workspace.root), call, back), undone(back)]
            return told

        before, copies, guarded = await self._kept(take)
        made = Made(says=before.says)
        async with self._told(workspace, call, copies, compare):
            signs = [copies[key] for key in ("alive", "held") if key in copies]
            alive = asyncio.create_task(self._signs_of_life(signs), name="signs-of-life")
            try:
                yield made
            finally:
                alive.cancel()

    @asynccontextmanager
    async def around_move(
        self, workspace: Workspace, call: str, path: str, to: str, *, obeyed: Sequence[str] = ()
    ) -> AsyncIterator[Made]:
        """The same for a move, of which nothing needs to be copied. `obeyed` is what is obeyed only at its new place:
        for that, and where a name or the other is obeyed itself, a person was asked."""
        tree = self.tree(workspace)
        state = await asyncio.to_thread(scan.state_at, tree, path)
        folders = await asyncio.to_thread(missing_folders, tree, to)
        move = Change(uuid.uuid4().hex, path, "move", state, state, to=to)
        planned = [*(Change(uuid.uuid4().hex, name, "create", None, FOLDER) for name in folders), move]
        intent = {"planned": [change.json() for change in planned]}
        made = Made()

        def compare() -> list[Event]:
            made.changes = [as_it_is(tree, change) for change in planned if is_done(tree, change)]
            return changed_facts(self._keeper, str(workspace.root), call, made.changes)

        was_asked = bool(obeyed) or await asyncio.to_thread(_are_obeyed, workspace.root, [path, to])
        ends, allowed = (workspace.root / path, workspace.root / to), Allowed()
        async with self._allowed(workspace, allowed), self._told(workspace, call, intent, compare):
            try:
                yield made
            finally:
                if await thread_to_its_end(is_done, tree, move):
                    allowed.moved(*ends)
                    allowed.written += ends if was_asked else ()

    def shown(self, changes: Sequence[Change]) -> list[Event]:
        """Changes with their lines, as a result carries them: the first ones, and no more than fits. Takes a moment."""
        listed: list[Event] = []
        for change in [change for change in changes if is_of_a_file(change)][:_SHOWN]:
            sides = [self._keeper.images.read(s.sha) if s and s.sha else None for s in (change.before, change.after)]
            listed.append(difference(change.path, change.kind, *sides, most_bytes=limits.CHANGES_BYTES))
        return smaller(listed, limits.CHANGES_BYTES) if listed else []

    async def _kept(self, take: Callable[[], Kept]) -> Kept:
        try:
            return await asyncio.to_thread(take)
        except TooLarge:
            raise BadInput(TOO_LARGE) from None
        except OSError as error:
            raise StorageFailed(NO_ROOM) from error

    async def _signs_of_life(self, shas: Sequence[str]) -> None:
        """While the call works, these say until when: after a crash, what changed later is the person's own."""
        while True:
            await asyncio.sleep(limits.UNDO_SIGN_OF_LIFE_S)
            for sha in shas:
                await asyncio.to_thread(self._keeper.images.touch, sha)

    async def _intend(self, workspace: Workspace, call: str, more: Event) -> None:
        value = {"toolCallId": call, "folder": str(workspace.root), **more}
        fact = Fact(self._job.conversation, self._job.run, facts.custom(facts.FILES_CHANGING, value))
        await self._ledger.transact(lambda transaction: transaction.append(fact))

    @asynccontextmanager
    async def _told(
        self, workspace: Workspace, call: str, intent: Event, compare: Callable[[], list[Event]]
    ) -> AsyncIterator[None]:
        """From the intent to the facts of what the call did, which `compare` says on a thread, whatever ends the call.

        They are committed with the call's result. A call that is stopped has none, and its run may have ended when it
        is known what it did: then they are committed here.
        """
        told: list[Event] = []
        is_stopped = is_begun = False
        with self._keeper.following(self._job.run, call, str(workspace.root)):
            try:
                await to_its_end(self._intend(workspace, call, intent), name="intent")
                is_begun = True
                try:
                    yield
                except asyncio.CancelledError:
                    is_stopped = True
                    raise
                finally:
                    with _stays_stopped(is_stopped):
                        await thread_to_its_end(lambda: told.extend(compare()))
            except asyncio.CancelledError:
                is_stopped = True
                raise
            finally:
                if is_stopped:
                    with _stays_stopped(True):
                        if not is_begun:
                            told = await thread_to_its_end(changed_facts, self._keeper, str(workspace.root), call, [])
                        await to_its_end(self._commit(told), name="stopped")
                else:
                    self._beside.setdefault(call, []).extend(told)

    async def _commit(self, told: Sequence[Event]) -> None:
        """Tries again while the disk refuses, until the server closes; then the next start compares again."""

        def append(transaction: Transaction) -> None:
            if transaction.conversation(self._job.conversation) is not None:  # it may have been deleted for good
                for event in told:
                    transaction.append(Fact(self._job.conversation, self._job.run, event))

        while True:
            try:
                return await self._ledger.transact(append)
            except StorageFailed as failure:
                if failure.code == "closing":
                    return None
                await asyncio.sleep(limits.DISK_RETRY_S)


@contextmanager
def _stays_stopped(is_stopped: bool) -> Iterator[None]:
    """A failure on the way out of a stopped call does not take the place of the Stop: the run would go on."""
    try:
        yield
    except Exception as error:
        if not is_stopped:
            raise
        log.error("what a stopped call did is not known yet: %s", trace(error))


def _are_obeyed(root: Path, paths: Sequence[str]) -> bool:
    """Whether one of these places may be one that other programs obey."""
    return any(
        why_protected(PurePosixPath(path)) is not None or why_in_repository(root / path, root) is not None
        for path in paths
    )


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


def undone(changes: Sequence[Change]) -> Event:
    """That these are taken back."""
    return facts.custom(facts.FILES_UNDONE, {"changes": [change.id for change in changes]})


def is_done(tree: Whole, change: Change) -> bool:
    """Whether a planned folder or move is there."""
    if change.to is None:
        return tree.look(change.path) is not None
    return tree.look(change.to) is not None and tree.look(change.path) is None


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
