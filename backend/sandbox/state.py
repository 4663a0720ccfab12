"""Which sandbox this machine really has: found after the start, proved by trying, and said as it is.

Until that is known, and wherever it does not hold, `works` is False and every command is asked for. A command that was
to run inside never runs outside instead: where its walls cannot be built, it fails. A further kind (Landlock with
seccomp, macOS's sandbox-exec) is one more `_Kind` beside Bubblewrap; none is claimed before its self-test passes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from backend.domain import limits
from backend.domain.trace import trace
from backend.sandbox import bubblewrap, confine, landlock, private, protected, seatbelt, selftest
from backend.sandbox.selftest import Check

log = logging.getLogger(__name__)

Kind = Literal["bubblewrap", "landlock", "seatbelt", "none"]
Keeps = Literal["names", "what is there", "nothing"]
Wrap = Callable[[Sequence[str]], list[str]]
WORKS = (
    "Commands run in a sandbox: they can write in this folder only, see no keys, passwords or browser profiles, and "
    "have no network."
)
UNKNOWN = "The sandbox is being tested. Until that is done every command asks, and none runs in a sandbox."
ELSEWHERE = "Runnel has no sandbox on this system, so every command asks, and runs with all that you may do."
LANDLOCK = (
    "{works} It is Linux's Landlock, which holds less than Bubblewrap: they can see which programs run, and change "
    "permissions and dates of files elsewhere{more}. The package “bubblewrap” gives more where it is allowed."
)
SIGNALS = ", and end programs of yours"
SEATBELT = WORKS + " It is macOS's own sandbox."
MISSING = (
    "Bubblewrap is not installed, so commands run without a sandbox and every one asks. Install the package "
    "“bubblewrap” and start Runnel again."
)
FAILED = "Commands run without a sandbox, and every one asks: {name} is here, but {why}."
OWN_FOLDER = "This folder is, holds or lies in one that the sandbox has to hide, so commands run without it and ask."


@dataclass(frozen=True, slots=True)
class State:
    """What is so now. `says` is a sentence for the person."""

    kind: Kind
    works: bool
    says: str
    checks: tuple[Check, ...] = ()


class _Kind(Protocol):
    """A way of running a command inside walls."""

    name: Kind
    called: str
    trying: Sequence[str] | None  # see `selftest.try_it`
    hides_inside: bool  # whether it can hide a part of the workspace
    keeps: Keeps  # of what other programs obey, from being changed

    def line(self, walls: bubblewrap.Walls, command: Sequence[str]) -> list[str]: ...

    def says(self, failed: Sequence[str]) -> str:
        """What it is for the person, where it holds but for these checks."""


class _Bubblewrap:
    name: Kind = "bubblewrap"
    called = "Bubblewrap"
    trying: Sequence[str] | None = None
    hides_inside = True
    keeps: Keeps = "what is there"

    def __init__(self, program: str) -> None:
        self._program = program

    def line(self, walls: bubblewrap.Walls, command: Sequence[str]) -> list[str]:
        return bubblewrap.arguments(self._program, walls, command)

    def says(self, failed: Sequence[str]) -> str:
        return WORKS


class _Landlock:
    name: Kind = "landlock"
    called = "Landlock"
    hides_inside = False
    keeps: Keeps = "nothing"

    def __init__(self) -> None:
        self.trying: Sequence[str] | None = landlock.own_program("attempts")

    def line(self, walls: bubblewrap.Walls, command: Sequence[str]) -> list[str]:
        return landlock.arguments(walls, command)

    def says(self, failed: Sequence[str]) -> str:
        return LANDLOCK.format(works=WORKS, more=SIGNALS if selftest.PROCESSES in failed else "")


class _Seatbelt:
    name: Kind = "seatbelt"
    called = "macOS's sandbox"
    hides_inside = True
    keeps: Keeps = "names"

    def __init__(self) -> None:
        self.trying: Sequence[str] | None = landlock.own_program("attempts")

    def line(self, walls: bubblewrap.Walls, command: Sequence[str]) -> list[str]:
        return seatbelt.arguments(walls, command)

    def says(self, failed: Sequence[str]) -> str:
        return SEATBELT


def _kinds() -> list[_Kind]:
    """What this system may have, the strongest first."""
    if sys.platform == "darwin":
        return [_Seatbelt()]
    kinds: list[_Kind] = []
    if sys.platform == "linux":
        if (program := shutil.which("bwrap")) is not None:
            kinds.append(_Bubblewrap(program))
        if confine.abi() >= confine.OLDEST_ABI:
            kinds.append(_Landlock())
    return kinds


class Sandbox:
    """The machine's sandbox. `ours` are folders of this app, which no command may see."""

    def __init__(self, ours: Sequence[Path], home: Path | None = None) -> None:
        self._ours = tuple(Path(os.path.realpath(path)) for path in ours)
        self._home = Path(os.path.realpath(home or Path.home()))
        self._kind: _Kind | None = None
        self._state = State("none", False, UNKNOWN)
        self._known = threading.Event()
        self._begun = False

    def begin_test(self) -> None:
        """Finds out on a thread of its own, once. Call it on the server's thread, after the start."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self.test, name="sandbox-test", daemon=True).start()

    def test(self) -> State:
        """Finds out now."""
        try:
            self._kind, self._state = self._found()
        except Exception as error:  # whatever it is, it is no sandbox
            log.warning("the sandbox could not be tested: %s", trace(error))
            self._state = State(
                "none", False, FAILED.format(name="one", why=f"its test failed ({type(error).__name__})")
            )
        finally:
            self._known.set()
        return self._state

    async def state(self) -> State:
        """The state once it is known, or that it is not after SANDBOX_TEST_S."""
        if not self._known.is_set():
            self.begin_test()
            await asyncio.to_thread(self._known.wait, limits.SANDBOX_TEST_S)
        return self._state

    async def state_for(self, folder: Path, further: Sequence[Path] = ()) -> State:
        """The state for commands in this folder, which may write in the further ones too."""
        state = await self.state()
        if state.works and await asyncio.to_thread(lambda: any(map(self._cannot_hold, (folder, *further)))):
            return State(state.kind, False, OWN_FOLDER, state.checks)
        return state

    def inside(
        self,
        folder: Path,
        further: Sequence[Path] = (),
        *,
        may_change_protected: bool = False,
        hidden: Sequence[Path] = (),
    ) -> Wrap:
        """How a command in this folder is run, if `state_for` says that it works. Looks at the disk.

        What `protected` names can be read only, unless the person allowed a command that says it changes it. `hidden`
        are places in the folders that it may not read (`hides_inside`).
        """
        kind = self._kind
        assert kind is not None, "no sandbox works"
        workspace, *others = (Path(os.path.realpath(path)) for path in (folder, *further))
        present = [] if may_change_protected else [protected.present(path) for path in (workspace, *others)]
        read_only = [path for there, _ in present for path in there]
        around = [path for _, holds in present for path in holds]
        walls = bubblewrap.Walls(
            workspace,
            further=others,
            masked=(*private.secrets(self._home, self._ours), *hidden),
            guarded=not may_change_protected,
            read_only=read_only,
            pinned=around,
            variables={"TMPDIR": "/tmp", "XDG_CACHE_HOME": "/tmp/cache"},  # noqa: S108  the command's own
        )
        return lambda command: kind.line(walls, command)

    def kept(self, folder: Path) -> tuple[str, ...]:
        """What in this folder no command in the sandbox can make or change now; "" is all that other programs obey.

        Ask before `inside`: what comes in between is not kept.
        """
        workspace = Path(os.path.realpath(folder))
        match self._kind.keeps if self._kind is not None else "nothing":
            case "what is there":
                return tuple(str(path.relative_to(workspace)) for path in protected.present(workspace)[0])
            case "names":
                return ("",)
            case _:
                return ()

    @property
    def hides_inside(self) -> bool:
        """Whether it can hide a part of a folder in which a command works."""
        return self._kind is not None and self._kind.hides_inside

    @property
    def ours(self) -> tuple[Path, ...]:
        """This app's own folders, without links."""
        return self._ours

    def _found(self) -> tuple[_Kind | None, State]:
        """The first kind that holds; else what the first one lacks."""
        failed: State | None = None
        for kind in _kinds():
            state = self._tried(kind)
            if state.works:
                return kind, state
            failed = failed or state
        if sys.platform != "linux":
            return None, failed or State("none", False, ELSEWHERE)
        if failed is None or shutil.which("bwrap") is None:
            return None, State("none", False, MISSING, failed.checks if failed else ())
        return None, failed

    def _tried(self, kind: _Kind) -> State:
        masked = private.secrets(self._home, self._ours)
        checks, said = selftest.try_it(
            lambda workspace, command: kind.line(bubblewrap.Walls(workspace, masked=masked), command),
            masked=masked,
            ours=self._ours,
            home=self._home,
            trying=kind.trying,
        )
        failed = [check.name for check in checks if not check.ok]
        needed = selftest.NEEDED if kind.trying else frozenset(selftest.ALL)
        if not needed & set(failed):
            return State(kind.name, True, kind.says(failed), checks)
        log.warning("the sandbox %s does not hold: %s %s", kind.name, ", ".join(failed), said)
        why = "this system does not let it start" if said else f"its test failed (“{failed[0]}” did not hold)"
        return State("none", False, FAILED.format(name=kind.called, why=why), checks)

    def _cannot_hold(self, folder: Path) -> bool:
        """The root of all, a folder that is covered by an empty one, one inside what is hidden, or around it where
        that cannot be hidden in it."""
        workspace = Path(os.path.realpath(folder))
        secrets = private.secrets(self._home, self._ours)
        if (
            self._kind is not None
            and not self._kind.hides_inside
            and any(workspace in path.parents for path in secrets)
        ):
            return True
        hidden = (*secrets, *bubblewrap.OWN, Path("/dev"), Path("/proc"))
        return workspace == Path("/") or any(
            workspace == path or (path in workspace.parents and path not in bubblewrap.OWN) for path in hidden
        )
