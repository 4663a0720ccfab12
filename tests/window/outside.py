"""A machine whose only way out is a wire that we hold the other end of. Run inside `unshare -rnm`:

    python -m tests.window.outside REPORT COMMAND…      its exit status is the command's

There is loopback, and one tunnel with the default route and the name server behind it, so that whatever would leave
the machine arrives here: REPORT gets one JSON line a packet, {"to", "port", "over"}, and what a question for a name
"asks". The services that would look names up for a program (nscd, systemd, D-Bus) are covered: they
live outside and could ask the network on its behalf.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

TUN = "outside"
HERE, THERE = "10.9.0.2", "10.9.0.1"
_TUNSETIFF, _SIOCSIFADDR, _SIOCSIFNETMASK, _SIOCSIFFLAGS, _SIOCADDRT = 0x400454CA, 0x8916, 0x891C, 0x8914, 0x890B
_IFF_TUN, _IFF_NO_PI, _UP, _GATEWAY = 0x0001, 0x1000, 0x41, 0x3
_TCP, _UDP = 6, 17
NAMERS = ("/run/nscd", "/var/run/nscd", "/run/systemd/resolve", "/run/dbus")


def main(report: str, command: list[str]) -> int:
    with Path(report).open("w", encoding="utf-8", buffering=1) as file:
        _cover_what_looks_names_up(Path(report).with_suffix(".resolv"))
        tunnel = _tunnel()
        threading.Thread(target=_note_what_leaves, args=(tunnel, file), daemon=True).start()
        return subprocess.run(command, check=False).returncode


def _cover_what_looks_names_up(servers: Path) -> None:
    servers.write_text(f"nameserver {THERE}\n", encoding="ascii")
    subprocess.run(["mount", "--bind", str(servers), os.path.realpath("/etc/resolv.conf")], check=True)
    for place in NAMERS:
        if Path(place).is_dir():
            subprocess.run(["mount", "-t", "tmpfs", "none", place], check=True)


def _tunnel() -> int:
    """The other end of the wire: every packet that is sent over the default route can be read from it."""
    tunnel = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tunnel, _TUNSETIFF, struct.pack("16sH22x", TUN.encode(), _IFF_TUN | _IFF_NO_PI))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for name, address in (("lo", None), (TUN, HERE)):
            if address is not None:
                fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16s16s8x", name.encode(), _address(address)))
                fcntl.ioctl(control, _SIOCSIFNETMASK, struct.pack("16s16s8x", name.encode(), _address("255.255.255.0")))
            fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH22x", name.encode(), _UP))
        everywhere = _address("0.0.0.0")
        route = struct.pack("L16s16s16sHhLPhPLLH", 0, everywhere, _address(THERE), everywhere, _GATEWAY, *[0] * 8)
        fcntl.ioctl(control, _SIOCADDRT, route.ljust(128, b"\0"))
    return tunnel


def _address(dotted: str) -> bytes:
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(dotted))


def _note_what_leaves(tunnel: int, file: IO[str]) -> None:
    while packet := os.read(tunnel, 65536):
        if seen := _read(packet):
            file.write(json.dumps(seen) + "\n")


def _read(packet: bytes) -> dict[str, object] | None:
    """Where a packet goes. None for what the kernel sends by itself: IPv6's own greetings, and groups (IGMP)."""
    if packet[0] >> 4 == 4:
        protocol, to, rest = packet[9], socket.inet_ntop(socket.AF_INET, packet[16:20]), packet[(packet[0] & 15) * 4 :]
    else:
        protocol, to, rest = packet[6], socket.inet_ntop(socket.AF_INET6, packet[24:40]), packet[40:]
    if protocol not in (_TCP, _UDP):
        return {"to": to, "over": protocol} if packet[0] >> 4 == 4 and protocol != 2 else None
    port = struct.unpack(">H", rest[2:4])[0]
    seen: dict[str, object] = {"to": to, "port": port, "over": "tcp" if protocol == _TCP else "udp"}
    return {**seen, "asks": _name(rest[20:])} if port == 53 and protocol == _UDP else seen


def _name(question: bytes) -> str:
    """The name in a DNS question: each part behind its length."""
    parts: list[str] = []
    while question and question[0]:
        parts.append(question[1 : question[0] + 1].decode("ascii", "replace"))
        question = question[question[0] + 1 :]
    return ".".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
