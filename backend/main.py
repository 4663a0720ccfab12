"""One server: its parts, served on loopback from a thread of its own.

`python -m desktop` and `python -m backend` start the same `Server`. Order of life: data folder → log (epoch, ends of
interrupted runs) → socket → thread → answering. Order of the end: runs → `bye` on every stream → HTTP → log → folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import socket
import threading
from collections.abc import Sequence

from backend.agent import runner as runners
from backend.api.app import build_app
from backend.api.handover import Handover
from backend.api.sessions import Sessions
from backend.chat.arrivals import Show, page_of
from backend.chat.dialogs import Choose, Dialogs
from backend.chat.dropped import Dropped
from backend.domain import limits
from backend.domain.around import Around
from backend.domain.errors import RunnelError
from backend.domain.pulse import Pulse
from backend.domain.settings import Preferences, Settings
from backend.domain.trace import trace
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.parts import Beside, Parts
from backend.serving import HttpServer
from backend.web.fetch import Reach

log = logging.getLogger(__name__)


class Server:
    """A running Runnel. Use `start`; everything may be called from any thread."""

    def __init__(
        self, settings: Settings, folder: DataFolder, ledger: Ledger, sock: socket.socket, reach: Reach
    ) -> None:
        self.data_dir = folder.path
        self._settings = settings
        self._reach = reach
        self._folder = folder
        self._ledger = ledger
        self._socket = sock
        self._host = f"127.0.0.1:{sock.getsockname()[1]}"
        self.url = f"http://{self._host}"
        self._handover = Handover(folder.path, self.url)
        token = settings.token.get_secret_value() if settings.token else None
        self._sessions = Sessions(token, folder.path, handover=self._handover)
        self.token = self._sessions.token
        self._ready = threading.Event()
        self._stop_requested: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failure: BaseException | None = None
        self._parts: Parts | None = None  # made on the server's thread
        self._dropped = Dropped()
        self._dialogs = Dialogs()
        self.pulse = Pulse()
        self.around = Around()
        self._thread = threading.Thread(target=self._serve, name="server", daemon=True)

    @classmethod
    def start(cls, settings: Settings, *, reach: Reach | None = None) -> Server:
        """Returns when HTTP answers. `reach` is another way to the web, for tests alone.

        Raises RunnelError with a sentence: folder in use, newer database, …
        """
        folder = DataFolder(settings.data_dir)
        try:
            server = cls(settings, folder, Ledger.open(folder), _bind(settings.port), reach or Reach())
        except BaseException:
            folder.release()
            raise
        server._thread.start()
        server._ready.wait()
        if server._failure is not None:
            raise RunnelError("The server could not start. The log says why.") from server._failure
        return server

    def new_boot_url(self, conversation: str | None = None) -> str:
        """An address that opens the app in a browser once, within a minute; at a chat, if one is named."""
        return f"{self.url}/boot?code={self._sessions.new_boot_code()}{page_of(conversation)}"

    def page_url(self, conversation: str) -> str:
        """The page for who has been let in already, at a chat."""
        return f"{self.url}/{page_of(conversation)}"

    def take(self, path: str | None, text: str | None) -> str | None:
        """Makes a chat of what this start was given; None when that is nothing. Raises BadInput, TooLarge."""
        if self._loop is None or self._parts is None:
            return None
        return asyncio.run_coroutine_threadsafe(self._parts.arrivals.take(path, text), self._loop).result()

    def open_to_others(self, show: Show) -> None:
        """A start on the same data folder hands over to this one from now on. `show` brings the window forward."""
        if self._loop is not None and self._parts is not None:
            self._parts.arrivals.show = show
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._handover.open)

    def dropped(self, paths: Sequence[str]) -> None:
        """These files and folders were let go over the window just now: its page will ask for them."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                asyncio.run_coroutine_threadsafe(self._dropped.put(paths), self._loop)

    def lend(self, choose: Choose | None) -> None:
        """The page can have folders chosen in the system's own dialog from now on, or no longer."""
        self._dialogs.choose = choose

    def around_changed(self) -> None:
        """What stands around the window is different now: pages that show it are told."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._ledger.feed.tell, "around")

    @property
    def streams(self) -> int:
        """How many pages and scripts listen now. A page that listens is interactive."""
        return self._ledger.feed.readers

    @property
    def head(self) -> int:
        """How far the log has come; it stands while nothing happens."""
        return self._ledger.feed.head

    @property
    def under_way(self) -> int:
        """How many runs and requests for titles have not ended."""
        return self._parts.under_way if self._parts is not None else 0

    @property
    def answering(self) -> int:
        """How many answers are being written, which an end of this process would cut off."""
        return self._parts.answering if self._parts is not None else 0

    @property
    def preferences(self) -> Preferences:
        """As they are in force."""
        return self._parts.preferences.current if self._parts is not None else Preferences()

    @property
    def is_serving(self) -> bool:
        """False once it has ended, in order or not."""
        return self._thread.is_alive()

    def warm_up(self) -> None:
        """Begins the imports that the first run needs, on a thread. Call it after the first paint."""
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()

    def stop(self) -> None:
        """Ends in order and returns when everything is closed. Calling it again does nothing."""
        if self._loop is not None and self._stop_requested is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._stop_requested.set)
        self._thread.join(timeout=limits.STOP_TIMEOUT_S)

    # --- on the server's thread ---------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            log.error("the server ended: %s", trace(error))
            self._failure = error
        finally:
            self._folder.release()
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop_requested = asyncio.Event()
        self._ledger.start()
        parts = self._parts = Parts(
            self._settings,
            self.data_dir,
            self._ledger,
            self._sessions,
            url=self.url,
            new_boot_url=self.new_boot_url,
            reach=self._reach,
            beside=Beside(self.pulse, self.around, self._dropped, self._dialogs),
        )
        await parts.begin_life()
        app, look_ahead = build_app(parts.services, host=self._host, web_dir=self._settings.web_dir)
        server = HttpServer(app)
        serving = await server.begin(self._socket)
        self._ready.set()
        parts.go_on()
        looking_ahead = asyncio.create_task(look_ahead(), name="look-ahead")
        stopping = asyncio.create_task(self._stop_requested.wait(), name="stop-requested")
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({looking_ahead})
        self._handover.close()
        self._dialogs.close()
        await parts.end_work()
        self._ledger.feed.close()
        server.end()
        await serving
        await parts.close()
        await self._ledger.close()


def _warm_up() -> None:
    """Leaves all that is imported out of every later search for garbage: that stopped all calls for 60 to 100 ms."""
    gc.disable()
    try:
        runners.warm_up()
        gc.freeze()
    finally:
        gc.enable()


def _bind(port: int) -> socket.socket:
    """One loopback socket. A wanted port that is taken is replaced by a free one, and the log says so."""
    # Named as TCP: asyncio switches Nagle's algorithm off for no other. With it an answer on a kept connection came
    # 40 ms late, when the reader's system had acknowledged its head.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError as error:
        if not port:
            raise RunnelError(f"No port on 127.0.0.1 can be opened ({error.strerror}).") from error
        log.warning("port %d is taken; a free one is used instead", port)
        sock.bind(("127.0.0.1", 0))
    sock.set_inheritable(False)
    return sock
