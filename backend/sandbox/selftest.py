"""Proves by trying what a sandbox denies: a script inside does what must fail, and outside is looked whether it did.

Nothing is taken for granted from a program's name or version: a sandbox that lets one of these through does not count.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.domain import limits
from backend.sandbox import attempts
from backend.sandbox.command import environment

Wrap = Callable[[Path, Sequence[str]], list[str]]  # a workspace and a command; the line that runs it inside
WRITES, SECRETS, NETWORK = "writing outside is denied", "secrets cannot be read", "there is no network"
WORKSPACE, PRIVILEGES, PROCESSES = "the workspace can be written", "no privileges are gained", "processes are apart"
METADATA = "permissions elsewhere cannot be changed"
ALL = (WORKSPACE, WRITES, SECRETS, NETWORK, PRIVILEGES, PROCESSES)
_DEEPEST = 60  # characters of the folder for temporary files
_ATTEMPTS = {attempts.NETWORK: NETWORK, attempts.PROCESSES: PROCESSES, attempts.METADATA: METADATA}
NEEDED = frozenset({WORKSPACE, WRITES, SECRETS, NETWORK, PRIVILEGES})  # the least that is called a sandbox


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    ok: bool


def try_it(
    wrap: Wrap, *, masked: Sequence[Path], ours: Sequence[Path], home: Path, trying: Sequence[str] | None = None
) -> tuple[tuple[Check, ...], str]:
    """Every check, and what the sandbox said when it did not even start. Takes about 0.1 s: call it on a thread.

    A sandbox without namespaces is shown to hold by `trying`: the line of the program `attempts`.
    """
    mark = secrets.token_hex(8)
    names = ALL if trying is None else (*ALL, METADATA)
    with contextlib.ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="runnel-test-", dir=_short_place())
        base = Path(os.path.realpath(stack.enter_context(folder)))
        workspace = base / "workspace"
        workspace.mkdir()
        outside = [folder / f".runnel-test-{mark}" for folder in (base, home, Path("/etc"), Path("/usr"), Path("/"))]
        canaries = [stack.enter_context(_canary(folder, mark)) for folder in ours if folder.is_dir()]
        ears = stack.enter_context(_Ears(base, mark))
        script = _script(outside, [*masked, *canaries], ears.tcp, mark, apart=trying is None)
        if trying is not None:
            script += shlex.join([*trying, *ears.addresses, str(os.getpid()), str(ears.path)])
        shell = shutil.which("bash") or "/bin/sh"
        try:
            ended = subprocess.run(
                wrap(workspace, [shell, "-c", script]),
                env=environment(os.environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=limits.SANDBOX_TEST_S,
                start_new_session=True,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return tuple(Check(name, False) for name in names), str(error)
        told = set(ended.stdout.decode("utf-8", "replace").splitlines())
        told |= {_ATTEMPTS[word] for word in told & _ATTEMPTS.keys()}
        ok = {name: name in told for name in names}
        ok[WORKSPACE] = ok[WORKSPACE] and (workspace / mark).exists()
        ok[WRITES] = ok[WRITES] and not any(path.exists() for path in outside)
        ok[NETWORK] = ok[NETWORK] and not ears.heard()
        for path in outside:
            with contextlib.suppress(OSError):
                path.unlink()
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        return tuple(Check(name, ok[name]) for name in names), said[-1] if said and not told else ""


def _short_place() -> str | None:
    """Where temporary files are, or /tmp where that is too deep: a socket's path has 104 bytes at most."""
    return "/tmp" if len(os.path.realpath(tempfile.gettempdir())) > _DEEPEST else None  # noqa: S108  a name nobody knows


def _script(outside: Sequence[Path], masked: Sequence[Path], port: int, mark: str, *, apart: bool) -> str:
    """Prints the name of each check that went well. In POSIX's shell, as bash may not be there.

    Whether it has namespaces of its own is not asked where it is not to be `apart`.
    """
    # whether one arrived is seen outside: /tmp inside is another
    writes = "; ".join(f"(: > {shlex.quote(str(path))}) 2>/dev/null" for path in outside)
    reads = " || ".join(
        f'{{ [ -d {name} ] && [ -n "$(ls -A {name} 2>/dev/null)" ]; }} || [ -n "$(head -c 1 {name} 2>/dev/null)" ]'
        for name in (shlex.quote(str(path)) for path in masked)
    )
    held = "/proc/sys/kernel/hostname" if sys.platform == "linux" else "/etc/hosts"
    unprivileged = (
        "grep -q '^NoNewPrivs:[[:space:]]*1$' /proc/self/status && grep -q '^CapEff:[[:space:]]*0*$' /proc/self/status"
        if sys.platform == "linux"
        else "! /usr/bin/sudo -V >/dev/null 2>&1"
    )
    sockets = "[ -S /run/dbus/system_bus_socket ]" if apart else "false"  # may be seen, if it cannot be reached
    script = f"""
    : > {mark} && echo {shlex.quote(WORKSPACE)}
    {writes}
    (: >> {held}) 2>/dev/null || echo {shlex.quote(WRITES)}
    {reads or "false"} || {sockets} || echo {shlex.quote(SECRETS)}
    {unprivileged} && echo {shlex.quote(PRIVILEGES)}
    """
    if not apart:
        return script
    ours = {kind: shlex.quote(str(Path(f"/proc/self/ns/{kind}").readlink())) for kind in ("net", "pid")}
    return f"""{script}
    reached() {{ [ -n "$BASH_VERSION" ] && (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; }}
    now=$(readlink /proc/self/ns/net)
    [ -n "$now" ] && [ "$now" != {ours["net"]} ] && ! reached && echo {shlex.quote(NETWORK)}
    now=$(readlink /proc/self/ns/pid)
    [ -n "$now" ] && [ "$now" != {ours["pid"]} ] && echo {shlex.quote(PROCESSES)}
    """


@contextlib.contextmanager
def _canary(folder: Path, mark: str) -> Iterator[Path]:
    """A file with something in it, so that an empty folder proves nothing by itself. Takes away what a kill left."""
    for left in folder.glob("sandbox-test-*"):
        left.unlink(missing_ok=True)
    path = folder / f"sandbox-test-{mark}"
    path.write_text(mark)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


class _Ears:
    """Listeners of ours, in every way that a command could reach one: nothing may arrive at any of them."""

    def __init__(self, base: Path, mark: str) -> None:
        self.path = base / "socket"
        self._abstract = f"runnel-test-{mark}"
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> _Ears:
        try:
            for family, kind, address in (
                (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
                (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
                (socket.AF_UNIX, socket.SOCK_STREAM, str(self.path)),
                *([(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self._abstract)] if sys.platform == "linux" else ()),
            ):
                ear = socket.socket(family, kind)
                self._sockets.append(ear)
                ear.setblocking(False)
                ear.bind(address)
                if kind == socket.SOCK_STREAM:
                    ear.listen()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for ear in self._sockets:
            ear.close()

    @property
    def tcp(self) -> int:
        return int(self._sockets[0].getsockname()[1])

    @property
    def addresses(self) -> tuple[str, ...]:
        """As `attempts` takes them."""
        return str(self.tcp), str(self._sockets[1].getsockname()[1]), str(self.path), self._abstract

    def heard(self) -> bool:
        """Whether anything arrived."""
        return bool(select.select(self._sockets, [], [], 0)[0])
