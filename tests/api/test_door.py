"""Group A: the loopback door. Every case runs over every route the app has."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backend.api.app import bare_app
from backend.api.door import RAW
from backend.api.services import Services
from backend.api.sessions import Sessions
from tests.api.raw import Answer, send
from tests.api.world import World


def routes() -> list[tuple[str, str]]:
    """Every operation of the OpenAPI document with an example of its path."""
    examples = {"{conversation_id}": "c1", "{run_id}": "r1", "{name}": "p", "{key}": "new"}
    examples |= {"{message_id}": "m1", "{attachment_id}": "0" * 64}
    found = []
    for path, operations in bare_app(_no_services()).openapi()["paths"].items():
        for name, example in examples.items():
            path = path.replace(name, example)
        found += [(method.upper(), path) for method in operations]
    return found


def _no_services() -> Services:
    class Nothing:
        version = "0"

    return Nothing()  # type: ignore[return-value]  # routes are only listed, never called


ROUTES = [*routes(), ("GET", "/")]
assert len(ROUTES) > 20
OPEN = [("GET", "/api/health"), ("GET", "/boot"), ("GET", "/mcp/callback")]
GUARDED = [route for route in ROUTES if route not in OPEN]
JSON = ("Content-Type", "application/json")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, provider_url: str) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("door"), provider_url)
    world.start()
    yield world
    world.stop()


class Caller:
    """Builds requests that are right but for what a case changes."""

    def __init__(self, world: World) -> None:
        self.url = world.server.url
        self.host = urlsplit(self.url).netloc
        self.sessions: Sessions = world.server._sessions

    def cookie(self, value: str | None = None) -> tuple[str, str]:
        return "Cookie", f"{self.sessions.cookie_name}={value or self.sessions.cookie}"

    def bearer(self, value: str | None = None) -> tuple[str, str]:
        return "Authorization", f"Bearer {value or self.sessions.token}"

    def page(self, method: str, path: str, *, site: str | None = "same-origin", origin: str | None = "ours") -> Answer:
        headers = [("Host", self.host), self.cookie(), JSON]
        if site is not None:
            headers.append(("Sec-Fetch-Site", site))
        if origin is not None and method not in ("GET", "HEAD"):
            headers.append(("Origin", self.url if origin == "ours" else origin))
        elif origin not in (None, "ours"):
            headers.append(("Origin", str(origin)))
        return send(self.url, method, path, headers, b"{}" if method != "GET" else b"")

    def send(self, method: str, path: str, *headers: tuple[str, str], body: bytes = b"{}") -> Answer:
        return send(self.url, method, path, headers, body if method != "GET" else b"")


@pytest.fixture
def caller(world: World) -> Caller:
    return Caller(world)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_A1_foreign_host_is_refused(caller: Caller, method: str, path: str) -> None:
    for host in (
        "evil.example",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:1",
        f"{caller.host}.evil.example",
        f"u@{caller.host}",
    ):
        answer = caller.send(method, path, ("Host", host), caller.bearer(), JSON)
        assert answer.status == 421, host


def test_A2_missing_doubled_and_absolute_targets_are_refused(caller: Caller) -> None:
    assert caller.send("GET", "/api/health").status in (400, 421)
    doubled = caller.send("GET", "/api/health", ("Host", caller.host), ("Host", caller.host))
    assert doubled.status in (400, 421)
    for target in (f"{caller.url}/api/health", "http://evil.example/api/health", "//evil.example/api/health/.."):
        answer = caller.send("GET", target, ("Host", caller.host), caller.bearer())
        assert answer.status in (400, 404, 421), target


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_A3_foreign_origin_is_refused(caller: Caller, method: str, path: str) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", caller.url + "/", caller.url.upper()):
        assert caller.page(method, path, origin=origin).status == 403, origin
        with_token = caller.send(method, path, ("Host", caller.host), caller.bearer(), JSON, ("Origin", origin))
        assert with_token.status == 403, origin


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_A4_a_cookie_caller_from_elsewhere_is_refused(caller: Caller, method: str, path: str) -> None:
    sites = ["cross-site", "same-site", "", "same-origin, same-origin"]
    if path != "/":
        sites += ["none"]
        assert caller.page(method, path, site=None).status == 403
    for site in sites:
        assert caller.page(method, path, site=site).status == 403, site


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_A5_without_the_right_credential_every_answer_is_the_same_401(caller: Caller, method: str, path: str) -> None:
    right = [("Host", caller.host), JSON, ("Origin", caller.url), ("Sec-Fetch-Site", "same-origin")]
    other = Sessions(None, Path("/other"))
    wrong = [
        [],
        [caller.cookie("x")],
        [caller.cookie(other.cookie)],
        [caller.bearer("x")],
        [caller.bearer(other.token)],
        [caller.bearer(), caller.bearer()],
        [("Authorization", f"Basic {caller.sessions.token}")],
        [("Cookie", f"runnel={caller.sessions.cookie}")],
        [("Cookie", f"{caller.sessions.cookie_name}={caller.sessions.token}")],
    ]
    answers = [caller.send(method, path, *right, *headers) for headers in wrong]
    assert {(a.status, a.body) for a in answers} == {(401, answers[0].body)}
    assert all("set-cookie" not in a.headers for a in answers)


@pytest.mark.parametrize(("method", "path"), [r for r in GUARDED if r[0] in ("POST", "PUT", "PATCH")])
def test_A6_a_write_that_is_not_json_or_has_no_origin_is_refused(caller: Caller, method: str, path: str) -> None:
    forms = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    for kind in forms if (method, path) in RAW else ["text/plain", *forms, ""]:
        answer = caller.send(method, path, ("Host", caller.host), caller.bearer(), ("Content-Type", kind))
        assert answer.status == 415, kind
    assert caller.page(method, path, origin=None).status == 403


def test_a_page_is_let_in_whatever_other_programs_on_this_machine_put_into_cookies(caller: Caller) -> None:
    """Cookies are shared by every port of 127.0.0.1."""
    ours = caller.cookie()[1]
    for other in ('other={"a":1}', "plain", "[x]=1", "u=caf\u00e9", "=", "", "a=b;;", "; ;", f"x{ours}", f"{ours}x"):
        for value in (f"{other}; {ours}", f"{ours}; {other}", f"{other};{ours}"):
            headers = (("Host", caller.host), ("Cookie", value), ("Sec-Fetch-Site", "same-origin"))
            assert caller.send("GET", "/api/settings", *headers).status == 200, value
        alone = (("Host", caller.host), ("Cookie", other), ("Sec-Fetch-Site", "same-origin"))
        assert caller.send("GET", "/api/settings", *alone).status == 401, other


def test_A8_no_cors_header_for_any_method(caller: Caller) -> None:
    for method in ("GET", "OPTIONS", "HEAD", "POST", "PUT", "DELETE", "TRACE", "PROPFIND"):
        for path in ("/", "/api/health", "/api/events", "/api/snapshot"):
            answer = caller.send(
                method, path, ("Host", caller.host), caller.cookie(), ("Origin", "http://evil.example"),
                ("Access-Control-Request-Method", "POST"),
            )  # fmt: skip
            assert answer.status >= 400 or path == "/api/health", (method, path)
            assert not [name for name in answer.headers if name.startswith("access-control")]


def test_A9_a_boot_code_works_once_and_not_for_ever(world: World, caller: Caller) -> None:
    target = world.server.new_boot_url().removeprefix(world.server.url)
    by_hand = [("Host", caller.host), ("Sec-Fetch-Site", "none")]
    first = caller.send("GET", target, *by_hand)
    assert (first.status, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    for again in (target, "/boot", "/boot?code=", "/boot?code=guess"):
        refused = caller.send("GET", again, *by_hand)
        assert (refused.status, "set-cookie" in refused.headers) == (403, False)
    now = [0.0]
    sessions = Sessions(None, Path("/x"), clock=lambda: now[0])
    code, late = sessions.new_boot_code(), sessions.new_boot_code()
    now[0] = 59.0
    assert sessions.redeem(code)
    now[0] = 61.0
    assert not sessions.redeem(late)


def test_A9_a_foreign_page_cannot_use_up_or_plant_a_session(world: World, caller: Caller) -> None:
    target = world.server.new_boot_url().removeprefix(world.server.url)
    assert caller.send("GET", target, ("Host", caller.host), ("Sec-Fetch-Site", "cross-site")).status == 403
    assert caller.send("GET", target, ("Host", caller.host), ("Sec-Fetch-Site", "none")).status == 303


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's list of sockets")
def test_A10_exactly_one_listening_socket_on_loopback(world: World) -> None:
    descriptors = [Path(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]  # noqa: PTH208  names only
    inodes = {str(fd.readlink()) for fd in descriptors if fd.is_symlink()}
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in inodes and (fields[3] == "0A" or "udp" in table):
                listening.append(fields[1])
    port = f"{urlsplit(world.server.url).port:04X}"
    assert f"0100007F:{port}" in listening
    # the scripted provider of the tests listens in this process too, on loopback as well
    assert all(address.startswith("0100007F:") for address in listening)


def test_A10_a_taken_port_still_starts(tmp_path: Path, provider_url: str) -> None:
    from backend.domain.settings import Settings
    from backend.main import Server

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = Server.start(Settings(data_dir=tmp_path, port=taken.getsockname()[1]))
        assert urlsplit(server.url).port != taken.getsockname()[1]
        server.stop()


def test_A11_no_query_submits_a_prompt_or_changes_a_setting(world: World, caller: Caller) -> None:
    before = (world.get("/api/snapshot")["conversations"], world.get("/api/settings"))
    for target in ("/?q=hi&prompt=hi&text=hi", "/api/settings?theme=dark&defaultModel=x", "/api/conversations?text=hi"):
        caller.page("GET", target)
    assert (world.get("/api/snapshot")["conversations"], world.get("/api/settings")) == before


def test_A13_a_huge_body_is_refused_and_the_rest_goes_on(world: World, caller: Caller) -> None:
    chat = world.conversation()
    big = b'{"id":"m","text":"' + b"x" * 10_000_000 + b'"}'
    with socket.create_connection((urlsplit(caller.url).hostname, urlsplit(caller.url).port), timeout=5) as connection:
        head = (
            f"POST /api/conversations/{chat}/messages HTTP/1.1\r\nHost: {caller.host}\r\n"
            f"Authorization: Bearer {caller.sessions.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(big)}\r\n\r\n"
        )
        connection.sendall(head.encode())
        answer = b""
        while b"MiB" not in answer and (chunk := connection.recv(65536)):
            answer += chunk
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"MiB" in answer
    assert world.get("/api/health")["status"] == "ok"
    long = world.problem("POST", f"/api/conversations/{chat}/messages", {"id": "m", "text": "x" * 1_000_001})
    assert long[:2] == (413, "too_large")
    assert world.get(f"/api/conversations/{chat}")["messages"] == []


def test_A13_connections_that_never_ask_are_closed_and_slow_nobody_down(world: World, caller: Caller) -> None:
    address = (urlsplit(caller.url).hostname, urlsplit(caller.url).port)
    head = f"GET /api/health HTTP/1.1\r\nHost: {caller.host}\r\n".encode()
    whole = head + b"\r\n"
    _allow_open_files(2000)
    with ExitStack() as open_ones, world.stream() as frames, socket.create_connection(address, timeout=8) as kept:
        assert next(frames)["event"] == "hello"
        kept.sendall(whole + head)  # one answer on a kept connection, then half a head
        assert b'"status"' in _until(kept, b"}")
        crowd = [open_ones.enter_context(socket.create_connection(address, timeout=8)) for _ in range(500)]
        drips = crowd[:20]
        began, waits_s = time.monotonic(), []
        for number in range(40):  # one byte a tenth of a second, for four seconds
            asked = time.monotonic()
            assert world.get("/api/health")["status"] == "ok"
            waits_s.append(time.monotonic() - asked)
            for drip in drips:
                drip.sendall(head[number : number + 1])
            time.sleep(max(0.0, began + 0.1 * (number + 1) - time.monotonic()))
        assert sorted(waits_s)[-2] < 0.1  # one may meet another program of this machine
        assert {_until(connection, b"never") for connection in (*crowd, kept)} == {b""}
        assert time.monotonic() - began < 6.5
        world.conversation(id="still-there")
        assert next(frame for frame in frames if frame["event"] == "message")["data"]["c"] == "still-there"


def _allow_open_files(count: int) -> None:
    """Both ends of the crowd are in this process."""
    if os.name == "posix":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < count:
            resource.setrlimit(resource.RLIMIT_NOFILE, (count if hard < 0 else min(count, hard), hard))


def _until(connection: socket.socket, mark: bytes) -> bytes:
    """What comes, up to the mark or the connection's end."""
    received = b""
    while mark not in received:
        try:
            chunk = connection.recv(65536)
        except ConnectionResetError:
            break
        if not chunk:
            break
        received += chunk
    return received


def test_C5_every_answer_carries_the_strict_headers(caller: Caller) -> None:
    """C5★: also errors, also the page."""
    for path, status in (("/api/health", 200), ("/api/none", 401), ("/", 401)):
        answer = caller.send("GET", path, ("Host", caller.host))
        assert answer.status == status
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_only_our_own_window_which_has_no_others_beside_it_gets_no_policy_for_openers(caller: Caller) -> None:
    def told(agent: str) -> bool:
        answer = caller.send("GET", "/", ("Host", caller.host), ("User-Agent", agent))
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        return "cross-origin-opener-policy" in answer.headers

    engine = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/60.5 Safari/605.1.15"
    assert not told(f"{engine} Runnel/605.1.15")
    assert told(engine)
    assert told(f"{engine} Runnels/1.0")


def test_the_token_of_the_environment_fixes_cookie_and_token(tmp_path: Path) -> None:
    assert Sessions("t", tmp_path).cookie == Sessions("t", tmp_path).cookie
    assert Sessions("t", tmp_path).cookie != Sessions("u", tmp_path).cookie
    assert Sessions(None, tmp_path).token != Sessions(None, tmp_path).token
