"""A web address, taken apart once: what is shown, judged and connected to is the same thing. Pure."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from backend.domain.errors import BadInput

URL_CHARS = 2_000
_HOST = re.compile(r"[a-zA-Z0-9._-]+|[0-9a-fA-F:.]+")
_PORTS = {"http": 80, "https": 443}
_LOWEST_FREE_PORT = 1024  # below it only the web's own two: a request to a mail server is no page


@dataclass(frozen=True, slots=True)
class Place:
    """`host` is small letters and ASCII, without brackets; `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """`https://host`, with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        return self.origin + self.target

    @property
    def address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """The host where it is a number already."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def place_of(url: str) -> Place:
    """Raises BadInput for what is no address of a web page, or hides where it leads."""
    url = url.strip()
    if len(url) > URL_CHARS:
        raise BadInput(f"The address is longer than {URL_CHARS} characters.")
    if not url.isprintable() or " " in url or "\\" in url:
        raise BadInput("The address contains characters that no web address has.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise BadInput("That is no web address.") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise BadInput("Only addresses that begin with http:// or https:// can be fetched.")
    if "@" in parts.netloc:
        raise BadInput("An address with a user name in it (“…@host”) is not fetched: it hides where it leads.")
    port = _PORTS[scheme] if port is None else port
    if port < _LOWEST_FREE_PORT and port not in _PORTS.values():
        raise BadInput(f"Port {port} is not one of the web, so it is not asked.")
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Place(scheme, _ascii(host), port, _quoted(target))


def next_place(here: Place, location: str) -> Place:
    """Where a redirect leads. Raises BadInput."""
    return place_of(urljoin(here.url, location.strip()))


def is_same_site(here: Place, there: Place) -> bool:
    """Whether a redirect may be followed unasked: the same host, or with `www.` before it; never away from https."""
    hosts = {here.host.removeprefix("www."), there.host.removeprefix("www.")}
    usual = here.port == there.port or {here.port, there.port} <= set(_PORTS.values())
    return len(hosts) == 1 and usual and (here.scheme, there.scheme) != ("https", "http")


def _ascii(host: str) -> str:
    host = host.rstrip(".")
    if not host:
        raise BadInput("The address names no host.")
    try:
        if not host.isascii():
            import idna

            host = idna.encode(host, uts46=True).decode()
    except (UnicodeError, ValueError):
        host = ""
    if not _HOST.fullmatch(host):
        raise BadInput("The host's name is none that the web knows.")
    return host.lower()


def _quoted(target: str) -> str:
    """Letters beyond ASCII as UTF-8 in percents; what is quoted already stays."""
    return "".join(
        c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "replace")) for c in target
    )
