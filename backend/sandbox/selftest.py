"""Proves by trying what a sandbox denies: a script inside does what must fail, and outside is looked whether it did.

Nothing is taken for granted from a program's name or version: a sandbox that lets one of these through does not count.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.domain import limits
from backend.sandbox.command import environment

Wrap = Callable[[Path, Sequence[str]], list[str]]  # a workspace and a command; the line that runs it inside
WRITES, SECRETS, NETWORK = "writing outside is denied", "secrets cannot be read", "there is no network"
WORKSPACE, PRIVILEGES, PROCESSES = "the workspace can be written", "no privileges are gained", "processes are apart"
ALL = (WORKSPACE, WRITES, SECRETS, NETWORK, PRIVILEGES, PROCESSES)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    ok: bool


def try_it(wrap: Wrap, *, masked: Sequence[Path], ours: Sequence[Path], home: Path) -> tuple[tuple[Check, ...], str]:
    """Every check, and what the sandbox said when it did not even start. Takes about 0.1 s: call it on a thread."""
    mark = secrets.token_hex(8)
    with contextlib.ExitStack() as stack:
        base = Path(os.path.realpath(stack.enter_context(tempfile.TemporaryDirectory(prefix="runnel-test-"))))
        workspace = base / "workspace"
        workspace.mkdir()
        outside = [folder / f".runnel-test-{mark}" for folder in (base, home, Path("/etc"), Path("/usr"), Path("/"))]
        canaries = [stack.enter_context(_canary(folder, mark)) for folder in ours if folder.is_dir()]
        port = stack.enter_context(_listener())
        script = _script(outside, [*masked, *canaries], port, mark)
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
            return tuple(Check(name, False) for name in ALL), str(error)
        told = set(ended.stdout.decode("utf-8", "replace").splitlines())
        ok = {name: name in told for name in ALL}
        ok[WORKSPACE] = ok[WORKSPACE] and (workspace / mark).exists()
        ok[WRITES] = ok[WRITES] and not any(path.exists() for path in outside)
        for path in outside:
            with contextlib.suppress(OSError):
                path.unlink()
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        return tuple(Check(name, ok[name]) for name in ALL), said[-1] if said and not told else ""


def _script(outside: Sequence[Path], masked: Sequence[Path], port: int, mark: str) -> str:
    """Prints the name of each check that went well. In POSIX's shell, as bash may not be there."""
    # whether one arrived is seen outside: /tmp inside is another
    writes = "; ".join(f"(: > {shlex.quote(str(path))}) 2>/dev/null" for path in outside)
    reads = " || ".join(
        f'{{ [ -d {name} ] && [ -n "$(ls -A {name} 2>/dev/null)" ]; }} || [ -n "$(head -c 1 {name} 2>/dev/null)" ]'
        for name in (shlex.quote(str(path)) for path in masked)
    )
    apart = {kind: shlex.quote(str(Path(f"/proc/self/ns/{kind}").readlink())) for kind in ("net", "pid")}
    return f"""
    : > {mark} && echo {shlex.quote(WORKSPACE)}
    {writes}
    [ -w /proc/sys/kernel/hostname ] || echo {shlex.quote(WRITES)}
    {reads or "false"} || [ -S /run/dbus/system_bus_socket ] || echo {shlex.quote(SECRETS)}
    reached() {{ [ -n "$BASH_VERSION" ] && (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; }}
    now=$(readlink /proc/self/ns/net)
    [ -n "$now" ] && [ "$now" != {apart["net"]} ] && ! reached && echo {shlex.quote(NETWORK)}
    grep -q '^NoNewPrivs:[[:space:]]*1$' /proc/self/status && grep -q '^CapEff:[[:space:]]*0*$' /proc/self/status &&
        echo {shlex.quote(PRIVILEGES)}
    now=$(readlink /proc/self/ns/pid)
    [ -n "$now" ] && [ "$now" != {apart["pid"]} ] && echo {shlex.quote(PROCESSES)}
    """


@contextlib.contextmanager
def _canary(folder: Path, mark: str) -> Iterator[Path]:
    """A file with something in it, so that an empty folder proves nothing by itself."""
    path = folder / f"sandbox-test-{mark}"
    path.write_text(mark)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _listener() -> Iterator[int]:
    """A port of ours that answers, which a command without a network cannot reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])
