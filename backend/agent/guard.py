"""What a command in the background may not leave behind: new or other hooks, settings and start-up files (`holding`).

It may run for hours, in which the person works in the same folder and allows other calls. What they allow is theirs:
before such a call the folder is settled, and after it what the call wrote, and that alone, is taken for what there was
(`Keeper.around_allowed`), for the command goes on meanwhile. What nobody was asked about is taken back when the command
ends. That may have been the person's own doing, so only what can be brought back is taken, and the rest is named.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from backend.agent import holding
from backend.agent.changing import NO_ROOM, TOO_LARGE, changed_facts, undone
from backend.agent.holding import Before, Held, is_in
from backend.domain import limits
from backend.domain.errors import BadInput, StorageFailed
from backend.domain.facts import Event
from backend.domain.trace import trace
from backend.sandbox.obeyed import Obeyed, TooLarge
from backend.sandbox.workspace import Workspace
from backend.undo.keeper import Allowed, Keeper

log = logging.getLogger(__name__)
T = TypeVar("T")


class Guard:
    """Of one folder, for one command. `kept` is what the sandbox keeps from it. Everything takes a moment: use a
    thread."""

    def __init__(self, keeper: Keeper, root: Path, kept: Sequence[str]) -> None:
        self.root = root
        self._keeper = keeper
        self._kept = tuple(kept)
        self._lock = threading.Lock()
        self._held = Held()
        self._before = self._look()
        self._copy = self._kept_copy(self._before)

    @property
    def left(self) -> dict[str, Any]:  # Any: JSON
        """What a start after a crash needs (`after_crash`)."""
        return {"folder": str(self.root), "copy": self._copy, "kept": list(self._kept)}

    def settle(self) -> None:
        """Takes back what came until now."""
        with self._lock:
            held = _held(self._keeper, self.root, self._before, self._kept)
            now = self._held
            self._held = Held(
                [*now.back, *held.back], [*now.left, *held.left], [*now.strange, *held.strange], held.failed
            )

    def renew(self, allowed: Allowed) -> None:
        """What was changed so, a person allowed."""
        with self._lock:
            try:
                before = self._before
                for source, target in allowed.moves:
                    before = taken_along(before, _inside(self.root, source), _inside(self.root, target))
                if allowed.everything or allowed.written or allowed.alone:
                    now = self._look()
                    written = [path for one in allowed.written if (path := _inside(self.root, one)) is not None]
                    alone = [path for one in allowed.alone if (path := _inside(self.root, one))]
                    before = now if allowed.everything else taken_over(before, now, written, alone)
                if before is not self._before:
                    self._before, self._copy = before, self._kept_copy(before)
            except (OSError, TooLarge) as error:  # then it may be taken back, and can be brought back
                log.warning("what others obey was not looked at again: %s", trace(error))

    def alive(self) -> None:
        """The copies stay young, and say until when the command was alive."""
        with self._lock:
            for state in self._before.snapshot.states.values():
                if state.sha is not None:
                    self._keeper.images.touch(state.sha)
            self._keeper.images.touch(self._copy)

    def end(self) -> Held:
        """All that was taken back, and could not be."""
        self.settle()
        return self._held

    def _look(self) -> Before:
        tree = Obeyed(Workspace(self.root), apart=self._keeper.apart)
        return holding.look(tree, self._keeper.images, self._keeper.known(self.root))

    def _kept_copy(self, before: Before) -> str:
        copy = self._keeper.images.keep(before.packed())
        self._keeper.images.synced()
        return copy


def taken_over(before: Before, now: Before, written: Sequence[str], alone: Sequence[str]) -> Before:
    """As it was, but for what is now at or below what was written, and these folders alone. A folder on the way to
    what was written was made for it, where it is new."""

    def is_taken(path: str) -> bool:
        return path in alone or any(is_in(path, one) for one in written)

    above = {str(folder) for path in written for folder in PurePosixPath(path).parents}

    def merged(old: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
        way = {path: one for path, one in new.items() if path in above}
        kept = {path: one for path, one in old.items() if not is_taken(path)}
        return {**way, **kept, **{path: one for path, one in new.items() if is_taken(path)}}

    was, seen = before.snapshot, now.snapshot
    states = merged(was.states, seen.states)
    stamps = {path: stamp for path, stamp in merged(was.stamps, seen.stamps).items() if path in states}
    return Before(merged(before.places, now.places), replace(was, states=states, stamps=stamps))


def taken_along(before: Before, source: str | None, target: str | None) -> Before:
    """What was known at one place, at the other. What came from outside, or went there, was not or is no more known."""
    if not source or not target:
        return before

    def there(path: str) -> str:
        return f"{target}{path.removeprefix(source)}" if is_in(path, source) else path

    places = [replace(place, path=there(place.path), owner=there(place.owner)) for place in before.places.values()]
    states = {there(path): state for path, state in before.snapshot.states.items()}
    stamps = {there(path): stamp for path, stamp in before.snapshot.stamps.items()}
    return Before({place.path: place for place in places}, replace(before.snapshot, states=states, stamps=stamps))


def _inside(root: Path, path: Path) -> str | None:
    """A path as the folder has it; "" for what holds the whole folder, None for what lies elsewhere."""
    if root.is_relative_to(path):
        return ""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


async def guards(keeper: Keeper, folders: Mapping[Path, Sequence[str]]) -> list[Guard]:
    """One for each of these folders, with what the sandbox keeps in it. Raises BadInput, StorageFailed."""
    try:
        return [await asyncio.to_thread(Guard, keeper, root, kept) for root, kept in folders.items()]
    except TooLarge:
        raise BadInput(TOO_LARGE) from None
    except OSError as error:
        raise StorageFailed(NO_ROOM) from error


def after_crash(keeper: Keeper, left: Mapping[str, Any]) -> Held:
    """What was taken back of what a command made that a crash ended. The person's own later changes stay."""
    known = holding.before_crash(keeper.images, left["copy"])
    if known is None:
        return Held(failed=True)
    before, until_ns = known
    return _held(keeper, Path(left["folder"]), before, left["kept"], until_ns=until_ns)


def told(keeper: Keeper, root: Path, call: str, held: Held) -> list[Event]:
    """The facts of it: changes of the call that are undone, so that they can be looked at and done again."""
    back = list(held.back[: limits.UNDO_CHANGES])
    return [*changed_facts(keeper, str(root), call, back), undone(back)] if back else []


def _held(keeper: Keeper, root: Path, before: Before, kept: Sequence[str], *, until_ns: int | None = None) -> Held:
    tree = Obeyed(Workspace(root), apart=keeper.apart)
    known = keeper.known(root)
    try:
        return holding.hold(tree, keeper.images, known, before, until_ns=until_ns, kept=kept, only_with_copies=True)
    except Exception as error:  # whatever the disk or the tree refuses: it is said
        log.error("what others obey was not looked at: %s", trace(error))
        return Held(failed=True)
