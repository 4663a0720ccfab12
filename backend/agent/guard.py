"""What a command in the background may not leave behind: new or other hooks, settings and start-up files (`holding`).

It may run for hours, in which the person works in the same folder and allows other calls. What they allow is theirs:
before such a call the folder is settled, and after it taken for what there was (`Keeper.around_allowed`). What nobody
was asked about is taken back when the command ends. That may have been the person's own doing, so only what can be
brought back is taken, and the rest is named.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from backend.agent import holding
from backend.agent.changing import NO_ROOM, TOO_LARGE, changed_facts, undone
from backend.agent.holding import Before, Held
from backend.domain import limits
from backend.domain.errors import BadInput, StorageFailed
from backend.domain.facts import Event
from backend.domain.trace import trace
from backend.sandbox.obeyed import Obeyed, TooLarge
from backend.sandbox.workspace import Workspace
from backend.undo.keeper import Keeper

log = logging.getLogger(__name__)


class Guard:
    """Of one folder, for one command. `kept` is what the sandbox keeps from it. Everything takes a moment: use a
    thread."""

    def __init__(self, keeper: Keeper, root: Path, kept: Sequence[str]) -> None:
        self.root = root
        self._keeper = keeper
        self._kept = tuple(kept)
        self._lock = threading.Lock()
        self._held = Held()
        self._before, self._copy = self._looked()

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

    def renew(self) -> None:
        """What is there now, a person allowed."""
        with self._lock:
            try:
                self._before, self._copy = self._looked()
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

    def _looked(self) -> tuple[Before, str]:
        tree = Obeyed(Workspace(self.root), apart=self._keeper.apart)
        before = holding.look(tree, self._keeper.images, self._keeper.known(self.root))
        copy = self._keeper.images.keep(before.packed())
        self._keeper.images.synced()
        return before, copy


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
