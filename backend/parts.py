"""What one server is made of: everything is made and wired here, once, and ends in its order."""

from __future__ import annotations

import asyncio
import functools
import importlib.metadata
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend.agent.jobs import Jobs
from backend.agent.means import Means
from backend.agent.runner import Runner
from backend.agent.titles import Titles
from backend.agent.undoing import Undoing
from backend.api.services import Services
from backend.api.sessions import Sessions
from backend.chat.arrivals import Arrivals
from backend.chat.conversations import Conversations
from backend.chat.dialogs import Dialogs
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
from backend.domain.pulse import Pulse
from backend.domain.settings import PreferencesFile, Settings
from backend.files.store import Attachments
from backend.log.backups import attachments_of
from backend.log.ledger import Ledger
from backend.mcp.servers import Servers
from backend.models.catalog import Catalog
from backend.models.keys import Keys
from backend.models.vault import KeyVault
from backend.sandbox.child import Child
from backend.sandbox.state import Sandbox
from backend.undo.keeper import Keeper
from backend.web.fetch import Reach
from backend.web.releases import Releases
from backend.web.search import Searching


@dataclass(frozen=True, slots=True)
class Beside:
    """What the launcher and the pages share, and no conversation needs."""

    pulse: Pulse
    around: Around
    dropped: Dropped
    dialogs: Dialogs


class Parts:
    """Made and used on the server's loop, over a ledger that has been started.

    Order: `begin_life` → HTTP answers → `go_on` → `end_work` → HTTP ends → `close`.
    """

    def __init__(
        self,
        settings: Settings,
        data_dir: Path,
        ledger: Ledger,
        sessions: Sessions,
        *,
        url: str,
        new_boot_url: Callable[[str | None], str],
        reach: Reach,
        beside: Beside,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self.preferences = PreferencesFile(data_dir)
        keys = Keys()
        catalog = Catalog(preferences=self.preferences, keys=keys, environment=os.environ, data_dir=data_dir)
        searching = Searching(preferences=self.preferences, keys=keys)
        feed = settings.releases_feed
        self._releases = Releases(
            preferences=self.preferences,
            data_dir=data_dir,
            version=version(),
            feed=str(feed) if feed is not None else None,
            tell=lambda: ledger.feed.tell("releases"),
        )
        self._attachments = attachments = Attachments(attachments_of(ledger.database))
        self._titles = Titles(ledger, catalog, self.preferences)
        self._sandbox = Sandbox([data_dir])
        self._undoing = Undoing(ledger, Keeper(data_dir))
        self._jobs = Jobs(ledger, data_dir, self._undoing.keeper)
        vault = KeyVault()
        servers = Servers(
            data_dir,
            vault=vault,
            launch=Child,
            version=version(),
            environment=os.environ,
            callback_url=f"{url}/mcp/callback",
        )
        self._runner = runner = Runner(
            ledger,
            catalog,
            attachments,
            self._undoing,
            lambda: describe(catalog),
            sandbox=self._sandbox,
            servers=servers,
            means=Means(self._jobs, searching, data_dir / "skills", reach),
            finished=self._titles.after,
        )
        conversations = Conversations(ledger, catalog)
        self.arrivals = Arrivals(conversations, attachments, new_boot_url)
        self.services = Services(
            ledger=ledger,
            arrivals=self.arrivals,
            conversations=conversations,
            pulse=beside.pulse,
            around=beside.around,
            dropped=beside.dropped,
            dialogs=beside.dialogs,
            messages=Messages(ledger, runner, catalog, attachments),
            runs=Runs(ledger, runner),
            grants=Grants(ledger),
            undoing=self._undoing,
            jobs=self._jobs,
            sandbox=self._sandbox,
            search=Search(ledger),
            transfer=Transfer(ledger, attachments),
            downloads=Downloads(settings.downloads_dir),
            settling=Settling(ledger, runner, catalog),
            outcomes=Outcomes(ledger, runner),
            catalog=catalog,
            servers=servers,
            searching=searching,
            releases=self._releases,
            vault=vault,
            prompts=Prompts(data_dir),
            preferences=self.preferences,
            attachments=attachments,
            sessions=sessions,
            data_dir=data_dir,
            version=version(),
            notices=tuple(
                {"code": code, "text": text}
                for code, text in (("settings_file", self.preferences.notice), ("database", ledger.notice))
                if text
            ),
        )
        self._ends = (servers.aclose, catalog.aclose, searching.aclose)
        self._watching: list[asyncio.Task[None]] = []
        self._taking_back: asyncio.Future[tuple[None, None]] | None = None

    @property
    def under_way(self) -> int:
        """How many runs and requests for titles have not ended."""
        return self._runner.under_way + self._titles.under_way

    @property
    def answering(self) -> int:
        """How many answers are being written."""
        return self._runner.under_way

    async def begin_life(self) -> None:
        """What has to be known of the life before this one, before anybody asks."""
        await self._jobs.begin_life()

    def go_on(self) -> None:
        """What goes on beside the answering: tidying, looking, and what the life before left to be taken back."""
        loop = asyncio.get_running_loop()
        loop.call_later(limits.SANDBOX_TEST_AFTER_S, self._sandbox.begin_test)
        tidying = tidy_for_ever(
            self._ledger,
            self._attachments,
            self._undoing.keeper.images,
            compact_after_s=self._settings.compact_after_s,
        )
        self._watching = [
            asyncio.create_task(tidying, name="tidy"),
            asyncio.create_task(self._releases.watch(), name="releases"),
        ]
        self._taking_back = asyncio.gather(self._undoing.take_back_left_open(), self._jobs.settle_left())

    async def end_work(self) -> None:
        """Ends the runs in order; no other begins."""
        for task in self._watching:
            task.cancel()
        await self._runner.stop()
        await self._jobs.stop_all()
        await self._titles.stop()

    async def close(self) -> None:
        """Once nobody asks any more. The ledger stays open for who opened it."""
        if self._watching:
            await asyncio.wait(self._watching, timeout=limits.CANCEL_TIMEOUT_S)
        taking_back = self._taking_back
        if taking_back is not None and not (await asyncio.wait({taking_back}, timeout=limits.CANCEL_TIMEOUT_S))[0]:
            taking_back.cancel()  # the next start goes on with it
            await asyncio.wait({taking_back})
        for end in self._ends:
            await end()


@functools.cache
def version() -> str:
    """The installed version."""
    try:
        return importlib.metadata.version("runnel")
    except importlib.metadata.PackageNotFoundError:
        return "0"
