"""A program that tries from inside a sandbox what no shell can try: sockets of every kind, other processes, the kernel.

It says only what it was denied; that nothing arrived is looked at from outside (`selftest`). Like `confine` it is a
program of its own and imports little.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys

NETWORK, PROCESSES, METADATA = "network", "processes", "metadata"
_IO_URING_SETUP, _UNSHARE = 425, {"x86_64": 272, "aarch64": 97}
_NEW_USER = 0x10000000


def main(arguments: list[str]) -> int:
    """`tcp-port udp-port socket-path abstract-name pid file`: prints what was denied, a word to a line."""
    tcp, udp, path, abstract, pid, file = arguments
    if not any([_sends(int(tcp), int(udp)), _connects(path), _connects("\0" + abstract), _makes_any(), _asks_kernel()]):
        print(NETWORK)  # noqa: T201  that is how it says it
    if not _signals(int(pid)):
        print(PROCESSES)  # noqa: T201
    if not _changes_mode(file):
        print(METADATA)  # noqa: T201
    return 0


def _sends(tcp: int, udp: int) -> bool:
    """Whether anything left for a listener on this machine."""
    sent = False
    for kind, port in ((socket.SOCK_STREAM, tcp), (socket.SOCK_DGRAM, udp)):
        try:
            with socket.socket(socket.AF_INET, kind) as made:
                made.settimeout(1)
                made.connect(("127.0.0.1", port))
                made.send(b"x")
                sent = True
        except OSError:
            continue
    return sent


def _connects(path: str) -> bool:
    """Whether another program's socket can be reached by its name, also with one of a pair."""
    reached = False
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        makers = (
            lambda kind=kind: [socket.socket(socket.AF_UNIX, kind)],
            lambda kind=kind: socket.socketpair(type=kind),
        )
        for maker in makers:
            try:
                made = maker()
            except OSError:
                continue
            try:
                made[0].connect(path)
                reached = True
            except OSError:
                pass
            finally:
                for one in made:
                    one.close()
    return reached


def _makes_any() -> bool:
    """Whether there is a socket of any kind."""
    for family in range(1, 46):
        for kind in (1, 2, 3, 5):
            try:
                socket.socket(family, kind).close()
            except (OSError, ValueError):
                continue
            return True
    return False


def _asks_kernel() -> bool:
    """Whether there is a way around a filter of calls on Linux: a ring that makes them, or a namespace of one's own."""
    if sys.platform != "linux":
        return False
    call = ctypes.CDLL(None).syscall
    ring = call(_IO_URING_SETUP, 1, (ctypes.c_char * 256)())
    if ring >= 0:
        os.close(ring)
        return True
    number = _UNSHARE.get(os.uname().machine)
    return number is not None and bool(call(number, _NEW_USER) == 0)


def _signals(pid: int) -> bool:
    """Whether a process outside can be sent a signal, or its memory and environment be read."""
    try:
        os.kill(pid, 0)
        return True
    except OSError:
        pass
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123
            return bool(file.read(1))
    except OSError:
        return False


def _changes_mode(file: str) -> bool:
    """Whether the permissions of a file outside can be changed."""
    try:
        os.chmod(file, 0o640)  # noqa: PTH101
        return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
