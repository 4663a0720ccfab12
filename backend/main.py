"""Wires everything once and serves it on loopback, from a thread of its own.

`python -m desktop` and `python -m backend` start the same `Server`. Order of life: data folder → log (epoch, ends of
interrupted runs) → socket → thread → answering. Order of the end: runs → `bye` on every stream → HTTP → log → folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib.metadata
import logging
import os
import socket
import threading
from collections.abc import Callable, Sequence

from backend.agent import runner as runners
from backend.agent.jobs import Jobs
from backend.agent.means import Means
from backend.agent.runner import Runner
from backend.agent.titles import Titles
from backend.agent.undoing import Undoing
from backend.api.app import build_app
from backend.api.handover import Handover
from backend.api.services import Services
from backend.api.sessions import Sessions
from backend.chat.arrivals import Arrivals, Show, page_of
from backend.chat.conversations import Conversations
from backend.chat.dialogs import Choose, Dialogs
from backend.chat.dropped import Dropped
from backend.chat.grants import Grants
from backend.chat.messages import Messages
from backend.chat.outcomes import Outcomes
from backend.chat.prompts import Prompts
from backend.chat.runs import Runs
from backend.chat.search import Search
from backend.chat.settle import Settling
from backend.chat.setup import describe
from backend.chat.tidy import tidy_for_ever
from backend.data.downloads import Downloads
from backend.data.transfer import Transfer
from backend.domain import limits
from backend.domain.around import Around
from backend.domain.errors import RunnelError
from backend.domain.pulse import Pulse
from backend.domain.settings import Preferences, PreferencesFile, Settings
from backend.domain.trace import trace
from backend.files.store import Attachments
from backend.log.backups import attachments_of
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.mcp.servers import Servers
from backend.models.catalog import Catalog
from backend.models.keys import Keys
from backend.models.vault import KeyVault
from backend.sandbox.child import Child
from backend.sandbox.state import Sandbox
from backend.serving import HttpServer
from backend.undo.keeper import Keeper
from backend.web.fetch import Reach
from backend.web.releases import Releases
from backend.web.search import Searching

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
        self._count_work: Callable[[], int] = lambda: 0
        self._arrivals: Arrivals | None = None
        self._dropped = Dropped()
        self._dialogs = Dialogs()
        self._count_answers: Callable[[], int] = lambda: 0
        self._preferences: PreferencesFile | None = None
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
        if self._loop is None or self._arrivals is None:
            return None
        return asyncio.run_coroutine_threadsafe(self._arrivals.take(path, text), self._loop).result()

    def open_to_others(self, show: Show) -> None:
        """A start on the same data folder hands over to this one from now on. `show` brings the window forward."""
        if self._loop is not None and self._arrivals is not None:
            self._arrivals.show = show
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
        return self._count_work()

    @property
    def answering(self) -> int:
        """How many answers are being written, which an end of this process would cut off."""
        return self._count_answers()

    @property
    def preferences(self) -> Preferences:
        """As they are in force."""
        return self._preferences.current if self._preferences is not None else Preferences()

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
        preferences = self._preferences = PreferencesFile(self.data_dir)
        keys = Keys()
        catalog = Catalog(preferences=preferences, keys=keys, environment=os.environ, data_dir=self.data_dir)
        searching = Searching(preferences=preferences, keys=keys)
        feed = self._settings.releases_feed
        releases = Releases(
            preferences=preferences,
            data_dir=self.data_dir,
            version=version(),
            feed=str(feed) if feed is not None else None,
            tell=lambda: self._ledger.feed.tell("releases"),
        )
        attachments = Attachments(attachments_of(self._ledger.database))
        titles = Titles(self._ledger, catalog, preferences)
        sandbox = Sandbox([self.data_dir])
        undoing = Undoing(self._ledger, Keeper(self.data_dir))
        jobs = Jobs(self._ledger, self.data_dir, undoing.keeper)
        await jobs.begin_life()
        vault = KeyVault()
        servers = Servers(
            self.data_dir,
            vault=vault,
            launch=Child,
            version=version(),
            environment=os.environ,
            callback_url=f"{self.url}/mcp/callback",
        )
        runner = Runner(
            self._ledger,
            catalog,
            attachments,
            undoing,
            lambda: describe(catalog),
            sandbox=sandbox,
            servers=servers,
            means=Means(jobs, searching, self.data_dir / "skills", self._reach),
            finished=titles.after,
        )
        self._count_work = lambda: runner.under_way + titles.under_way
        self._count_answers = lambda: runner.under_way
        conversations = Conversations(self._ledger, catalog)
        self._arrivals = Arrivals(conversations, attachments, self.new_boot_url)
        services = Services(
            ledger=self._ledger,
            arrivals=self._arrivals,
            conversations=conversations,
            pulse=self.pulse,
            around=self.around,
            dropped=self._dropped,
            dialogs=self._dialogs,
            messages=Messages(self._ledger, runner, catalog, attachments),
            runs=Runs(self._ledger, runner),
            grants=Grants(self._ledger),
            undoing=undoing,
            jobs=jobs,
            sandbox=sandbox,
            search=Search(self._ledger),
            transfer=Transfer(self._ledger, attachments),
            downloads=Downloads(self._settings.downloads_dir),
            settling=Settling(self._ledger, runner, catalog),
            outcomes=Outcomes(self._ledger, runner),
            catalog=catalog,
            servers=servers,
            searching=searching,
            releases=releases,
            vault=vault,
            prompts=Prompts(self.data_dir),
            preferences=preferences,
            attachments=attachments,
            sessions=self._sessions,
            data_dir=self.data_dir,
            version=version(),
            notices=tuple(
                {"code": code, "text": text}
                for code, text in (("settings_file", preferences.notice), ("database", self._ledger.notice))
                if text
            ),
        )
        server = HttpServer(build_app(services, host=self._host, web_dir=self._settings.web_dir))
        serving = await server.begin(self._socket)
        self._ready.set()
        self._loop.call_later(limits.SANDBOX_TEST_AFTER_S, sandbox.begin_test)
        stopping = asyncio.create_task(self._stop_requested.wait(), name="stop-requested")
        tidying = asyncio.create_task(
            tidy_for_ever(
                self._ledger, attachments, undoing.keeper.images, compact_after_s=self._settings.compact_after_s
            ),
            name="tidy",
        )
        looking = asyncio.create_task(releases.watch(), name="releases")
        taking_back = asyncio.gather(undoing.take_back_left_open(), jobs.settle_left())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        self._handover.close()
        self._dialogs.close()
        looking.cancel()
        tidying.cancel()
        await runner.stop()
        await jobs.stop_all()
        await titles.stop()
        self._ledger.feed.close()
        server.end()
        await serving
        await asyncio.wait({looking, tidying}, timeout=limits.CANCEL_TIMEOUT_S)
        if not (await asyncio.wait({taking_back}, timeout=limits.CANCEL_TIMEOUT_S))[0]:
            taking_back.cancel()  # the next start goes on with it
            await asyncio.wait({taking_back})
        await servers.aclose()
        await catalog.aclose()
        await searching.aclose()
        await self._ledger.close()


def _warm_up() -> None:
    """Leaves all that is imported out of every later search for garbage: that stopped all calls for 60 to 100 ms."""
    gc.disable()
    try:
        runners.warm_up()
        gc.freeze()
    finally:
        gc.enable()


def version() -> str:
    """The installed version."""
    try:
        return importlib.metadata.version("runnel")
    except importlib.metadata.PackageNotFoundError:
        return "0"


def _bind(port: int) -> socket.socket:
    """One loopback socket. A wanted port that is taken is replaced by a free one, and the log says so."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
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
