"""What the routes work with: one frozen object, wired once in `backend.main`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from backend.agent.jobs import Jobs
from backend.agent.undoing import Undoing
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
from backend.data.downloads import Downloads
from backend.data.transfer import Transfer
from backend.domain.around import Around
from backend.domain.pulse import Pulse
from backend.domain.settings import PreferencesFile
from backend.files.store import Attachments
from backend.log.ledger import Ledger
from backend.mcp.servers import Servers
from backend.models.catalog import Catalog
from backend.models.vault import KeyVault
from backend.sandbox.state import Sandbox
from backend.web.releases import Releases
from backend.web.search import Searching

if TYPE_CHECKING:
    from fastapi import Request


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the door. `notices` are sentences the page shows once at its start."""

    ledger: Ledger
    arrivals: Arrivals
    conversations: Conversations
    messages: Messages
    runs: Runs
    grants: Grants
    undoing: Undoing
    jobs: Jobs
    settling: Settling
    outcomes: Outcomes
    sandbox: Sandbox
    search: Search
    transfer: Transfer
    downloads: Downloads
    catalog: Catalog
    searching: Searching
    releases: Releases
    servers: Servers
    vault: KeyVault
    prompts: Prompts
    preferences: PreferencesFile
    attachments: Attachments
    sessions: Sessions
    data_dir: Path
    version: str
    notices: tuple[dict[str, str], ...] = ()
    pulse: Pulse = field(default_factory=Pulse)
    around: Around = field(default_factory=Around)
    dropped: Dropped = field(default_factory=Dropped)
    dialogs: Dialogs = field(default_factory=Dialogs)


def services(request: Request) -> Services:
    """The services of the app that this request came to."""
    return cast(Services, request.app.state.services)  # Starlette's state is an untyped bag
