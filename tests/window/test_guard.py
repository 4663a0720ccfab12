"""C12: whatever a page tries, the window stays at our origin, and nothing reaches another one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from desktop.outcome import Outcome
from desktop.system_gtk import SystemGtk
from desktop.view import View
from tests.window.app import wait_until
from tests.window.screen import Screen

# Each tries to leave in its own way, then tells its own server that it is still there.
ESCAPES = {
    "location": "location.href = there",
    "replace": "location.replace(there)",
    "open": "window.open(there)",
    "blank": "click(there, '_blank')",
    "top": "click(there, '_top')",
    "download": "const a = click(there, ''); a.download = 'x'; a.click()",
    "form": "const f = document.createElement('form'); f.action = there; document.body.append(f); f.submit()",
    "frame": "const i = document.createElement('iframe'); i.src = there; document.body.append(i)",
    "name": "location.href = 'http://runnel.invalid/'",
    "file": "location.href = 'file:///etc/passwd'",
    "data": "location.href = 'data:text/html,gone'",
    "lookalike": "location.href = location.origin + '.invalid/'",
    "userinfo": "location.href = location.origin + '@' + there.slice(7)",
}
PAGE = """<!doctype html><meta charset="utf-8"><title>{name}</title><body><script>
const there = "{there}"
function click(url, target) {{
  const a = document.createElement("a"); a.href = url; a.target = target; document.body.append(a); a.click(); return a
}}
setTimeout(() => {{ {escape} }}, 0)
setTimeout(() => fetch("/still-here?bridge=" + typeof window.pywebview + typeof window.webkit), 600)
</script>"""


class Web:
    """A server on loopback that remembers what was asked of it."""

    def __init__(self, page: str = "") -> None:
        asked: list[str] = []
        self.asked = asked
        self.page = page
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(web.page.encode())

            def log_message(self, format: str, *args: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="web")
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def ours() -> Iterator[Web]:
    web = Web()
    yield web
    web.stop()


@pytest.fixture
def theirs() -> Iterator[Web]:
    web = Web("theirs")
    yield web
    web.stop()


@pytest.mark.parametrize("name", ESCAPES)
def test_C12_the_window_never_leaves(
    name: str, screen: Screen, ours: Web, theirs: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", screen.display)
    ours.page = PAGE.format(name=name, there=theirs.origin, escape=ESCAPES[name])
    window = SystemGtk()

    def close_when_it_has_tried() -> None:
        with contextlib.suppress(TimeoutError):  # what was asked of our server tells it too
            wait_until(lambda: any(path.startswith("/still-here") for path in ours.asked), timeout_s=15)
        window.close()

    closer = threading.Thread(target=close_when_it_has_tried, name="closer")
    closer.start()
    outcome = window.show(
        View(url=f"{ours.origin}/", origin=ours.origin), on_painted=lambda: None, on_closing=lambda: None
    )
    closer.join()

    assert outcome is Outcome.CLOSED
    assert "/still-here?bridge=undefinedundefined" in ours.asked  # nothing of pywebview's bridge either
    assert theirs.asked == []
