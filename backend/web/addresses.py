"""Which addresses of the Internet a page may be fetched from. Pure, but for one look at which addresses are our own.

Everything that is not plainly public is refused: this machine, the local network, link-local (where clouds keep their
metadata), multicast, reserved ranges. An IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4, Teredo …) is
judged by both. Names are nothing here: a name is resolved first, and what is connected to is what was judged.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address

_MORE_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # Azure's own services, metadata among them; it looks public
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata is here
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b:1::/48",  # NAT64 of a local network: what is behind it nobody knows
        "fec0::/10",  # site-local, as it once was
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
    )
)
_V4_IN_LAST_32_BITS = tuple(
    ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96")
)
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether everybody on the Internet reaches the same machine by it, and that is not this one."""
    return all(_is_public(each) for each in (address, *_inner(address))) and not _is_ours(address)


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and _is_wrapped(address):
        return True  # what is inside is judged beside it
    refused = any(address.version == network.version and address in network for network in _MORE_REFUSED)
    return address.is_global and not address.is_multicast and not address.is_reserved and not refused


def _inner(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 one stands for or leads to."""
    if isinstance(address, IPv4Address):
        return
    number = int(address)
    if _is_wrapped(address) or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo


def _is_wrapped(address: IPv6Address) -> bool:
    return any(address in network for network in _V4_IN_LAST_32_BITS)


def _is_ours(address: Address) -> bool:
    """Whether packets to it would stay on this machine. Sends none: a datagram socket only looks up the way."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
        way.connect((str(address), 9))
        return ipaddress.ip_address(str(way.getsockname()[0]).partition("%")[0]) == address
    return False
