"""A page is fetched from the address that was judged, and from no other."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from backend.domain import limits
from backend.web import fetch as fetching
from backend.web.fetch import Fetched, FetchFailed, Moved, Reach, fetch
from backend.web.place import place_of
from tests.fakes.web_server import Said, WebServer

LOCAL = {
    "a number": "http://127.0.0.1:{port}/",
    "a short number": "http://127.1:{port}/",
    "one number": "http://2130706433:{port}/",
    "hexadecimal": "http://0x7f000001:{port}/",
    "octal": "http://0177.0.0.1:{port}/",
    "every address": "http://0.0.0.0:{port}/",
    "IPv6": "http://[::1]:{port}/",
    "IPv6 that is IPv4": "http://[::ffff:127.0.0.1]:{port}/",
    "NAT64": "http://[64:ff9b::7f00:1]:{port}/",
    "a name": "http://localhost:{port}/",
    "a name below": "http://x.localhost:{port}/",
    "cloud metadata": "http://169.254.169.254/latest/meta-data/",
}


@pytest.fixture
def nobody() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        yield listening.getsockname()[1], came
        with pytest.raises(BlockingIOError):
            came.append(listening.accept())


@pytest.mark.parametrize("spelling", LOCAL)
def test_E6_this_machine_is_refused_in_every_spelling_and_hears_nothing(
    spelling: str, nobody: tuple[int, list[object]]
) -> None:
    """With the real resolver and the real judgement."""
    with pytest.raises(FetchFailed) as refused:
        asyncio.run(fetch(place_of(LOCAL[spelling].format(port=nobody[0])), Reach()))

    assert "was not asked" in refused.value.detail or "no such name" in refused.value.detail


def get(
    server: WebServer, place: str, names: Mapping[str, Sequence[str]] | None = None, **caps: float
) -> Fetched | Moved:
    return asyncio.run(fetch(place_of(server.url(place)), server.reach(names), **caps))  # type: ignore[arg-type]


def redirect(to: str, status: int = 302) -> Said:
    return Said(status=status, headers={"Location": to})


def test_a_page_is_fetched_without_anything_that_tells_who_asks() -> None:
    with WebServer({"example.org/a?b=c": Said(b"<p>Hello")}).in_thread() as server:
        page = get(server, "example.org/a?b=c")

        assert isinstance(page, Fetched)
        assert (page.status, page.body, page.cut) == (200, b"<p>Hello", False)
        assert not {"cookie", "authorization", "referer"} & {
            line.partition(":")[0].lower() for line in server.heads[0].split("\r\n")
        }


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "inner",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/x",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://10.0.0.1/",
    ],
)
def test_E6_a_redirect_into_this_machine_or_its_network_is_refused(status: int, inner: str) -> None:
    with WebServer({"example.org/": redirect(inner, status)}).in_thread() as server:
        with pytest.raises(FetchFailed, match="was not asked"):
            get(server, "example.org/")

        assert server.asked == ["example.org/"]


@pytest.mark.parametrize("inner", ["file:///etc/passwd", "ftp://example.org/", "http://a@example.org/", "gopher://x"])
def test_E6_a_redirect_to_another_scheme_or_a_user_name_is_refused(inner: str) -> None:
    with WebServer({"example.org/": redirect(inner)}).in_thread() as server, pytest.raises(Exception, match="fetched"):
        get(server, "example.org/")


def test_E6_a_name_that_changes_its_mind_at_the_redirect_is_refused_there() -> None:
    with WebServer(
        {"example.org/": redirect("/secret"), "example.org/secret": Said(b"the secret")}
    ).in_thread() as server:
        with pytest.raises(FetchFailed, match=r"127\.0\.0\.2"):
            get(server, "example.org/", {"example.org": ["127.0.0.1", "127.0.0.2"]})

        assert server.asked == ["example.org/"]


def test_E6_the_connection_goes_to_the_address_that_was_judged_and_the_name_is_looked_up_once() -> None:
    with WebServer({"example.org/": Said(b"once")}).in_thread() as server:
        page = get(server, "example.org/", {"example.org": ["127.0.0.1"]})  # a second look would have no answer

        assert isinstance(page, Fetched)
        assert page.body == b"once"


def test_E6_one_bad_address_among_those_of_a_name_is_enough_to_refuse_it() -> None:
    with WebServer({}).in_thread() as server:
        with pytest.raises(FetchFailed, match=r"10\.0\.0\.1"):
            get(server, "example.org/", {"example.org": ["127.0.0.1 10.0.0.1"]})

        assert server.asked == []


def test_E6_redirects_in_a_circle_end() -> None:
    with WebServer({"example.org/": redirect("/")}).in_thread() as server:
        with pytest.raises(FetchFailed, match="redirects more than"):
            get(server, "example.org/")

        assert len(server.asked) == limits.FETCH_REDIRECTS + 1


def test_a_redirect_to_another_host_is_told_and_not_followed() -> None:
    with WebServer({"example.org/": redirect("http://other.example/x")}).in_thread() as server:
        answer = get(server, "example.org/")

        assert answer == Moved(place_of("http://other.example/x"))
        assert server.asked == ["example.org/"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "x-gzip"])
def test_a_packed_page_is_unpacked(encoding: str) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {"deflate": zlib.compress(b"x" * 5000), "raw deflate": raw.compress(b"x" * 5000) + raw.flush()}
    body = packed.get(encoding, gzip.compress(b"x" * 5000))
    with WebServer({"a.org/": Said(body, headers={"Content-Encoding": encoding.split()[-1]})}).in_thread() as server:
        page = get(server, "a.org/")

    assert isinstance(page, Fetched)
    assert page.body == b"x" * 5000


def test_E6_a_packed_bomb_is_cut_before_it_unfolds() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    with WebServer({"a.org/": Said(bomb, headers={"Content-Encoding": "gzip"})}).in_thread() as server:
        page = get(server, "a.org/")

    assert isinstance(page, Fetched)
    assert (len(page.body), page.cut) == (limits.FETCH_BYTES, True)


def test_E6_a_packing_that_was_not_asked_for_is_refused() -> None:
    with (
        WebServer({"a.org/": Said(b"x", headers={"Content-Encoding": "gzip, gzip"})}).in_thread() as server,
        pytest.raises(FetchFailed, match="not asked for"),
    ):
        get(server, "a.org/")


def test_E6_an_endless_page_is_cut_at_its_size_and_a_silent_one_at_its_time() -> None:
    answers = {"a.org/long": Said(b"x" * (limits.FETCH_BYTES + 10)), "a.org/silent": Said(b"some", hang=True)}
    with WebServer(answers).in_thread() as server:
        page = get(server, "a.org/long")
        assert isinstance(page, Fetched)
        assert (len(page.body), page.cut) == (limits.FETCH_BYTES, True)
        with pytest.raises(FetchFailed, match="within"):
            get(server, "a.org/silent", timeout_s=0.3)


def test_E6_the_certificate_is_still_the_names_although_the_connection_goes_to_a_number(tmp_path: Path) -> None:
    certificate, key = _self_signed("example.org", tmp_path)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    with WebServer({"example.org/": Said(b"safe"), "other.org/": Said(b"no")}, ours).in_thread() as server:
        reach = replace(server.reach(), trusts=lambda: ssl.create_default_context(cafile=str(certificate)))
        page = asyncio.run(fetch(place_of(server.url("example.org/")), reach))
        with pytest.raises(FetchFailed, match="could not be reached"):
            asyncio.run(fetch(place_of(server.url("other.org/")), reach))
        with pytest.raises(FetchFailed, match="could not be reached"):
            asyncio.run(fetch(place_of(server.url("example.org/")), server.reach()))  # nobody vouches for it

        assert isinstance(page, Fetched)
        assert page.body == b"safe"
        assert server.asked == ["example.org/"]


def _self_signed(name: str, folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(tz=UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, private


def test_a_server_that_does_not_speak_http_is_an_ordinary_failure() -> None:
    with (
        WebServer({"a.org/": Said(raw=b"\x00\x01 nonsense\r\n\r\n")}).in_thread() as server,
        pytest.raises(FetchFailed, match="could not be reached"),
    ):
        get(server, "a.org/")


def test_the_way_to_the_web_is_judged_unless_a_test_hands_in_another() -> None:
    assert Reach().allows(fetching.parsed("127.0.0.1"), 80) is False
